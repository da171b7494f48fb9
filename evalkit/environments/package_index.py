"""Ask package indexes what they publish: the releases of a distribution, their dates, and which of them were yanked.

uv says which index a distribution comes from. So the user's settings, an adapter's own index and uv's default hold here
as they do for installing. The question is the simple API as JSON (PEP 691) with upload times (PEP 700). An answer is a
stranger's text: its size and its time are limited, and evalkit refuses what is not as the standards say.
"""

from __future__ import annotations

import json
import re
import ssl
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from evalkit.environments.environment import Unavailable
from evalkit.environments.index_requests import (
    PATIENCE,
    Patience,
    host_and_port,
    indexes_in,
    is_offline,
    opener_for,
    request_for,
)
from evalkit.environments.lock_file import Lock
from evalkit.environments.resolution import asked_about_pins
from evalkit.environments.uv_command import uv_environ_all_indexes
from evalkit.model import Adapter

MOST_BYTES = 100 * 10**6
"""The largest answer that is read, unpacked; the page of a large project has some MB."""

_AT_ONCE = 4
_ACCEPT = "application/vnd.pypi.simple.v1+json"
_JSON = frozenset({_ACCEPT, "application/vnd.pypi.simple.latest+json", "application/json"})
_CHUNK = 1 << 16
_LONGEST_REASON = 300
_FROM = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)==[^\n]*\n\s+# from (?P<index>\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Release:
    """One version that an index publishes.

    `uploaded` is when its first file was uploaded, None where the index does not say of every file. A release is
    yanked if all of its files are; `why_yanked` is the index's reason, which may be empty.
    """

    version: Version
    uploaded: datetime | None = None
    yanked: bool = False
    why_yanked: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why nothing is known of a distribution: one clause for people, without an address."""

    reason: str


Published = tuple[Release, ...] | Unanswered
"""The releases of one distribution, in no order, or why they are not known."""


class _Refused(Exception):
    """An answer that is not read; the text says why."""


def index_hosts() -> frozenset[str]:
    """Return the hosts of the package indexes that this machine asks without an adapter's own; none if nobody can tell."""
    try:
        return frozenset(filter(None, (urlsplit(index).hostname for index in indexes_in(uv_environ_all_indexes()))))
    except (Unavailable, ValueError):
        return frozenset()


def published(adapter: Adapter, lock: Lock, patience: Patience = PATIENCE) -> dict[str, Published]:
    """Ask the indexes of all distributions in `lock` for their releases; the keys are those of `lock.distributions`.

    Raises:
        Unavailable: uv cannot say which index the distributions come from.
    """
    environ = uv_environ_all_indexes(adapter.index)
    indexes = indexes_of(lock, environ)
    if is_offline(environ):
        return dict.fromkeys(lock.distributions, Unanswered("UV_OFFLINE forbids to ask the package index"))

    def ask(name: str) -> Published:
        return asked(indexes.get(canonicalize_name(name), ""), name, environ, patience)

    return ask_all(lock.distributions, ask, patience.all_answers)


def indexes_of(lock: Lock, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the address of the index of each locked distribution, by normalised name, as uv chooses it.

    Raises:
        Unavailable: uv finds no interpreter, no network, or not all distributions.
    """
    unknown = f"which package index the distributions of {lock.tool} come from"
    said = asked_about_pins(lock, environ, "--no-annotate", "--emit-index-annotation", unknown=unknown)
    return {canonicalize_name(found["name"]): found["index"] for found in _FROM.finditer(said)}


def asked(index: str, name: str, environ: Mapping[str, str], patience: Patience = PATIENCE) -> Published:
    """Ask one index for the releases of one distribution; `environ` has proxies, certificates and passwords as for uv."""
    try:
        at = urlsplit(index)
        if at.scheme not in ("http", "https") or not at.hostname:
            return Unanswered("it comes from no package index that can be asked")
        address = f"{at.scheme}://{host_and_port(at)}{at.path.rstrip('/')}/{canonicalize_name(name)}/"
        opener, request = opener_for(at, environ), request_for(address, at, environ)
    except (ValueError, OSError):
        return Unanswered("the addresses or certificates of package indexes in your settings cannot be read")
    request.add_header("Accept", _ACCEPT)
    request.add_header("Accept-Encoding", "gzip")
    again = True
    while True:
        try:
            return releases_in(_page(opener, request, patience), name)
        except _Refused as refused:
            return Unanswered(str(refused))
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < 500 or not again:
                return Unanswered(_refusal(error.code))
        except (OSError, HTTPException, zlib.error, ValueError) as error:  # a URLError is an OSError
            if not again:
                return Unanswered(_why(error, patience))
        again = False


def releases_in(page: bytes, name: str) -> tuple[Release, ...]:
    """Return the releases on a project's page of the simple API; files that are neither wheels nor sources are passed over.

    Raises:
        _Refused: the page is not as PEP 691 and PEP 700 say.
    """
    try:
        said = json.loads(page)
    except (ValueError, RecursionError):
        raise _Refused("the package index's answer is not JSON, although it says so") from None
    files = said.get("files") if isinstance(said, dict) else None
    if not isinstance(files, list):
        raise _Refused("the package index's answer lists no files, as PEP 691 asks")
    meta = said.get("meta")
    spoken = meta.get("api-version") if isinstance(meta, dict) else None
    if isinstance(spoken, str) and spoken.partition(".")[0] != "1":
        raise _Refused("the package index answers by a version of the simple API that evalkit does not know")
    found: dict[Version, list[tuple[datetime | None, bool | str]]] = {}
    for file in files:
        if not isinstance(file, dict) or not isinstance(file.get("filename"), str):
            raise _Refused("the package index lists a file without a name")
        if version := _version(file["filename"], name):
            found.setdefault(version, []).append((_moment(file), _yanked(file)))
    return tuple(_release(version, told) for version, told in found.items())


def _release(version: Version, told: list[tuple[datetime | None, bool | str]]) -> Release:
    times = [uploaded for uploaded, _ in told if uploaded]
    reasons = [yanked for _, yanked in told if isinstance(yanked, str) and yanked]
    return Release(
        version,
        min(times) if len(times) == len(told) else None,
        all(yanked for _, yanked in told),
        " ".join(reasons[0].split())[:_LONGEST_REASON] if reasons else "",
    )


def _version(filename: str, name: str) -> Version | None:
    try:
        if filename.endswith(".whl"):
            owner, version, _, _ = parse_wheel_filename(filename)
        else:
            owner, version = parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None  # an egg, an installer, or a version from before PEP 440
    return version if owner == canonicalize_name(name) else None


def _moment(file: Mapping[str, Any]) -> datetime | None:
    said = file.get("upload-time")
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise _Refused("the package index gives an upload-time that is no time") from None


def _yanked(file: Mapping[str, Any]) -> bool | str:
    said = file.get("yanked") or False  # what is falsy says no, says PEP 691
    if not isinstance(said, bool | str):
        raise _Refused("the package index says neither yes, no nor a reason where it says whether a file was yanked")
    return said


def ask_all(names: Iterable[str], ask: Callable[[str], Published], limit_seconds: float) -> dict[str, Published]:
    """Ask about all names, a few at a time; whatever hangs beyond all its own limits is left behind."""
    found: dict[str, Published] = {name: Unanswered("the package index did not answer in time") for name in names}
    waiting: SimpleQueue[str] = SimpleQueue()
    answers: SimpleQueue[tuple[str, Published]] = SimpleQueue()
    for name in found:
        waiting.put(name)
    ends = time.monotonic() + limit_seconds

    def work() -> None:
        while time.monotonic() < ends:
            try:
                name = waiting.get_nowait()
            except Empty:
                return
            try:
                answers.put((name, ask(name)))
            except Exception as error:  # one that nobody thought of costs this answer, and not the thread
                answers.put((name, Unanswered(f"asking the package index broke: {type(error).__name__}")))

    for _ in range(min(_AT_ONCE, len(found))):
        Thread(target=work, daemon=True).start()  # a name server that hangs must not keep evalkit from ending
    for _ in range(len(found)):
        try:
            name, answer = answers.get(timeout=max(0.0, ends - time.monotonic()))
        except Empty:
            break
        found[name] = answer
    return found


def _page(opener: urllib.request.OpenerDirector, request: urllib.request.Request, patience: Patience) -> bytes:
    ends = time.monotonic() + patience.answer
    with opener.open(request, timeout=patience.silence) as response:
        kind = response.headers.get_content_type()
        if kind not in _JSON:
            what = "HTML" if "html" in kind else "another form"
            raise _Refused(f"the package index answers in {what}, and not in JSON (PEP 691)")
        packed = response.headers.get("Content-Encoding", "").lower() == "gzip"
        unpacking = zlib.decompressobj(wbits=31) if packed else None
        whole = bytearray()
        while chunk := response.read1(_CHUNK):
            if time.monotonic() > ends:
                raise _Refused(f"the package index did not finish its answer within {patience.answer:g} s")
            whole += unpacking.decompress(chunk, MOST_BYTES + 1 - len(whole)) if unpacking else chunk
            if len(whole) > MOST_BYTES:
                raise _Refused(f"the package index's answer is larger than {MOST_BYTES / 1e6:.0f} MB")
        if unpacking and not unpacking.eof:
            raise _Refused("the package index broke its answer off")
        return bytes(whole)


def _refusal(code: int) -> str:
    if code in (401, 403):
        return f"the package index lets nobody in with the password that your settings give, if they give one ({code})"
    return f"the package index answered with the error {code}"


def _why(error: Exception, patience: Patience) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return f"the package index did not answer within {patience.silence:g} s"
    if isinstance(cause, ssl.SSLError):
        return "the package index's certificate is none that this machine trusts"
    if isinstance(cause, OSError):
        return "the package index cannot be reached"
    return "the package index broke its answer off"
