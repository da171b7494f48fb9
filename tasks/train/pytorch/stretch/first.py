# https://docs.pytorch.org/tutorials/beginner/basics/autogradqs_tutorial.html
import pandas as pd
import torch
from training import columns, predictions, trained

# never-falling: a network would have to be built for it, from layers whose weights are not negative:
# torch.nn.utils.parametrize (https://docs.pytorch.org/tutorials/intermediate/parametrizations.html)
customers = pd.read_csv("inputs/demand-test.csv")
model = trained(7)
test = predictions(model, customers)
rows = torch.tensor(customers[columns].to_numpy("float32"), requires_grad=True)
[slopes] = torch.autograd.grad(model(rows).sum(), rows)

test.to_csv("outputs/first.csv", index=False)
customers[["id"]].assign(distance=slopes[:, columns.index("distance")]).to_csv("outputs/slopes.csv", index=False)
