"""leaving: how much of what the tool left on disk can be read without the tool.

Motivation. Every tool is given up one day. What it has written by then (models, statistics, logs, pages) stays with the
team. If others can read it, leaving costs an afternoon. If only the tool can, it costs a migration, or the past.

How. The implementation runs once in a fresh sandbox at the smallest scale, all stages if the task has stages, and the
checker must verify it. Then the probe looks at every file that the run left: in the working folder, in outputs/, in
HOME and in the folder for temporary files; files that `prepare` left count too. The inputs and the implementation's own
files do not count, and caches stand apart: `__pycache__`, `.cache` in HOME (fonts, downloads), and folders that are
marked with CACHEDIR.TAG.

Content decides what a file is, by its first and last bytes and by its structure; the name only tells texts apart. A
format is readable if its specification is public and software of other makers reads all that is in it: text, CSV, JSON,
YAML, HTML, XML, pictures, PDF, Parquet, Arrow, Feather, ORC, Avro, SQLite, HDF5, NumPy, safetensors, ONNX. A compressed
file is what is in it, and a zip or tar archive is readable if all of its members are. Pickles are not readable, and so
neither are NumPy arrays of objects and archives with a pickle in them; nor are protocol buffers, TFRecord, SavedModel,
databases of one product, and whatever is not recognised.

Units. `continuity.exit_share` is the readable share of all bytes left, between 0 and 1. If a run leaves no bytes, the
share is 1: there is nothing that would hold anybody. It does not count as not applicable, because a tool's behaviour
never decides what a task asks.

Validity. Size is not importance: a long log can outweigh a small model that nobody else can read, so read the list.
What can be read need not be understood, such as a table in SQLite with pickles in its cells. The task's contract asks
for outputs in JSON or CSV, which every tool writes and which count. At the smallest scale data are small, so models
weigh more than later. What a tool keeps on a server is not on this disk.

How it can be gamed. An implementation can write large copies in CSV, put bytes into a text, or hide files in a cache.
Reviewers see it in the script, and the evidence lists the largest files and the caches.

What to do about a bad value. Look for an export: many tools write their models as ONNX or JSON, and their tables as
Parquet. Try it before you need it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from evalkit.bench import LauncherDied, TaskBroken
from evalkit.bench.deep_folders import walked
from evalkit.model import Direction, LevelRule, Metric, Status
from evalkit.model.facts import LeftFile, LeftFiles
from evalkit.probes.file_formats import Format, format_of
from evalkit.probes.finding import Finding
from evalkit.probes.iteration import bearings, end_of
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope

METRICS = (
    Metric(
        "continuity.exit_share",
        "Readable without the tool",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Share of the bytes that a run left on disk, caches apart, in formats that can be read without the tool.",
        zero=True,
    ),
)

METRIC = "continuity.exit_share"

MOST_FILES = 20_000
"""With more files than these, the metric is not measured."""

_MOST_LISTED = 200
_MOST_NAMED = 3
_LONGEST_NAME = 300
_UNREADABLE = Format("a file that cannot be opened", False)
_CACHES = ("home", ".cache")
_TAG, _SIGNATURE = "CACHEDIR.TAG", b"Signature: 8a477f597d28d172789f06886806bc55"


@dataclass(frozen=True, slots=True)
class _Found:
    """A regular file below a sandbox: its parts from there, its size in bytes, and whether it belongs to a cache."""

    parts: tuple[str, ...]
    size: int
    is_cache: bool


def observe(question: Question, *, most_files: int = MOST_FILES) -> tuple[Finding, ...]:
    """Run the implementation once and look at what it left on disk, which may be `most_files` files."""
    at = bearings(question)
    try:
        made = at.facilities.inputs()
        with at.facilities.setting(question.implementation, at.adapter, at.environment) as setting:
            given = {found.parts for found in _files(setting.sandbox.folder)}
            given |= {("inputs", *found.parts) for found in _files(made.folder)}
            sample = setting.prepare(made) or setting.run().sample
            if sample.status is not Status.OK:
                return (Finding(METRIC, status=sample.status, reason=sample.reason, facts=end_of(sample.log)),)
            left = list(islice(_left(setting.sandbox.folder, given), most_files + 1))
            if len(left) > most_files:
                raise CannotTell(f"the run left more than {most_files} files, which are too many to look at")
            return (_judged(setting.sandbox.folder, left),)
    except (TaskBroken, LauncherDied) as error:
        raise CannotTell(str(error)) from error
    except OSError as error:
        raise CannotTell(f"the sandbox could not be used: {error.strerror or 'unknown reason'}") from error


def _left(root: Path, given: Container[tuple[str, ...]]) -> Iterator[_Found]:
    """What was not given to the run."""
    return (found for found in _files(root) if found.parts not in given)


def _judged(root: Path, left: Sequence[_Found]) -> Finding:
    caches, counted = [each for each in left if each.is_cache], [each for each in left if not each.is_cache]
    listed = [_fact(root, found) for found in counted]
    listed.sort(key=lambda fact: (fact.readable, -fact.bytes, fact.name))
    total = sum(fact.bytes for fact in listed)
    readable = sum(fact.bytes for fact in listed if fact.readable)
    summary = LeftFiles(len(listed), total, readable, len(caches), sum(found.size for found in caches))
    share = readable / total if total else 1.0
    return Finding(METRIC, share, reason=_reason(listed, total), facts=(summary, *listed[:_MOST_LISTED]))


def _fact(root: Path, found: _Found) -> LeftFile:
    try:
        known = format_of(root.joinpath(*found.parts))
    except OSError:
        known = _UNREADABLE
    name = os.fsencode("/".join(found.parts)).decode("utf-8", "backslashreplace")
    return LeftFile(name[:_LONGEST_NAME], found.size, known.name, known.readable)


def _reason(listed: Sequence[LeftFile], total: int) -> str:
    if not total:
        return "the run left no bytes on disk"
    unread = [fact for fact in listed if not fact.readable]
    if not unread:
        return ""
    named = ", ".join(f"{fact.name} ({fact.format})" for fact in unread[:_MOST_NAMED])
    more = f" and {len(unread) - _MOST_NAMED} more" if len(unread) > _MOST_NAMED else ""
    return f"not readable without the tool: {named}{more}"


def _files(root: Path) -> Iterator[_Found]:
    """The regular files below a folder, each once; links are not followed."""
    seen: set[tuple[int, int]] = set()
    caches: set[str] = set()
    for folder, folders, names in walked(root):
        folders.sort()
        within = Path(folder).relative_to(root).parts
        is_cache = os.path.dirname(folder) in caches or within[-1:] == ("__pycache__",) or within == _CACHES
        if is_cache := is_cache or _is_tagged(folder, names):
            caches.add(folder)
        for name in sorted(names):
            try:
                at = os.lstat(os.path.join(folder, name))
            except OSError:
                continue
            if stat.S_ISREG(at.st_mode) and (at.st_dev, at.st_ino) not in seen:
                seen.add((at.st_dev, at.st_ino))
                yield _Found((*within, name), at.st_size, is_cache)


def _is_tagged(folder: str, names: Sequence[str]) -> bool:
    """Whether a folder says that it is a cache, as the Cache Directory Tagging Specification asks."""
    if _TAG not in names:
        return False
    try:
        with open(os.path.join(folder, _TAG), "rb") as tag:
            return tag.read(len(_SIGNATURE)) == _SIGNATURE
    except OSError:
        return False


PROBE = Probe(
    "leaving",
    1,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.SAMPLE}),
    family="continuity",
    levels=("adapt",),
    runs=1,
)
