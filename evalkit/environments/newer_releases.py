"""How far tools have moved on since they were measured: their releases, asked of the package indexes today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from packaging.version import InvalidVersion, Version

from evalkit.environments.environment import Unavailable
from evalkit.environments.index_requests import PATIENCE, Patience, indexes_in, is_offline
from evalkit.environments.package_index import Published, Release, Unanswered, ask_all, asked
from evalkit.environments.requirements import RELEASED_WITH_PYTHON, main_distribution
from evalkit.environments.uv_command import uv_environ
from evalkit.model import Adapter
from evalkit.store.newest_check import Newer, NewestCheck

Ask = Callable[[Adapter], Published]

_NOT_ASKED = "evalkit does not ask the index that the run names, unless your own settings name it (UV_INDEX)"


def releases_of(adapter: Adapter, patience: Patience = PATIENCE) -> Published:
    """Ask the user's own indexes for the releases of a tool: the first one that has any decides, as uv's own order is.

    The adapter comes from a run that somebody may have sent, so nobody asks the index that it names: whoever runs that
    host would learn who reads the run, and when.
    """
    if adapter.comes_with_python:
        return Unanswered(RELEASED_WITH_PYTHON)
    try:
        name, environ = main_distribution(adapter).name, uv_environ()
    except Unavailable as why:
        return Unanswered(why.reason)
    if is_offline(environ):
        return Unanswered("UV_OFFLINE forbids to ask the package index")
    answer: Published = Unanswered("no package index is configured")
    for index in indexes_in(environ):
        answer = asked(index, name, environ, patience)
        if answer and not isinstance(answer, Unanswered):
            return answer
    reason = answer.reason if isinstance(answer, Unanswered) else "the package index has no release of it"
    return Unanswered(f"{reason}; {_NOT_ASKED}" if adapter.index else reason)


def check_newest(
    adapters: Mapping[str, Adapter],
    versions: Mapping[str, str],
    ask: Ask = releases_of,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    patience: Patience = PATIENCE,
) -> NewestCheck:
    """Return how far the tools in `versions` have moved on from these versions.

    Pre-releases and yanked releases do not count. A tool whose index does not answer is among `unknown`.
    """
    found: dict[str, Newer] = {}
    unknown: dict[str, str] = {}
    answers = ask_all(versions, lambda tool: ask(adapters[tool]), patience.all_answers)
    for tool, answer in answers.items():
        if isinstance(answer, Unanswered):
            unknown[tool] = answer.reason
            continue
        try:
            found[tool] = _newer(answer, versions[tool])
        except InvalidVersion:
            unknown[tool] = "its version is none that can be compared"
    return NewestCheck(f"{now():%Y-%m-%dT%H:%M:%SZ}", found, unknown)


def _newer(releases: tuple[Release, ...], measured: str) -> Newer:
    than = Version(measured)
    later = [one for one in releases if one.version > than and not one.version.is_prerelease and not one.yanked]
    if not later:
        return Newer(measured, measured, 0)
    newest = max(later, key=lambda one: one.version)
    released = f"{newest.uploaded:%Y-%m-%d}" if newest.uploaded else None
    return Newer(measured, str(newest.version), len(later), released)
