# https://github.com/fbdesignpro/sweetviz#creating-a-report
import pandas as pd
import sweetviz

table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
sweetviz.analyze(table).show_html("outputs/report.html", open_browser=False)
