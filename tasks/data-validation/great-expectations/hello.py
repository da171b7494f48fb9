# https://docs.greatexpectations.io/docs/core/configure_project_settings/configure_data_docs/
import json
from pathlib import Path

import great_expectations as gx
import pandas as pd
from great_expectations.metrics.column.descriptive_stats import ColumnDescriptiveStats
from great_expectations.metrics.column.distinct_values_count import ColumnDistinctValuesCount
from great_expectations.metrics.column.null_count import ColumnNullCount

train = pd.read_csv("inputs/train.csv")
words = train.select_dtypes(exclude="number").columns

context = gx.get_context(mode="ephemeral")
suite = gx.ExpectationSuite(
    name="train",
    expectations=[
        gx.expectations.ExpectColumnValuesToBeInSet(column=column, value_set=train[column].dropna().unique().tolist())
        for column in words
    ],
)
asset = context.data_sources.add_pandas("files").add_csv_asset("eval", "inputs/eval.csv")
latest = asset.add_batch_definition("whole")
validation = gx.ValidationDefinition(name="eval", data=latest, suite=context.suites.add(suite))
checkpoint = gx.Checkpoint(
    name="eval", validation_definitions=[context.validation_definitions.add(validation)], result_format="COMPLETE"
)
[report] = context.checkpoints.add(checkpoint).run().run_results.values()

pages = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(Path("docs").resolve())}
context.add_data_docs_site("pages", {"class_name": "SiteBuilder", "store_backend": pages})
context.build_data_docs("pages")

anomalies = {}
for check in report.results:
    column = check.expectation_config.kwargs["column"]
    for value, row in zip(check.result["unexpected_list"], check.result["unexpected_index_list"], strict=True):
        anomalies.setdefault((column, value), []).append(row)

batch = latest.get_batch()
profile = {}
for column in train.columns:
    profile[column] = {"missing": batch.compute_metrics(ColumnNullCount(column=column)).value}
    if column in words:
        profile[column]["distinct"] = batch.compute_metrics(ColumnDistinctValuesCount(column=column)).value
    else:
        profile[column] |= batch.compute_metrics(ColumnDescriptiveStats(column=column)).value.dict()

# evalkit: hand over
found = [
    {"column": column, "kind": "unexpected-value", "value": value, "rows": rows}
    for (column, value), rows in anomalies.items()
]
Path("outputs/anomalies.json").write_text(json.dumps(found))
Path("outputs/statistics.json").write_text(json.dumps(profile))
[page] = Path("docs/validations").rglob("*.html")
page.replace("outputs/report.html")
