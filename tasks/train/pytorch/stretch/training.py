import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

columns = ["age", "tenure", "visits", "distance", "basket", "letters"]


class Network(nn.Module):
    def __init__(self, rows, demand):
        super().__init__()
        self.register_buffer("mean", rows.mean(dim=0))
        self.register_buffer("std", rows.std(dim=0))
        self.register_buffer("usual", demand.mean())
        self.register_buffer("spread", demand.std())
        self.layers = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, rows):
        return self.usual + self.spread * self.layers((rows - self.mean) / self.std)


def squared_and_nine_times_if_short(demand, predicted):
    short = demand - predicted
    return (torch.where(short > 0, 9.0, 1.0) * short**2).mean()


def trained(seed):
    train = pd.read_csv("inputs/demand-train.csv")
    rows = torch.tensor(train[columns].to_numpy("float32"))
    demand = torch.tensor(train[["demand"]].to_numpy("float32"))
    torch.manual_seed(seed)
    model = Network(rows, demand)
    batches = DataLoader(TensorDataset(rows, demand), batch_size=128, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 60)
    for _ in range(60):
        for batch, answers in batches:
            optimizer.zero_grad()
            squared_and_nine_times_if_short(answers, model(batch)).backward()
            optimizer.step()
        decay.step()
    return model.eval()


def predictions(model, customers):
    with torch.no_grad():
        return customers[["id"]].assign(demand=model(torch.tensor(customers[columns].to_numpy("float32"))).numpy())
