# https://plotly.com/python/error-bars/
import pandas as pd
import plotly.express as px

threshold = 500  # evalkit: edit

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= threshold) == people["label"]
accuracy = people.groupby("race")["right"].agg(accuracy="mean", error="sem").reset_index()
accuracy["error"] *= 1.96

fig = px.bar(accuracy, x="accuracy", y="race", error_x="error", range_x=(0, 1))
fig.write_html("outputs/plot.html")
