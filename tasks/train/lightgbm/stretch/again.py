# https://lightgbm.readthedocs.io/en/stable/Parameters.html#seed
from training import predictions, trained

again = predictions(trained(7), "demand-test")
other = predictions(trained(8), "demand-test")

again.to_csv("outputs/again.csv", index=False)
other.to_csv("outputs/other.csv", index=False)
