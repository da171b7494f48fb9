# https://www.tensorflow.org/tfx/data_validation/api_docs/python/tfdv/CombinerStatsGenerator
from pathlib import Path

import pyarrow.compute as pc
import tensorflow_data_validation as tfdv
from tensorflow_metadata.proto.v0 import statistics_pb2

# told, offline, profile, whole, slices, drawings: TFDV's page loads its viewer from the web, and shows nothing without it,
#   https://www.tensorflow.org/tfx/data_validation/api_docs/python/tfdv/get_statistics_html


class GainPerHour(tfdv.CombinerStatsGenerator):
    def create_accumulator(self):
        return 0, 0

    def add_input(self, sums, batch):
        gain, hours = (pc.sum(batch[name].flatten()).as_py() for name in ("capital-gain", "hours-per-week"))
        return sums[0] + gain, sums[1] + hours

    def merge_accumulators(self, several):
        return tuple(map(sum, zip(*several)))

    def extract_output(self, sums):
        result = statistics_pb2.DatasetFeatureStatistics()
        feature = result.features.add()
        feature.path.step.append("capital-gain")
        feature.custom_stats.add(name="gain-per-hour", num=sums[0] / sums[1])
        return result


options = tfdv.StatsOptions(
    generators=[GainPerHour("gain-per-hour")],
    experimental_slice_functions=[tfdv.experimental_get_feature_value_slicer({"region": [b"south"]})],
)
stats = tfdv.generate_statistics_from_csv("inputs/table.csv", stats_options=options)
south, whole = tfdv.get_slice_stats(stats, "region_south"), tfdv.get_slice_stats(stats, "All Examples")
Path("outputs/report.html").write_text(tfdv.get_statistics_html(south, whole, lhs_name="south", rhs_name="all"))
