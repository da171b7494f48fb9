# https://docs.evidentlyai.com/metrics/customize_metric
import pandas as pd
from evidently import Report
from evidently.core.metric_types import SingleValueCalculation, SingleValueMetric
from evidently.presets import DataSummaryPreset

# slices: a report compares one set of rows with one other, https://docs.evidentlyai.com/docs/library/report


class GainPerHour(SingleValueMetric):
    pass


class GainPerHourCalculation(SingleValueCalculation[GainPerHour]):
    def calculate(self, context, current_data, reference_data):
        now, before = (self.gain_per_hour(data) for data in (current_data, reference_data))
        return self.result(now), self.result(before)

    def gain_per_hour(self, data):
        return float(data.column("capital-gain").data.sum() / data.column("hours-per-week").data.sum())

    def display_name(self):
        return "gain-per-hour"


table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
south = table[table["region"] == "south"]
Report([GainPerHour(), DataSummaryPreset()]).run(south, table).save_html("outputs/report.html")
