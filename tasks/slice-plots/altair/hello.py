# https://altair-viz.github.io/gallery/bar_chart_with_labels.html
import altair as alt
import pandas as pd

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= 500) == people["label"]
accuracy = people.groupby("race")["right"].agg(accuracy="mean", rows="size").reset_index()

base = alt.Chart(accuracy).encode(x=alt.X("accuracy").scale(domain=(0, 1)), y="race")
values = base.mark_text(align="left", dx=3).encode(text=alt.Text("accuracy", format=".3f"))
sizes = base.mark_text(align="left", dx=3, color="white").encode(x=alt.value(0), text="rows")
(base.mark_bar() + values + sizes).save("outputs/plot.svg")
