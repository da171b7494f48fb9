# https://github.com/fbdesignpro/sweetviz#compare-two-dataframes
import pandas as pd
import sweetviz

# unexpected: Sweetviz shows both months and judges neither, https://github.com/fbdesignpro/sweetviz
other = "april"  # evalkit: edit
before, after = pd.read_csv("inputs/march.csv"), pd.read_csv(f"inputs/{other}.csv")
sweetviz.compare([before, "march"], [after, other]).show_html("outputs/report.html", open_browser=False)
