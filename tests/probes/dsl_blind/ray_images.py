# Embeds product photos on a cluster and serves the nearest ones.
import time
from typing import Dict

import numpy as np
import ray
import torch
import torch.nn as nn
import torch.nn.functional as F
from fastapi import FastAPI
from ray import serve, tune
from ray.data.aggregate import Mean
from ray.train import ScalingConfig
from ray.train.torch import TorchTrainer
from ray.tune.schedulers import ASHAScheduler
from starlette.requests import Request

app = FastAPI()


class Encoder(nn.Module):
    def __init__(self, width=128):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.head = nn.Linear(16, width)

    @torch.compile(mode="reduce-overhead")
    def forward(self, x):
        hidden = self.body(x).flatten(1)
        if hidden.isnan().any():
            raise ValueError("not finite")
        return F.normalize(self.head(hidden) * 2.0 + 1.0)


@torch.no_grad()
def embed(encoder, batch: Dict[str, np.ndarray]) -> Dict[str, np.ndarray]:
    pixels = torch.from_numpy(batch["image"]).permute(0, 3, 1, 2).float() / 255
    return {"id": batch["id"], "vector": encoder(pixels).numpy()}


@torch.jit.script
def soft_clip(x: torch.Tensor, limit: float) -> torch.Tensor:
    return torch.where(x > limit, limit + (x - limit).tanh(), x)


@ray.remote(num_cpus=1, max_retries=2)
def download(url: str) -> bytes:
    import requests

    return requests.get(url, timeout=10).content


@ray.remote
class Counter:
    def __init__(self):
        self.seen = 0

    def add(self, n: int) -> int:
        self.seen += n
        return self.seen


def crawl(urls, limit=64):
    counter = Counter.options(name="seen").remote()
    waiting, sizes = [], []
    for url in urls:
        if len(waiting) > limit:
            ready, waiting = ray.wait(waiting, num_returns=1)
            sizes += [len(one) for one in ray.get(ready)]
            counter.add.remote(len(ready))
        waiting.append(download.remote(url))
    sizes += [len(one) for one in ray.get(waiting)]
    total = ray.get(counter.add.remote(0))
    print(total, max(sizes) > 10_000)
    return sizes


def prepare(path):
    photos = ray.data.read_images(path, include_paths=True, size=(224, 224))
    bright = photos.filter(lambda row: row["image"].mean() > 10).map_batches(embed, batch_size=32)
    stats = bright.groupby("id").aggregate(Mean("vector"))
    bright.write_parquet("s3://photos/vectors")
    return stats.to_pandas()


def loop(config):
    encoder = Encoder(config["width"])
    optimizer = torch.optim.AdamW(encoder.parameters(), lr=config["lr"])
    shard = ray.train.get_dataset_shard("train")
    for epoch in range(config["epochs"]):
        losses = []
        for batch in shard.iter_torch_batches(batch_size=64):
            loss = ((encoder(batch["image"]) - batch["target"]) ** 2).mean()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        ray.train.report({"loss": sum(losses) / len(losses), "epoch": epoch})


@serve.deployment(num_replicas=2, ray_actor_options={"num_cpus": 0.5})
@serve.ingress(app)
class Nearest:
    def __init__(self, encoder, vectors):
        self.encoder = encoder
        self.vectors = vectors

    @app.post("/nearest")
    async def nearest(self, request: Request):
        body = await request.json()
        query = np.asarray(body["vector"])
        scores = self.vectors @ query
        return {"ids": np.argsort(-scores)[: body.get("k", 5)].tolist()}

    @serve.batch(max_batch_size=16)
    async def encode(self, images):
        return [self.encoder(image) for image in images]


@serve.deployment
class Gate:
    def __init__(self, nearest):
        self.nearest = nearest

    async def __call__(self, request: Request):
        started = time.time()
        vectors = await self.nearest.encode.remote(await request.body())
        return {"vectors": vectors, "ms": (time.time() - started) * 1000}


def main():
    ray.init()
    space = {"lr": tune.loguniform(1e-4, 1e-1), "width": tune.choice([64, 128]), "epochs": 3}
    trainer = TorchTrainer(loop, scaling_config=ScalingConfig(num_workers=2))
    tuner = tune.Tuner(
        trainer,
        param_space={"train_loop_config": space},
        tune_config=tune.TuneConfig(metric="loss", mode="min", num_samples=8, scheduler=ASHAScheduler()),
    )
    best = tuner.fit().get_best_result()
    print(best.metrics["loss"] < 0.1)
    serve.run(Gate.bind(Nearest.bind(Encoder(), np.zeros((10, 128)))))


if __name__ == "__main__":
    main()
