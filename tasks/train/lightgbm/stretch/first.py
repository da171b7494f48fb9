# https://lightgbm.readthedocs.io/en/stable/pythonapi/lightgbm.LGBMRegressor.html
from training import predictions, trained

# slopes: trees are constant between their thresholds; LightGBM derives no model by its inputs
# (https://lightgbm.readthedocs.io/en/stable/pythonapi/lightgbm.LGBMRegressor.html#lightgbm.LGBMRegressor.predict)
model = trained(7)
test, ladder = predictions(model, "demand-test"), predictions(model, "ladder")

test.to_csv("outputs/first.csv", index=False)
ladder.to_csv("outputs/ladder.csv", index=False)
