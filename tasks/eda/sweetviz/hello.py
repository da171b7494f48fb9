# https://github.com/fbdesignpro/sweetviz#analyze-a-single-dataframe
import pandas as pd
import sweetviz

# constant, findings: Sweetviz counts distinct values and warns of nothing, https://github.com/fbdesignpro/sweetviz#features
# dates, sample: it takes days for text, and shows no rows, as above
table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
sweetviz.analyze(table).show_html("outputs/report.html", open_browser=False)
