import math

import numba
import numpy as np
import torch
from numba import cuda, njit, prange
from torch import nn


@njit(parallel=True)
def pairwise(x):
    n = x.shape[0]
    out = np.zeros((n, n))
    for i in prange(n):
        for j in range(n):
            out[i, j] = math.sqrt(((x[i] - x[j]) ** 2).sum())
    return out


@numba.vectorize(["float64(float64, float64)"])
def relative(a, b):
    return (a - b) / b if b else 0.0


@cuda.jit
def scale(array, factor):
    at = cuda.grid(1)
    if at < array.size:
        array[at] *= factor


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x)) * 2 - 1


@torch.compile
def fused(x, y):
    return (x * y + y).relu()


@torch.jit.script
def clamp(x: torch.Tensor, low: float) -> torch.Tensor:
    return torch.where(x < low, torch.full_like(x, low), x)


@torch.no_grad()
def evaluate(model, batches):
    return sum(float(model(x).mean()) for x in batches)


points = np.random.default_rng(0).normal(size=(50, 3))
distances = pairwise(points)
near = (distances < 0.5) & ~np.eye(50, dtype=bool)
print(near.sum(), relative(points[:, 0], points[:, 1] + 3).max())
head = Head(3)
fast = torch.compile(head)
print(evaluate(fast, [torch.ones(2, 3)]), fused(torch.ones(2), torch.ones(2)))
