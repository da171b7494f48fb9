"""Whether tools can stand in one environment, by uv's resolver; answers are kept for a month."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from evalkit.environments.complaint import complaint
from evalkit.environments.interpreters import find_interpreter, installed_interpreter
from evalkit.environments.platforms import platform_tag
from evalkit.environments.resolution import parse_requirements
from evalkit.environments.uv_command import UvFailed, uv_environ, uv_program
from evalkit.model import Adapter
from evalkit.model.facts import Outcome
from evalkit.store.whole_file import write_whole

LIMIT_SECONDS = 600
"""For one resolution. Beside TFX, uv may build dozens of old source distributions to read what they require."""

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
_NOT_THERE = re.compile(
    r"was not found in the|network was disabled"
    r"|there is no version of (?P<pin>\S+) and you require (?P=pin)"
)
"""Contradicts nothing: the index at hand does not carry it."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One environment for one or more tools, as uv resolved it.

    `distributions` are versions by name, and empty unless it installs; `sentence` is uv's own on why not, shortened,
    without hosts and folders.
    """

    outcome: Outcome
    distributions: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""


def refusal(stderr: str) -> Shared:
    """What uv's error output says: a conflict between requirements, or something that tells nothing about them."""
    failed = UvFailed(complaint(stderr))  # a build may fail for want of a solution, so what it begins with decides
    conflict = failed.no_solution and not _NOT_THERE.search(" ".join(stderr.split()))
    return Shared(Outcome.CONFLICT if conflict else Outcome.UNKNOWN, sentence=failed.sentence)


def without_versions(adapter: Adapter, texts: Iterable[str]) -> tuple[str, ...]:
    """Requirements as somebody writes them who wants today's: no versions; extras and markers stay.

    Raises:
        Unavailable: one of them is not a requirement.
    """
    freed = []
    for requirement in parse_requirements(adapter, texts):
        requirement.specifier = SpecifierSet()
        freed.append(str(requirement))
    return tuple(freed)


def share(
    hosts: Sequence[Adapter],
    guest: Adapter,
    folder: Path,
    *,
    free: bool,
    python: str | None = None,
    now: datetime | None = None,
) -> Shared:
    """Resolve the requirements of some adapters and of one more into one environment.

    The Python is the minor version `python`, such as '3.12', else that of the first host. Hosts are pinned as their
    adapters do. The guest is as well, unless `free`: then it may take any version. That a pinned guest does not fit that
    Python whatever else is installed is a conflict, and said so. Answers are kept in `folder` until the month of `now`
    (UTC) ends; what is not known is asked again.

    Raises:
        Unavailable: there is no interpreter, no uv, or a requirement cannot be read.
    """
    asked = without_versions(guest, guest.requires) if free else _texts(guest)
    ask = _Resolver.of((*hosts, guest), python, folder, now)
    answer = ask((*_all_texts(hosts), *asked), free=free)
    if answer.outcome is Outcome.CONFLICT and not free:
        alone = ask(asked, free=free)
        if alone.outcome is Outcome.CONFLICT:
            names = ", ".join(host.tool for host in hosts)
            sentence = f"also without {names}, its pins do not fit Python {ask.python}: {alone.sentence}"
            return Shared(Outcome.CONFLICT, sentence=sentence)
    return answer


def pinned(adapters: Sequence[Adapter], python: str, folder: Path, *, now: datetime | None = None) -> Shared:
    """Resolve the requirements of one or more adapters, as they pin them, for the minor version `python`, such as '3.12'.

    No interpreter is downloaded for it, unless it is the first adapter's own. Answers are kept as those of `share` are.

    Raises:
        Unavailable: there is no interpreter of any use, no uv, or a requirement cannot be read.
    """
    return _Resolver.of(adapters, python, folder, now)(_all_texts(adapters), free=False)


@dataclass(frozen=True, slots=True)
class _Resolver:
    """Asks uv for the minor version `python`; `own` is one whose interpreter may be downloaded."""

    own: str
    python: str
    folder: Path
    month: str
    index: str | None

    @classmethod
    def of(cls, adapters: Sequence[Adapter], python: str | None, folder: Path, now: datetime | None) -> _Resolver:
        own = adapters[0].python
        month = f"{now or datetime.now(tz=UTC):%Y-%m}"
        index = " ".join(dict.fromkeys(adapter.index for adapter in adapters if adapter.index)) or None
        return cls(own, python or own, folder, month, index)

    def __call__(self, requirements: Sequence[str], *, free: bool) -> Shared:
        # The order matters to uv, which serves first what comes first.
        known = [list(requirements), self.python, platform_tag(), self.index, self.month]
        file = self.folder / f"{hashlib.sha256(json.dumps(known).encode()).hexdigest()[:24]}.json"
        kept = _read(file)
        if kept is None:
            kept = _resolve(requirements, self._interpreter(), uv_environ(self.index), online_first=free)
            if kept.outcome is not Outcome.UNKNOWN:
                with contextlib.suppress(OSError):  # a full disk costs the next run time, and nothing else
                    write_whole(file, json.dumps(asdict(kept)))
        return kept

    def _interpreter(self) -> tuple[str, ...]:
        # A path where there is one: told a version only, uv looks through all interpreters, for 8 to 12 s.
        if self.python == self.own:
            return ("--python", str(find_interpreter(self.own)))
        if found := installed_interpreter(self.python):
            return ("--python", str(found))
        return ("--python", str(find_interpreter(self.own)), "--python-version", self.python)


def _texts(adapter: Adapter) -> tuple[str, ...]:
    return tuple(map(str, parse_requirements(adapter, adapter.requires)))


def _all_texts(adapters: Iterable[Adapter]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for adapter in adapters for text in _texts(adapter)))


def main_distribution(adapter: Adapter) -> Requirement:
    """The distribution that is the tool itself: the first one that its adapter requires."""
    return parse_requirements(adapter, adapter.requires[:1])[0]


def _resolve(
    requirements: Sequence[str], python: Sequence[str], environ: Mapping[str, str], *, online_first: bool
) -> Shared:
    """Ask uv with the network and with its cache alone.

    What the cache can resolve is a solution: it comes first where any solution will do, for it takes a hundredth of the
    time. It may hold old versions only, and lack things, which looks like a conflict: only the network can say that.
    """
    online = ["pip", "compile", "-", "--quiet", "--no-header", "--no-annotate", *python]
    cached = [*online, "--offline"]
    text = "\n".join(requirements)
    if not online_first and (answer := _asked(cached, environ, text)).outcome is Outcome.INSTALLS:
        return answer
    answer = _asked(online, environ, text)
    if online_first and answer.outcome is Outcome.UNKNOWN:
        fallback = _asked(cached, environ, text)
        return fallback if fallback.outcome is Outcome.INSTALLS else answer
    return answer


def _asked(call: Sequence[str], environ: Mapping[str, str], text: str) -> Shared:
    with subprocess.Popen(
        [uv_program(), *call],
        cwd="/",
        env=dict(environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as uv:
        try:
            answer, errors = uv.communicate(text, LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            _end(uv)
            return Shared(Outcome.UNKNOWN, sentence=f"uv found no answer within {LIMIT_SECONDS // 60} minutes")
        except BaseException:  # a Ctrl-C above all: no build may outlive it
            _end(uv)
            raise
    if uv.returncode:
        return refusal(errors)
    return Shared(Outcome.INSTALLS, {found["name"]: found["version"] for found in _PIN.finditer(answer)})


def _end(uv: subprocess.Popen[str]) -> None:
    """End uv and the builds that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(uv.pid, signal.SIGKILL)


def _read(file: Path) -> Shared | None:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Shared(Outcome(kept["outcome"]), dict(kept["distributions"]), str(kept["sentence"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # not there, or damaged: it is asked again
