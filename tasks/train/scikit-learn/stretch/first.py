# https://scikit-learn.org/stable/modules/ensemble.html#mathematical-formulation
from boosting import predictions

# slopes: trees are constant between their thresholds, and scikit-learn derives no model by its inputs
# (https://scikit-learn.org/stable/modules/tree.html)
test, ladder = predictions(7, "demand-test", "ladder")

test.to_csv("outputs/first.csv", index=False)
ladder.to_csv("outputs/ladder.csv", index=False)
