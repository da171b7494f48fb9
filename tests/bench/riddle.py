"""A workspace with one tiny task, and a bench to run implementations of it on."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.bench import Bench, Limits, Sample
from evalkit.environments import EnvironmentPaths
from evalkit.model import Adapter, Implementation, LevelName, Service

LIMITS = Limits(timeout_seconds=60, memory_mb=2000)

INPUTS = """
import secrets
def make(rows, seed, folder):
    (folder / "train.csv").write_text("age\\n" + "".join(f"{row}\\n" for row in range(rows)), newline="")
    return {"answer": seed, "token": secrets.token_hex(16)}
"""
CHECKER = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    said = (outputs / "answer.txt").read_text()
    right = said.strip() == str(truth["answer"])
    return Verdict(right, float(right), () if right else (f"the answer is not {said.strip()!r}",))
"""
RIGHT = "open('outputs/answer.txt', 'w').write('7')\n"


@dataclass(frozen=True)
class Workshop:
    """A workspace with one task, and a bench to run implementations on."""

    root: Path
    bench: Bench

    @property
    def task(self) -> Path:
        return self.root / "tasks" / "riddle"

    def sample(
        self,
        source: str | dict[str, str],
        *,
        limits: Limits = LIMITS,
        level: LevelName = "hello",
        watch_memory: bool = False,
        python: Path = Path(sys.executable),
        stages: int = 0,
        shows: tuple[str, ...] = (),
        driver: Service | None = None,
        digest_outputs: bool = False,
        draw: bool = False,
        pages: tuple[str, ...] = (),
        pictures: tuple[str, ...] = (),
        **adapter: object,
    ) -> Sample:
        """Write an implementation (a script, or the files of a tool's folder) and run it once.

        The first so many of its files are its `stages`. Its level lists the facts `shows`. Where it is a service, `driver`
        says how the task talks to it. A browser opens its `pages` and, with `draw`, makes its `pictures`.
        """
        folder = self.task / "tool"
        sources = source if isinstance(source, dict) else {f"{level}.py": source}
        files = []
        for name, text in sources.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            files.append(file)
        one = Implementation("riddle", "tool", level, files[0], tuple(files), stages=tuple(files[:stages]), shows=shows)
        one = replace(one, driver=driver, pages=pages, pictures=pictures)
        made = self.bench.inputs(self.task, 100, 7)
        return self.bench.sample(
            one,
            tool(**adapter),
            EnvironmentPaths(python, python.parent.parent),
            made,
            self.task,
            limits,
            watch_memory=watch_memory,
            digest_outputs=digest_outputs,
            draw=draw,
        )


def tool(**fields: object) -> Adapter:
    """An adapter of which only what execution reads matters."""
    needed = {"tool": "tool", "name": "Tool", "homepage": "https://example.org", "python": "3.11"}
    return Adapter.model_validate({**needed, "requires": ("tool",), "packages": ("tool",), **fields})
