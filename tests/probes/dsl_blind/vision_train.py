"""Trains a small image model, configured by Hydra."""

from pathlib import Path

import hydra
import lightning as L
import torch
import torch.nn.functional as F
from einops import rearrange, reduce
from einops.layers.torch import Rearrange
from omegaconf import DictConfig, OmegaConf
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchmetrics.classification import MulticlassAccuracy
from torchvision import datasets, transforms

DEFAULTS = OmegaConf.create(
    """
model: {width: 64, patch: 4}
optim: {lr: 3.0e-4, weight_decay: 0.01}
trainer: {max_epochs: 3}
"""
)


class Mixer(nn.Module):
    def __init__(self, width: int, patch: int, classes: int = 10) -> None:
        super().__init__()
        self.patches = Rearrange("b c (h p) (w q) -> b (h w) (c p q)", p=patch, q=patch)
        self.embed = nn.Linear(3 * patch * patch, width)
        self.mix = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        self.head = nn.Linear(width, classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        x = self.embed(self.patches(images))
        x = x + self.mix(x)
        scores = torch.einsum("bnd,bmd->bnm", x, x).softmax(dim=-1)
        x = scores @ x
        return self.head(reduce(x, "b n d -> b d", "mean"))


@torch.compile(mode="reduce-overhead")
def smooth(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(logits, target, label_smoothing=0.1)


class Classifier(L.LightningModule):
    def __init__(self, cfg: DictConfig) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.net = Mixer(cfg.model.width, cfg.model.patch)
        self.accuracy = MulticlassAccuracy(num_classes=10)

    def training_step(self, batch, index):
        images, target = batch
        loss = smooth(self.net(images), target)
        self.log("loss", loss, prog_bar=True)
        return loss

    @torch.no_grad()
    def validation_step(self, batch, index):
        images, target = batch
        self.accuracy(self.net(images), target)
        self.log("accuracy", self.accuracy, on_epoch=True)

    def configure_optimizers(self):
        cfg = self.hparams.cfg.optim
        return torch.optim.AdamW(self.parameters(), lr=cfg.lr, weight_decay=cfg.weight_decay)


def loaders(folder: Path, batch: int) -> tuple[DataLoader, DataLoader]:
    to_tensor = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)])
    data = datasets.CIFAR10(folder, download=True, transform=to_tensor)
    kept, held = random_split(data, [45_000, 5_000], generator=torch.Generator().manual_seed(0))
    return DataLoader(kept, batch, shuffle=True, num_workers=2), DataLoader(held, batch)


@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg: DictConfig) -> None:
    cfg = OmegaConf.merge(DEFAULTS, cfg, OmegaConf.from_dotlist(["trainer.max_epochs=1"]))
    L.seed_everything(0)
    trainer = L.Trainer(**cfg.trainer, logger=False)
    train, held = loaders(Path(cfg.data), cfg.get("batch", 128))
    trainer.fit(Classifier(cfg), train, held)
    images, _ = next(iter(held))
    grid = rearrange(images[:16], "(a b) c h w -> (a h) (b w) c", a=4)
    torch.save(grid, "grid.pt")
    if trainer.callback_metrics["accuracy"] < 0.3:
        raise SystemExit("it learned nothing")


if __name__ == "__main__":
    main()
