"""Nothing here is a DSL."""
import contextlib
import functools
import os
import re
import stat
from collections import Counter
from dataclasses import dataclass, field
from enum import Flag, auto
from pathlib import Path
from typing import Optional, Union

import numpy as np
import pandas as pd
import torch
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Number = int | float
Maybe = Optional[Union[int, str]]


class Mode(Flag):
    READ = auto()
    WRITE = auto()


@dataclass
class Row:
    tags: set[str] = field(default_factory=set)

    def __or__(self, other: "Row") -> "Row":
        return Row(self.tags | other.tags)

    @classmethod
    def of(cls, *tags: str) -> "Row | None":
        return cls(set(tags)) if tags else None


@functools.cache
def bits(n: int) -> int:
    return (n >> 3) & 0xFF | (1 << n)


@contextlib.contextmanager
def here(folder):
    yield Path(folder) / "data" / "x.csv"


@torch.no_grad()
def predict(net, batch):
    scores = net(batch)
    return scores > 0.5


mode = Mode.READ | Mode.WRITE
pattern = re.compile("a|b", re.I | re.M)
permissions = stat.S_IRUSR | stat.S_IWUSR
merged = {"a": 1} | {"b": 2}
merged |= {"c": 3}
both = {1, 2} | {3}
array = np.arange(10)
mask = (array > 3) | (array < 1)
print(array[mask], ~mask)
frame = pd.DataFrame({"x": [1, 2]})
frame = frame[(frame["x"] > 1) & frame.x.notna()]
frame["y"] = frame.x >> 1
selected = frame.loc[frame.x == 2, "x"].sum() > 1
counts = Counter("ab") | Counter("bc")
wanted = os.environ.get("MODE", "fast") == "fast"
steps = make_pipeline(StandardScaler())
steps.fit(frame)
numbers = [1]
numbers.append(2)
tensor = torch.ones(3)
print((tensor > 0).all(), tensor @ tensor)
print("%s from %s" % ("select", "where"))
found = list(filter(lambda row: row > 3, numbers))
