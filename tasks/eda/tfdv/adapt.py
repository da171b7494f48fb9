# https://www.tensorflow.org/tfx/data_validation/get_started#checking_the_statistics_against_a_schema
from pathlib import Path

import tensorflow_data_validation as tfdv
from tensorflow_data_validation.utils.display_util import get_anomalies_dataframe

# offline, side-by-side, missing, drawings: TFDV's page loads its viewer from the web, and shows nothing without it,
#   https://www.tensorflow.org/tfx/data_validation/api_docs/python/tfdv/get_statistics_html
other = "april"  # evalkit: edit
before = tfdv.generate_statistics_from_csv("inputs/march.csv")
after = tfdv.generate_statistics_from_csv(f"inputs/{other}.csv")
page = tfdv.get_statistics_html(before, after, lhs_name="march", rhs_name=other)
Path("outputs/report.html").write_text(page)

anomalies = tfdv.validate_statistics(after, tfdv.infer_schema(before))
get_anomalies_dataframe(anomalies).to_html("outputs/more.html")
