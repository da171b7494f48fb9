# https://docs.evidentlyai.com/metrics/customize_metric and https://docs.evidentlyai.com/docs/library/report#group-by
import pandas as pd
from evidently import Report
from evidently.core.metric_types import SingleValueCalculation, SingleValueMetric
from evidently.metrics.group_by import GroupBy
from evidently.presets import DataSummaryPreset


class GainPerHour(SingleValueMetric):
    pass


class GainPerHourCalculation(SingleValueCalculation[GainPerHour]):
    def calculate(self, context, current_data, reference_data):
        now = self.result(self.gain_per_hour(current_data))
        return now, self.result(self.gain_per_hour(reference_data)) if reference_data else None

    def gain_per_hour(self, data):
        return float(data.column("capital-gain").data.sum() / data.column("hours-per-week").data.sum())

    def display_name(self):
        return "gain-per-hour"


table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
south = table[table["region"] == "south"]
Report([GainPerHour(), DataSummaryPreset()]).run(south, table).save_html("outputs/report.html")
Report([GroupBy(GainPerHour(), "region")]).run(table).save_html("outputs/more.html")
