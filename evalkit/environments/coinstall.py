"""Ask uv's resolver whether tools can share one environment; answers are kept for a month."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from packaging.utils import canonicalize_name

from evalkit.environments.interpreters import find_interpreter, installed_interpreter
from evalkit.environments.lock_file import platform_tag
from evalkit.environments.requirements import parse_requirements, without_versions
from evalkit.environments.uv_command import UvFailed, complaint, uv_environ_all_indexes, uv_program
from evalkit.model import Adapter
from evalkit.model.facts import ResolverAnswer
from evalkit.store.files import write_whole

LIMIT_SECONDS = 600
"""The limit for one resolution. Beside TFX, uv may build dozens of old source distributions to read their
requirements."""

AT_ONCE = 6
"""Questions asked at a time: uv waits for the package index for seconds, and computes for half a second."""

T = TypeVar("T")

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
_NOT_THERE = re.compile(
    r"was not found in the|network was disabled"
    r"|there is no version of (?P<pin>\S+) and you require (?P=pin)"
)
"""Not a contradiction: the package index at hand lacks the distribution."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One environment for one or more tools, as uv resolved it.

    `distributions` maps normalised names (PEP 503) to versions; it is empty unless everything installs. `sentence` is
    uv's own reason for a refusal, shortened and without hosts and folders.
    """

    outcome: ResolverAnswer
    distributions: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""


def refusal(stderr: str) -> Shared:
    """Return what uv's error output means: a conflict between requirements, or an error that says nothing about them."""
    failed = UvFailed(complaint(stderr))  # a build may fail for want of a solution, so what it begins with decides
    conflict = failed.no_solution and not _NOT_THERE.search(" ".join(stderr.split()))
    return Shared(ResolverAnswer.CONFLICT if conflict else ResolverAnswer.UNKNOWN, sentence=failed.sentence)


def share(
    hosts: Sequence[Adapter],
    guest: Adapter,
    folder: Path,
    *,
    free: bool,
    python: str | None = None,
    now: datetime | None = None,
    limit_seconds: float = LIMIT_SECONDS,
) -> Shared:
    """Resolve the requirements of some adapters and of one more into one environment.

    The Python version is `python`, such as '3.12', or else that of the first host. The hosts keep their adapters' pins;
    so does the guest, unless `free` allows it any version. If a pinned guest does not fit that Python at all, the
    answer is a conflict that says so. Answers are kept in `folder` until the month of `now` (UTC) ends; unknown ones
    are asked again.

    Raises:
        Unavailable: there is no interpreter, no uv, or a requirement cannot be read.
    """
    asked = without_versions(guest, guest.requires) if free else _texts(guest)
    ask = _Resolver.of((*hosts, guest), python, folder, now, limit_seconds)
    answer = ask((*_all_texts(hosts), *asked), free=free)
    if answer.outcome is ResolverAnswer.CONFLICT and not free:
        alone = ask(asked, free=free)
        if alone.outcome is ResolverAnswer.CONFLICT:
            names = ", ".join(host.tool for host in hosts)
            sentence = f"also without {names}, its pins do not fit Python {ask.python}: {alone.sentence}"
            return Shared(ResolverAnswer.CONFLICT, sentence=sentence)
    return answer


def pinned(
    adapters: Sequence[Adapter],
    python: str,
    folder: Path,
    *,
    wheels: Sequence[str] = (),
    now: datetime | None = None,
) -> Shared:
    """Resolve the pinned requirements of one or more adapters for the minor version `python`, such as '3.12'.

    No interpreter is downloaded for it, except the first adapter's own. The distributions in `wheels` may not be built
    from source. Answers are kept in the same way as for `share`.

    Raises:
        Unavailable: there is no suitable interpreter, no uv, or a requirement cannot be read.
    """
    return _Resolver.of(adapters, python, folder, now)(_all_texts(adapters), free=False, wheels=wheels)


def asked_at_once(questions: Sequence[Callable[[], T]]) -> Generator[T, None, None]:
    """Ask several questions at a time, such as calls of `share`, and yield the answers in the order of the questions.

    What a question raises is raised when its answer is due. Whoever stops listening, or is told to stop meanwhile, ends
    all resolvers that still run.
    """
    with ThreadPoolExecutor(AT_ONCE) as threads:
        futures = [threads.submit(question) for question in questions]
        try:
            for future in futures:
                yield future.result()
        except BaseException:
            for future in futures:
                future.cancel()
            while not all(future.done() for future in futures):  # one may be about to start another uv
                _end_all_running()
                wait(futures, timeout=0.05)
            raise


@dataclass(frozen=True, slots=True)
class _Resolver:
    """Asks uv about the minor version `python`; the interpreter of the version `own` may be downloaded."""

    own: str
    python: str
    folder: Path
    month: str
    index: str | None
    limit_seconds: float

    @classmethod
    def of(
        cls,
        adapters: Sequence[Adapter],
        python: str | None,
        folder: Path,
        now: datetime | None,
        limit_seconds: float = LIMIT_SECONDS,
    ) -> _Resolver:
        own = adapters[0].python
        month = f"{now or datetime.now(tz=UTC):%Y-%m}"
        index = " ".join(dict.fromkeys(adapter.index for adapter in adapters if adapter.index)) or None
        return cls(own, python or own, folder, month, index, limit_seconds)

    def __call__(self, requirements: Sequence[str], *, free: bool, wheels: Sequence[str] = ()) -> Shared:
        # The order matters, because uv tries the first requirement first.
        known = [list(requirements), self.python, platform_tag(), self.index, self.month]
        known += [list(wheels)] if wheels else []
        known += ["all indexes"] if self.index else []  # answers kept from before looked into the first index alone
        file = self.folder / f"{hashlib.sha256(json.dumps(known).encode()).hexdigest()[:24]}.json"
        kept = _read(file)
        if kept is None:
            how = (*self._interpreter(), *(f"--only-binary={name}" for name in wheels))
            call = _Call(how, uv_environ_all_indexes(self.index), "\n".join(requirements), self.limit_seconds)
            kept = _resolve(call, online_first=free)
            if kept.outcome is not ResolverAnswer.UNKNOWN:
                with contextlib.suppress(OSError):  # a full disk only costs the next run time
                    write_whole(file, json.dumps(asdict(kept)))
        return kept

    def _interpreter(self) -> tuple[str, ...]:
        # A path if there is one: with a version only, uv looks through all interpreters for 8 to 12 s.
        if self.python == self.own:
            return ("--python", str(find_interpreter(self.own)))
        if interpreter := installed_interpreter(self.python):
            return ("--python", str(interpreter))
        return ("--python", str(find_interpreter(self.own)), "--python-version", self.python)


def _texts(adapter: Adapter) -> tuple[str, ...]:
    return tuple(map(str, parse_requirements(adapter, adapter.requires)))


def _all_texts(adapters: Iterable[Adapter]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for adapter in adapters for text in _texts(adapter)))


@dataclass(frozen=True, slots=True)
class _Call:
    """A question to uv: requirements, one in each line, options that say for which Python, and a time limit."""

    options: Sequence[str]
    environ: Mapping[str, str]
    requirements: str
    limit_seconds: float


def _resolve(call: _Call, *, online_first: bool) -> Shared:
    """Ask uv with the network and with its cache only.

    If the cache can resolve it, that is a solution, and a hundred times faster; it comes first if any solution will do.
    The cache may lack versions, which looks like a conflict, so only the network can confirm a conflict.
    """
    if not online_first and (answer := _answer(call, offline=True)).outcome is ResolverAnswer.INSTALLS:
        return answer
    answer = _answer(call, offline=False)
    if online_first and answer.outcome is ResolverAnswer.UNKNOWN:
        fallback = _answer(call, offline=True)
        return fallback if fallback.outcome is ResolverAnswer.INSTALLS else answer
    return answer


def _answer(call: _Call, *, offline: bool) -> Shared:
    arguments = ["pip", "compile", "-", "--quiet", "--no-header", "--no-annotate", *call.options]
    with (
        subprocess.Popen(
            [uv_program(), *arguments, *(["--offline"] if offline else [])],
            cwd="/",
            env=dict(call.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        ) as uv,
        _noted(uv),
    ):
        try:
            answer, errors = uv.communicate(call.requirements, call.limit_seconds)
        except subprocess.TimeoutExpired:
            _end(uv)
            return Shared(
                ResolverAnswer.UNKNOWN, sentence=f"uv found no answer within {call.limit_seconds / 60:.0f} minutes"
            )
        except BaseException:  # above all Ctrl-C: no build may continue after it
            _end(uv)
            raise
    if uv.returncode:
        return refusal(errors)
    return Shared(
        ResolverAnswer.INSTALLS, {canonicalize_name(pin["name"]): pin["version"] for pin in _PIN.finditer(answer)}
    )


_running: set[subprocess.Popen[str]] = set()
_changing = threading.Lock()


@contextlib.contextmanager
def _noted(uv: subprocess.Popen[str]) -> Iterator[None]:
    """Note that this uv runs, so that another thread can end it."""
    with _changing:
        _running.add(uv)
    try:
        yield
    finally:
        with _changing:
            _running.discard(uv)


def _end_all_running() -> None:
    with _changing:
        for uv in _running:
            if uv.returncode is None:
                _end(uv)


def _end(uv: subprocess.Popen[str]) -> None:
    """End uv and the builds that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(uv.pid, signal.SIGKILL)


def _read(file: Path) -> Shared | None:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Shared(ResolverAnswer(kept["outcome"]), dict(kept["distributions"]), str(kept["sentence"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # missing or damaged, so uv is asked again
