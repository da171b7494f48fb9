# https://docs.streamlit.io/develop/api-reference/charts/st.line_chart
import pandas as pd
import streamlit as st
import training

other = "run-birch"  # evalkit: edit
losses = pd.DataFrame({run: dict(training.learn(run)) for run in ("run-amber", other)})
steps = st.slider("Smoothing, in steps", 1, 50)
st.line_chart(losses.rolling(steps, min_periods=1).mean(), x_label="step", y_label="loss")
