"""Call uv: choose its variables and its folder, and report its own error message without addresses and paths."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import uv

from evalkit.environments.environment import Unavailable
from evalkit.environments.uv_settings import NO_INDEX, merged
from evalkit.environments.variables import for_uv
from evalkit.remedies import NO_LOCKS, REMEDIES
from evalkit.store.cache_folder import NoCache, cache_folder

_LIMIT_SECONDS = 3600
"""The limit for one call: a large download over a slow line takes long, and uv itself gives up on a silent server."""

_LONGEST = 320
_MAKE_ROOM = "make room there, or name another folder in the variable EVALKIT_CACHE"
_ANOTHER_DISK = "its file system has no locks: name a folder on a local disk in the variable EVALKIT_CACHE"
_CROSS = "\N{MULTIPLICATION SIGN}"  # begins an error in older versions of uv
_FRAME = re.compile(rf"^[\s{_CROSS}╰├│─▶]*(?:(?P<kind>error|cause)\s*:)?\s*(?P<text>.*)$")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"`)>\]]+", re.IGNORECASE)
_HOST = re.compile(
    r"\b(?:[a-z0-9_-]+\.)+(?:com|org|net|io|dev|ai|edu|gov|cloud|local|internal|lan)(?::\d+)?\b", re.IGNORECASE
)
_PATH = re.compile(r"(?<![\w.~/-])/(?:[^\s/'\"`:,;]+/)+(?P<name>[^\s/'\"`:,;]*)")


class UvFailed(Exception):
    """uv ended with an error; `sentence` is its own message, shortened and scrubbed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    @property
    def no_solution(self) -> bool:
        """Whether the requirements contradict each other or do not exist, as far as uv can see."""
        return self.sentence.startswith("No solution found")

    def advice(self, otherwise: str) -> str:
        """Return what to do: make room where the disk is full, which uv says in the system's words, and `otherwise` else."""
        is_full = any(os.strerror(number) in self.sentence for number in (errno.ENOSPC, errno.EDQUOT))
        return f"disk full: {_MAKE_ROOM}" if is_full else otherwise


@cache
def uv_program() -> str:
    """Return the path of the uv that is installed with evalkit.

    Raises:
        Unavailable: the program is missing.
    """
    try:
        return uv.find_uv_bin()
    except FileNotFoundError:
        raise Unavailable("uv was not found: install it beside evalkit with `pip install uv`") from None


def uv_environ(index: str | None = None, outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables for a call of uv: of the user's those that lead to indexes, and what evalkit decides.

    uv reads no configuration file: what those say of indexes, proxies and certificates is among the variables. `index`
    is an adapter's own package index, which comes before the others; a variable carries it, so that it is in no command
    line and no log.

    Raises:
        Unavailable: a configuration file of uv's cannot be read, or there is no folder to keep anything in.
    """
    outside = merged(os.environ if outside is None else outside)
    home = _home()
    environ = for_uv(outside, home)
    if NO_INDEX in outside:
        environ |= {"UV_DEFAULT_INDEX": home.as_uri()}  # an index with nothing in it
    environ |= {"UV_NO_CONFIG": "1", "UV_NO_PROGRESS": "1", "UV_NO_WRAP": "1", "NO_COLOR": "1"}
    # Only find_interpreter downloads an interpreter, as its last resort.
    environ.setdefault("UV_PYTHON_DOWNLOADS", "never")
    # uv's own limit of 60 s is short for TensorFlow on two cores.
    environ["UV_COMPILE_BYTECODE_TIMEOUT"] = "600"
    environ.setdefault("UV_HTTP_TIMEOUT", "60")
    if index:
        environ["UV_INDEX"] = " ".join(filter(None, [index, environ.get("UV_INDEX")]))
    return environ


def uv_environ_all_indexes(index: str | None = None) -> dict[str, str]:
    """Return the variables for a call of uv that finds each version in whichever index has it, as `uv_environ` does.

    uv usually looks for a distribution only in the first index that has any version of it. An adapter's own index may
    have other versions of a common distribution than the pinned one, which the next index has. What is installed this
    way must have the hashes of a lock, so that nobody can put another file in its place.

    Raises:
        Unavailable: as `uv_environ` does.
    """
    environ = uv_environ(index)
    return {**environ, "UV_INDEX_STRATEGY": "unsafe-best-match"} if index else environ


def _home() -> Path:
    """A home folder for uv and for what it builds, in which nobody has put settings."""
    try:
        home = cache_folder() / "home-of-uv"
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(no_room(error)) from None
    return home


def no_room(error: OSError) -> str:
    """Say that evalkit's cache cannot be written, and what to do."""
    if isinstance(error, NoCache):
        return str(error)
    remedy = _ANOTHER_DISK if error.errno in NO_LOCKS else _MAKE_ROOM
    if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN):  # another folder would not help
        remedy = REMEDIES[error.errno]
    return f"evalkit's cache cannot be written ({error.strerror or error}): {remedy}"


def run_uv(arguments: Sequence[str], *, folder: Path, environ: Mapping[str, str] | None = None, stdin: str = "") -> str:
    """Run uv in `folder` and return its standard output.

    `folder` should not contain a project, because uv would read its settings.

    Raises:
        UvFailed: uv ended with an error, or did not end within an hour.
        Unavailable: there is no uv, or it cannot be started.
    """
    program = uv_program()
    try:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            env=dict(uv_environ() if environ is None else environ),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UvFailed(f"uv did not end within {_LIMIT_SECONDS // 60} minutes") from None
    except OSError as error:
        raise Unavailable(f"uv could not be started: {error.strerror or error}") from None
    if done.returncode:
        raise UvFailed(complaint(done.stderr))
    return done.stdout


def known_or_asked(arguments: Sequence[str], environ: Mapping[str, str], stdin: str) -> str:
    """Run uv with its cache alone, and with the network where the cache does not suffice; return its standard output.

    Raises:
        UvFailed: uv ended with an error both times.
        Unavailable: there is no uv, or it cannot be started.
    """
    try:
        return run_uv([*arguments, "--offline"], folder=Path("/"), environ=environ, stdin=stdin)
    except UvFailed:
        return run_uv(arguments, folder=Path("/"), environ=environ, stdin=stdin)


@cache
def uv_cache() -> str:
    """Return the folder of uv's cache, for calls whose HOME is not the user's."""
    return run_uv(["cache", "dir"], folder=Path("/")).strip()


def complaint(stderr: str) -> str:
    """Return uv's error message as one sentence without a full stop.

    It consists of the error and its innermost cause, without what lies between them, warnings and hints, and without
    addresses of package indexes, host names and folders of paths.
    """
    parts = [scrubbed(part).rstrip(" .:") for part in _parts(stderr)]
    sentence = ": ".join([*parts[:1], *parts[1:][-1:]]) or "uv said nothing"
    return sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1].rstrip() + "…"


def scrubbed(text: str) -> str:
    """Return `text` with addresses and hosts replaced by a word, and each absolute path reduced to its last name."""
    text = _ADDRESS.sub("<address>", text)
    text = _HOST.sub("<host>", text)
    return _PATH.sub(lambda path: path["name"] or "<folder>", text)


def _parts(stderr: str) -> list[str]:
    parts: list[str] = []
    for line in stderr.splitlines():
        begins = line.startswith("error:") or line.lstrip().startswith(_CROSS)
        if not parts and not begins:
            continue
        if parts and (not line.strip(" │") or line.lstrip().startswith(("hint:", "help:", "warning:"))):
            break
        frame = _FRAME.match(line)
        text = frame["text"].strip().rstrip(":") if frame else line.strip()
        if not text:
            continue
        if begins or (frame and frame["kind"]) or "╰" in line or "├" in line:
            parts.append(text)
        else:
            parts[-1] += f" {text}"
    if parts:
        return parts
    spoken = [line.strip() for line in stderr.splitlines() if line.strip() and not line.startswith("warning:")]
    return spoken[-1:]
