# https://www.tensorflow.org/tfx/data_validation/get_started#computing_descriptive_data_statistics
from pathlib import Path

import tensorflow_data_validation as tfdv

# all facts but the overview: TFDV's page loads its viewer from the web, and shows nothing without it,
#   https://www.tensorflow.org/tfx/data_validation/api_docs/python/tfdv/get_statistics_html
stats = tfdv.generate_statistics_from_csv("inputs/table.csv")
Path("outputs/report.html").write_text(tfdv.get_statistics_html(stats))
