import argparse
import math
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import yaml
from PIL import Image
from torch.utils.data import DataLoader, Dataset, random_split
from torch.utils.tensorboard import SummaryWriter
from torchvision import models, transforms
from tqdm import tqdm


class Leaves(Dataset):
    def __init__(self, root, size=224, train=True):
        self.files = sorted(Path(root).glob("*/*.jpg"))
        self.classes = sorted({f.parent.name for f in self.files})
        steps = [transforms.Resize((size, size))]
        if train:
            steps += [transforms.RandomHorizontalFlip(), transforms.ColorJitter(brightness=0.2, contrast=0.2)]
        steps += [
            transforms.ToTensor(),
            transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
        ]
        self.transform = transforms.Compose(steps)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        file = self.files[index]
        image = Image.open(file).convert("RGB")
        return self.transform(image), self.classes.index(file.parent.name)


class Attention(nn.Module):
    def __init__(self, width, heads=4):
        super().__init__()
        self.heads = heads
        self.scale = 1 / math.sqrt(width // heads)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        n, length, width = x.shape
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q = q.view(n, length, self.heads, -1).transpose(1, 2)
        k = k.view(n, length, self.heads, -1).transpose(1, 2)
        v = v.view(n, length, self.heads, -1).transpose(1, 2)
        weights = F.softmax(q @ k.transpose(-2, -1) * self.scale, dim=-1)
        mixed = (self.drop(weights) @ v).transpose(1, 2).reshape(n, length, width)
        return self.out(mixed)


class LeafNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        backbone = models.resnet18(weights=models.ResNet18_Weights.DEFAULT)
        self.features = nn.Sequential(*list(backbone.children())[:-2])
        for parameter in self.features.parameters():
            parameter.requires_grad = False
        self.attention = Attention(512)
        self.norm = nn.LayerNorm(512)
        self.head = nn.Linear(512, classes)

    def forward(self, x):
        x = self.features(x).flatten(2).permute(0, 2, 1)
        x = x + self.attention(self.norm(x))
        return self.head(x.mean(dim=1))


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.backends.cudnn.deterministic = True


def run_epoch(model, loader, loss_of, device, optimizer=None, scaler=None):
    model.train(optimizer is not None)
    total, right, seen = 0.0, 0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for images, labels in tqdm(loader, leave=False):
            images, labels = images.to(device, non_blocking=True), labels.to(device)
            with torch.autocast(device_type=device.type, enabled=scaler is not None):
                logits = model(images)
                loss = loss_of(logits, labels)
            if optimizer is not None:
                optimizer.zero_grad(set_to_none=True)
                scaler.scale(loss).backward()
                scaler.unscale_(optimizer)
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                scaler.step(optimizer)
                scaler.update()
            total += loss.item() * len(labels)
            right += (logits.argmax(1) == labels).sum().item()
            seen += len(labels)
    return total / seen, right / seen


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="config.yaml")
    parser.add_argument("--epochs", type=int, default=10)
    opt = parser.parse_args()
    with open(opt.config) as f:
        config = yaml.safe_load(f)
    seed_everything(config.get("seed", 1))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    data = Leaves(config["root"])
    held_out = int(0.2 * len(data))
    train, valid = random_split(data, [len(data) - held_out, held_out], generator=torch.Generator().manual_seed(1))
    loaders = {
        "train": DataLoader(
            train, batch_size=config["batch"], shuffle=True, num_workers=os.cpu_count() // 2, pin_memory=True
        ),
        "valid": DataLoader(valid, batch_size=config["batch"]),
    }
    model = LeafNet(len(data.classes)).to(device)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.AdamW(filter(lambda p: p.requires_grad, model.parameters()), lr=config["lr"])
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=opt.epochs)
    scaler = torch.cuda.amp.GradScaler()
    writer = SummaryWriter(log_dir="runs")

    best = math.inf
    for epoch in range(opt.epochs):
        began = time.time()
        train_loss, _ = run_epoch(model, loaders["train"], loss_of, device, optimizer, scaler)
        valid_loss, accuracy = run_epoch(model, loaders["valid"], loss_of, device)
        schedule.step()
        writer.add_scalar("loss/train", train_loss, epoch)
        writer.add_scalars("valid", {"loss": valid_loss, "accuracy": accuracy}, epoch)
        print(f"{epoch}: {valid_loss:.3f} {accuracy:.1%} in {time.time() - began:.0f} s")
        if valid_loss < best:
            best = valid_loss
            torch.save({"model": model.state_dict(), "epoch": epoch}, "best.pt")
    writer.close()
    state = torch.load("best.pt", map_location=device)
    model.load_state_dict(state["model"])


if __name__ == "__main__":
    main()
