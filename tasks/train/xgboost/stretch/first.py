# https://xgboost.readthedocs.io/en/stable/tutorials/custom_metric_obj.html
from training import predictions, trained

# slopes: trees are constant between their thresholds; XGBoost derives no model by its inputs
# (https://xgboost.readthedocs.io/en/stable/prediction.html)
model = trained(7)
test, ladder = predictions(model, "demand-test"), predictions(model, "ladder")

test.to_csv("outputs/first.csv", index=False)
ladder.to_csv("outputs/ladder.csv", index=False)
