# https://pandas.pydata.org/docs/user_guide/groupby.html#flexible-apply
import io
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd


def gain_per_hour(rows):
    return rows["capital-gain"].sum() / rows["hours-per-week"].sum()


table = pd.read_csv("inputs/table.csv")
south = table[table["region"] == "south"]

slices = table.groupby("region").apply(gain_per_hour).rename("gain-per-hour")
means = pd.DataFrame({"south": south.mean(numeric_only=True), "all": table.mean(numeric_only=True)})
means.loc["gain-per-hour"] = [gain_per_hour(south), gain_per_hour(table)]

figure, axes = plt.subplots(4, 2, figsize=(12, 18), layout="constrained")
south.select_dtypes("number").hist(ax=axes.flat[:7], bins=30)
drawing = io.StringIO()
figure.savefig(drawing, format="svg")

page = f"""<!doctype html><meta charset="utf-8"><title>south</title>
{means.to_html()}
{slices.to_frame().T.to_html()}
{drawing.getvalue()}"""
Path("outputs/report.html").write_text(page, encoding="utf-8")
