# https://plotly.com/python/hover-text-and-formatting/
import pandas as pd
import plotly.express as px

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= 500) == people["label"]
accuracy = people.groupby(["race", "sex"])["right"].agg(accuracy="mean", error="sem", rows="size").reset_index()
accuracy["error"] *= 1.96

fig = px.bar(
    accuracy,
    x="accuracy",
    y="race",
    color="sex",
    barmode="group",
    error_x="error",
    range_x=(0, 1),
    hover_data={"accuracy": ":.3f", "rows": True},
)
fig.write_html("outputs/plot.html")
