# https://keras.io/api/losses/#creating-custom-losses
import jax
import pandas as pd
from training import columns, predictions, trained

# never-falling: a network would have to be built for it, from layers whose weights are not negative: keras.constraints.NonNeg
# (https://keras.io/api/layers/constraints/)
customers = pd.read_csv("inputs/demand-test.csv")
model = trained(7)
test = predictions(model, customers)
slopes = jax.grad(lambda rows: model(rows).sum())(customers[columns].to_numpy("float32"))

test.to_csv("outputs/first.csv", index=False)
customers[["id"]].assign(distance=slopes[:, columns.index("distance")]).to_csv("outputs/slopes.csv", index=False)
