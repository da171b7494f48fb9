# https://docs.streamlit.io/develop/api-reference/charts/st.line_chart
import pandas as pd
import streamlit as st
import training

losses = pd.DataFrame(training.learn("run-amber"), columns=["step", "loss"])
st.title("run-amber")
st.line_chart(losses, x="step", y="loss")
