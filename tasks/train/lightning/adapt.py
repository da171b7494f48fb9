# https://lightning.ai/docs/pytorch/stable/common/early_stopping.html
import lightning as L
import pandas as pd
import torch
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
from lightning.pytorch.loggers import CSVLogger
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

worth = 3  # evalkit: edit

columns = ["age", "tenure", "visits", "distance", "basket", "letters"]
train, valid, test = (pd.read_csv(f"inputs/{name}.csv") for name in ("train", "valid", "test"))


class Buyers(L.LightningModule):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.layers = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, rows):
        return torch.sigmoid(self.layers((rows - self.mean) / self.std))

    def training_step(self, batch, _):
        rows, bought = batch
        return nn.functional.binary_cross_entropy(self(rows), bought)

    def validation_step(self, batch, _):
        rows, bought = batch
        profit = (worth * bought - 1) * (self(rows) > 1 / worth)
        self.log("profit", profit.mean())

    def predict_step(self, batch, _):
        return self(*batch)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.003)


def tensor(customers, names):
    return torch.tensor(customers[names].to_numpy("float32"))


def batches(customers, **how):
    return DataLoader(TensorDataset(tensor(customers, columns), tensor(customers, ["bought"])), **how)


L.seed_everything(7)
rows = tensor(train, columns)
model = Buyers(rows.mean(dim=0), rows.std(dim=0))
best = ModelCheckpoint(monitor="profit", mode="max")
trainer = L.Trainer(
    max_epochs=1000,
    callbacks=[EarlyStopping(monitor="profit", mode="max", patience=20), best],
    logger=CSVLogger("logs"),
    enable_progress_bar=False,
)
trainer.fit(model, batches(train, batch_size=256, shuffle=True), batches(valid, batch_size=1024))


def predictions(customers):
    rows = TensorDataset(tensor(customers, columns))
    found = trainer.predict(model, DataLoader(rows, batch_size=1024), ckpt_path="best")
    return customers[["id"]].assign(probability=torch.cat(found).numpy())


on_valid, on_test = predictions(valid), predictions(test)

# evalkit: hand over
logged = pd.read_csv(f"{trainer.logger.log_dir}/metrics.csv").rename(columns={"epoch": "round"})
logged[["round", "profit"]].to_csv("outputs/history.csv", index=False)
on_valid.to_csv("outputs/valid.csv", index=False)
on_test.to_csv("outputs/predictions.csv", index=False)
