# https://docs.streamlit.io/develop/tutorials/execution-flow/start-and-stop-fragment-auto-reruns
import numpy as np
import pandas as pd
import streamlit as st
import training


@st.fragment(run_every="1s")
def losses():
    table = pd.read_csv("losses.csv")
    table = table[table["run"] == st.query_params["run"]] if "run" in st.query_params else table
    st.line_chart(table, x="step", y="loss", color="run")


losses()
st.image(training.picture())
counts, edges = np.histogram(training.weights(), bins=30)
st.bar_chart(pd.Series(counts, edges[:-1].round(3)), x_label="weight", y_label="count")
