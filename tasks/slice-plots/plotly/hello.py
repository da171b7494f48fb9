# https://plotly.com/python/bar-charts/
import pandas as pd
import plotly.express as px

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= 500) == people["label"]
accuracy = people.groupby("race")["right"].agg(accuracy="mean", rows="size").reset_index()

fig = px.bar(accuracy, x="accuracy", y="race", custom_data="rows", range_x=(0, 1))
fig.update_traces(texttemplate="%{x:.3f} of %{customdata[0]} rows")
fig.write_html("outputs/plot.html")
