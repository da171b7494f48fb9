# https://altair-viz.github.io/user_guide/marks/errorbar.html
import altair as alt
import pandas as pd

threshold = 500  # evalkit: edit

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= threshold) == people["label"]
accuracy = people.groupby("race")["right"].agg(accuracy="mean", error="sem").reset_index()
accuracy["error"] *= 1.96

base = alt.Chart(accuracy).encode(x=alt.X("accuracy").scale(domain=(0, 1)), y="race")
(base.mark_bar() + base.mark_errorbar(ticks=True).encode(xError="error")).save("outputs/plot.svg")
