"""What the recorder is tried on: scripts, and a desk at which one is run plain and recorded."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evalkit import bench
from evalkit.model.task import HAND_OVER_MARK
from evalkit.probes.usage.recording import names_for_the_recorder

RECORDER = Path(bench.__file__).parent / "recorder"
VERSIONS = ("3.9", "3.10", "3.11", "3.12", "3.13")

TORTURE = '''\
"""A docstring."""
from __future__ import annotations

import asyncio, collections, contextlib, dataclasses, enum, functools, inspect, itertools, json as j, math, sys
import collections.abc
from decimal import Decimal as D
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
print({k: repr(v) for k, v in globals().items() if k.startswith("__") and k not in ("__builtins__", "__loader__")})
print(type(__loader__).__name__, sys.path[0], sys.argv, __doc__)


class Base(collections.OrderedDict):
    """Kept."""
    kind = j.dumps("k"); __hidden = D("1")
    names = [n for n in sorted(locals()) if not n.startswith("_evalkit")]

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        super(Base, self).__setitem__("z", self.__hidden)

    @property
    def total(self): return sum(self.values())

    @total.setter
    def total(self, value): self["z"] = value

    @classmethod
    def make(cls, **k): return cls(**k)

    @staticmethod
    def twice(x, /, *, y=D(2)): return x * y


class Point(NamedTuple):
    x: int = 1
    y: D = D("2")


class Colour(enum.Enum):
    RED = enum.auto()


class Box(Generic[T], metaclass=type): pass


@dataclasses.dataclass(frozen=True)
class Data:
    a: D = dataclasses.field(default_factory=lambda: D(3))


def deco(*marks):
    def inner(f):
        @functools.wraps(f)
        def wrapper(*a, **k): return (marks, f(*a, **k))
        return wrapper
    return inner


@deco("a", *[1, 2])
@functools.lru_cache(maxsize=None)
def cached(n: D = D(1), *rest: "int", key: D = D(2), **others) -> Fraction:
    """Docstring of cached."""
    before = sorted(locals())
    return before, Fraction(n), key, rest, others


def generator(n):
    got = yield from (Fraction(i, n) for i in range(1, n))
    more = yield math.floor((yield D(n)) or 0)
    return got, more


async def spell(x): await asyncio.sleep(0); return x + D(1)


async def many():
    async def numbers():
        for n in range(3): yield n
    @contextlib.asynccontextmanager
    async def held(): yield D(9)
    async with held() as h:
        return [await spell(D(n)) async for n in numbers()], h, await asyncio.gather(spell(D(1)), *[spell(D(2))])


b = Base.make(q=D(1)); b.total = D(5); b.total += D(1)
print(list(b.items()), b.total, Base.twice(D(3), y=D(4)), Base.__doc__, Base.names, b._Base__hidden)
print(Point(), Colour.RED, type(Box[int]()), Data(), Data(a=D(1)) == Data(a=D(1)), cached(D(2), 5, **{"z": 1}), cached.__doc__)
print(cached.__annotations__, Point.__annotations__, inspect.getsource(cached), inspect.signature(cached))
print(list(generator(3)), asyncio.run(many()))
print((lambda d, e=D(1), *f: d + e)(D(2)), [y for x in "ab" if (y := j.dumps(x))], {k: D(v) for k, v in {"a": 1}.items()})
print(f"{D('1.50'):>{math.ceil(7.2)}} {D(1)!r} {j.dumps({'k': 1})=} {math.pi:.2f} {'nested ' + f'{D(2)}'}")
x = D(3); x += D(1); x -= 1; x **= 2; s = {1} | {2}; s |= {3}
print(x, -x, +x, not x, ~5, 1 - x, 1 < x < D(100) <= 1000, x in (D(9),), x is not None, x and D(0) or D(7), s, "%s" % x, 5 % x)
print(*itertools.chain([1], (2,)), sep=j.dumps(1)); print(max([D(1), D(2)], key=lambda v: -v), [*b, *"ab"][1:math.floor(2.5)])
try:
    try: D("no")
    except ArithmeticError as error: raise KeyError("k") from error
except (KeyError, j.JSONDecodeError) as error: print(type(error.__cause__).__name__)
def counter():
    n = 0
    def up(): nonlocal n; n += 1; return n
    return up
up = counter(); up(); print(up())
c = contextlib.nullcontext(); c.enter_result = D(1); print(c.enter_result); del c.enter_result
with contextlib.suppress(ZeroDivisionError), contextlib.nullcontext(D(1)) as one: D(1) / 0
assert one == D(1), j.dumps("never")
def deep(n): return 0 if n == 0 else math.floor(deep(n - 1)) + 1
print(deep(50), functools.reduce(lambda p, q: p * q, map(D, range(1, 5))), functools.partial(j.dumps, sort_keys=True)({"b": 1}))
print(eval("D(3) + x"), (lambda: sorted(vars()))(), [getattr(sys.modules[__name__], "x")], sys._getframe().f_lineno)
'''
MATCHING = """
match {"d": D(1), "p": Point()}:
    case {"d": D() as d, "p": Point(x=-1)}: print("no")
    case {"d": d, **rest} if math.floor(d) == 1: print(d, rest)
"""
HANDED_OVER = f"""
{HAND_OVER_MARK}
print(j.loads("[1]"))
"""

CHILDREN = """\
import json, multiprocessing, os, subprocess, sys
from concurrent.futures import ProcessPoolExecutor

def work(n):
    return json.loads(str(n))

if __name__ == "__main__":
    if sys.argv[1:] == ["step"]:
        print(json.dumps("step"))
    else:
        print(subprocess.run([sys.executable, __file__, "step"], capture_output=True, text=True).stdout)
        for method in ("spawn", "fork", "forkserver"):
            context = multiprocessing.get_context(method)
            with context.Pool(1) as pool:
                print(pool.map(work, [1, 2]))
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                print(list(pool.map(work, [3])))
            process = context.Process(target=work, args=("x",))
            process.start()
            process.join()
            print(process.exitcode)
        sys.stdout.flush()
        if os.fork() == 0:
            json.JSONEncoder()
            os._exit(0)
        os.wait()
"""

QUERY = """\
import pandas as pd

def f(df):
    t = 2
    return df.query("a > @t"), df.eval("a + @t"), df[df.a > 1], df.assign(b=lambda d: d.a * 2), df.a.sum()

for each in f(pd.DataFrame({"a": [1, 2, 3]})):
    print(each)
"""


def python(version: str) -> Path:
    found = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    if not found:
        pytest.skip(f"there is no Python {version} here")
    return found[-1]


@dataclass
class Runs:
    """What a plain and a recorded run of one script did."""

    plain: subprocess.CompletedProcess[str]
    recorded: subprocess.CompletedProcess[str]
    files: list[list[dict[str, Any]]]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [line for file in self.files for line in file]

    def same(self) -> None:
        for what in ("returncode", "stdout", "stderr"):
            recorded, plain = (
                re.sub("0x[0-9a-f]+", "0x", str(getattr(run, what))) for run in (self.recorded, self.plain)
            )
            assert recorded == plain

    def uses(self, kind: str | None = None) -> set[str]:
        return {line["symbol"] for line in self.lines if line["what"] == "use" and kind in (None, line["kind"])}


@dataclass
class Desk:
    folder: Path

    def write(self, name: str, text: str) -> Path:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)
        return self.folder / name

    def run(
        self,
        text: str,
        *arguments: str,
        interpreter: Path = Path(sys.executable),
        path: str = "",
        others: tuple[str, ...] = (),
        is_stopped: bool = False,
    ) -> Runs:
        script, into = self.write("main.py", text), self.folder / "recorded"
        into.mkdir(exist_ok=True)
        bare = {"PATH": os.defpath, "HOME": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
        recorded = os.pathsep.join(filter(None, [str(RECORDER), path]))
        files = os.pathsep.join([str(script), *(str(self.folder / other) for other in others)])
        extra = {"PYTHONPATH": recorded, "EVALKIT_RECORD_INTO": str(into), "EVALKIT_RECORD_FILES": files}
        extra["EVALKIT_RECORD_KNOWN"] = names_for_the_recorder()
        if is_stopped:
            extra["EVALKIT_RECORD_STOPPED"] = "1"

        def once(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
            argv = [str(interpreter), "main.py", *arguments]
            return subprocess.run(
                argv, cwd=self.folder, env=environ, capture_output=True, text=True, check=False, timeout=120
            )

        plain = once({**bare, "PYTHONPATH": path} if path else bare)
        runs = Runs(plain, once({**bare, **extra}), [])
        runs.files = [[json.loads(line) for line in file.read_text().splitlines()] for file in sorted(into.iterdir())]
        return runs
