# https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness
from boosting import predictions

[again] = predictions(7, "demand-test")
[other] = predictions(8, "demand-test")

again.to_csv("outputs/again.csv", index=False)
other.to_csv("outputs/other.csv", index=False)
