import lightning as L
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

columns = ["age", "tenure", "visits", "distance", "basket", "letters"]


def squared_and_nine_times_if_short(demand, predicted):
    short = demand - predicted
    return (torch.where(short > 0, 9.0, 1.0) * short**2).mean()


class Demand(L.LightningModule):
    def __init__(self, rows, demand):
        super().__init__()
        self.register_buffer("mean", rows.mean(dim=0))
        self.register_buffer("std", rows.std(dim=0))
        self.register_buffer("usual", demand.mean())
        self.register_buffer("spread", demand.std())
        self.layers = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, rows):
        return self.usual + self.spread * self.layers((rows - self.mean) / self.std)

    def training_step(self, batch, _):
        rows, demand = batch
        return squared_and_nine_times_if_short(demand, self(rows))

    def predict_step(self, batch, _):
        return self(*batch)

    def configure_optimizers(self):
        optimizer = torch.optim.Adam(self.parameters(), lr=0.01)
        return [optimizer], [torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, self.trainer.max_epochs)]


trainer_options = dict(logger=False, enable_checkpointing=False, enable_progress_bar=False)


def trained(seed):
    train = pd.read_csv("inputs/demand-train.csv")
    rows = torch.tensor(train[columns].to_numpy("float32"))
    demand = torch.tensor(train[["demand"]].to_numpy("float32"))
    L.seed_everything(seed)
    model = Demand(rows, demand)
    trainer = L.Trainer(max_epochs=60, deterministic=True, **trainer_options)
    trainer.fit(model, DataLoader(TensorDataset(rows, demand), batch_size=128, shuffle=True))
    return model


def predictions(model, customers):
    rows = TensorDataset(torch.tensor(customers[columns].to_numpy("float32")))
    found = L.Trainer(**trainer_options).predict(model, DataLoader(rows, batch_size=1024))
    return customers[["id"]].assign(demand=torch.cat(found).numpy())
