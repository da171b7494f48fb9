import great_expectations as gx
import mlflow
from great_expectations.expectations.row_conditions import Column

suite = gx.ExpectationSuite("rows")
suite.add_expectation(
    gx.expectations.ExpectColumnValuesToNotBeNull(
        column="spouse",
        row_condition='col("age") > 18',
        condition_parser="great_expectations",
    )
)
suite.add_expectation(
    gx.expectations.ExpectColumnValuesToBeInSet(
        column="sex",
        value_set=["Male"],
        row_condition=Column("relationship") == "Husband",
    )
)
runs = mlflow.search_runs(filter_string="metrics.auc > 0.9")
if len(runs) > 3:
    print(runs.head())


@mlflow.trace
def predict(rows):
    return [row > 3 for row in rows]
