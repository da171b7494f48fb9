import asyncio
import enum
import re
import socket
import subprocess
from abc import abstractmethod
from collections import ChainMap
from pathlib import PurePath
from unittest import mock

import click
import numpy as np
import pandas as pd
import attrs
from numba import njit
from pydantic import BaseModel, field_validator
from sklearn.metrics import accuracy_score
import scipy.sparse as sp
import jax
import jax.numpy as jnp
import redis
import chromadb


class Flag(enum.IntFlag):
    A = 1
    B = 2
    AB = A | B


class Config(BaseModel):
    n: int | None = None

    @field_validator("n")
    def positive(cls, v):
        return v if v > 0 else 0


@attrs.define
class Point:
    x: float


@njit
def fast(a):
    return a >> 1


@jax.jit
def loss(w, x):
    return jnp.mean((x @ w) ** 2) > 0


@click.command()
@click.option("--n", default=3)
def cli(n):
    click.echo(n | 4)


@mock.patch("x.y")
def test_it(m):
    assert m.call_count == 1


class Shape:
    @abstractmethod
    def area(self): ...

    @property
    def next(self):
        return self.area

    @next.setter
    def next(self, v):
        self._n = v


path = PurePath("a") / "b" / "c"
cfg = ChainMap({}, {}) | {"x": 1}
df = pd.read_csv("a.csv")
df = df[df.age.between(1, 2) | ~df.name.isin(["x"])]
df["z"] = np.where(df.x > 3, "a", "b")
m = sp.csr_matrix(np.eye(3)) > 0
acc = accuracy_score([1], [1]) > 0.9
r = redis.Redis()
r.eval("return 1", 0)
hits = chromadb.Client().get_collection("c").query(query_texts=["a > b"])
out = subprocess.run(["ls"], check=True).returncode == 0
flags = socket.AF_INET | socket.SOCK_STREAM
rx = re.compile(r"SELECT (.*) FROM (\w+)")
doc = "Create table of contents for the report"
err = f"cannot select {rx} from {doc}"
items = [3]
items.extend([4])
items.insert(0, 1)
df.columns = ["a"]
df.attrs["x"] = 1
x = eval("1 + 2")
y = df.filter(items=["a"]).where(df > 0)
z = df.eval if False else None
print("drop table %s" % doc)
