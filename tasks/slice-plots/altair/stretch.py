# https://altair-viz.github.io/user_guide/interactions/bindings_widgets.html
import altair as alt
import pandas as pd

people = pd.read_csv("inputs/predictions.csv")
people["right"] = (people["score"] >= 500) == people["label"]
accuracy = people.groupby(["race", "sex"])["right"].agg(accuracy="mean", error="sem", rows="size").reset_index()
accuracy["error"] *= 1.96

chosen = alt.selection_point(fields=["sex"], bind="legend", toggle="true")
base = alt.Chart(accuracy).encode(
    x=alt.X("accuracy").scale(domain=(0, 1)),
    y="race",
    yOffset="sex",
    opacity=alt.when(chosen).then(alt.value(1)).otherwise(alt.value(0.2)),
)
bars = base.mark_bar().encode(
    color="sex", tooltip=["race", "sex", alt.Tooltip("accuracy", format=".3f"), "rows"]
)
chart = (bars + base.mark_errorbar(ticks=True).encode(xError="error")).add_params(chosen)
chart.save("outputs/plot.html", inline=True, embed_options={"renderer": "svg"})
