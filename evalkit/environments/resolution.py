"""Make a lock from an adapter's requirements: uv resolves them, and the result is written without its hosts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from evalkit.environments.environment import Unavailable
from evalkit.environments.index_requests import is_offline, size_of_file
from evalkit.environments.interpreters import find_interpreter
from evalkit.environments.lock_file import Lock, digest_of_asked, platform_tag
from evalkit.environments.requirements import parse_requirements
from evalkit.environments.uv_command import UvFailed, known_or_asked, run_uv, uv_environ, uv_environ_all_indexes
from evalkit.model import Adapter

_RECENT_PYTHON = "3.14"
"""Also asked, beside the adapter's own version: the newest release may no longer support older Pythons."""


def resolve(adapter: Adapter, task: str | None, file: Path, *, newest: bool = True, all_indexes: bool = False) -> Lock:
    """Resolve what an environment for `task` needs, and return it as a lock for `file`.

    Python, platform and C library are this machine's. `file` is not written; its folder must exist. If `newest` is
    False, the newest versions are not looked up, which would take two calls of uv for each requirement. With
    `all_indexes`, a version is looked for in every index, and not only in the first one that has the distribution.

    Raises:
        Unavailable: there is no interpreter, no solution or no network.
    """
    asked = adapter.requirements(task)
    requirements = parse_requirements(adapter, asked)
    interpreter = find_interpreter(adapter.python)
    text = "\n".join(map(str, requirements))
    call = ["pip", "compile", "-", "--quiet", "--format", "pylock.toml", "--no-header", "--python", str(interpreter)]
    environ = uv_environ_all_indexes(adapter.index) if all_indexes else uv_environ(adapter.index)
    try:
        answer, is_online = _online_or_cached(call, environ, text)
    except UvFailed as failed:
        said = "`requires` and `index`" if adapter.index else "`requires`"
        advice = failed.advice(f"check {said} in adapters/{adapter.tool}.yaml and the network")
        raise Unavailable(f"no lock could be made for {adapter.tool}: {failed.sentence}; {advice}") from None
    packages: list[dict[str, Any]] = tomllib.loads(answer).get("packages", [])
    files = {package["name"]: _chosen(package) for package in packages}
    return Lock(
        file=file,
        tool=adapter.tool,
        platform=platform_tag(),
        python=adapter.python,
        asked=digest_of_asked(asked, adapter.python, adapter.index),
        locked=datetime.now(tz=UTC).date(),
        download_mb=_bytes_to_download(files.values(), environ, is_online=is_online) / 1e6,
        distributions={package["name"]: package["version"] for package in packages},
        hashes={name: tuple(f"sha256:{each['hashes']['sha256']}" for each in chosen) for name, chosen in files.items()},
        newest=_newest(requirements, adapter.python, interpreter, environ) if newest else {},
    )


def asked_about_pins(lock: Lock, environ: Mapping[str, str], *options: str, unknown: str) -> str:
    """Ask uv about exactly what is locked, for the lock's own Python; return its answer in the form that `options` ask for.

    Raises:
        Unavailable: there is no interpreter, or uv has no answer; `unknown` says in a clause what is then not known.
    """
    pins = "\n".join(f"{name}=={version}" for name, version in sorted(lock.distributions.items()))
    call = [
        "pip",
        "compile",
        "-",
        "--quiet",
        "--no-deps",
        "--no-header",
        "--python",
        str(find_interpreter(lock.python)),
    ]
    try:
        return known_or_asked([*call, *options], environ, pins)
    except UvFailed as failed:
        raise Unavailable(f"uv cannot say {unknown}: {failed.sentence}") from None


def _online_or_cached(call: list[str], environ: Mapping[str, str], text: str) -> tuple[str, bool]:
    """Return uv's answer, and whether the network gave it."""
    try:
        return run_uv(call, folder=Path("/"), environ=environ, stdin=text), not is_offline(environ)
    except UvFailed as failed:
        if failed.no_solution:
            raise
        try:  # versions found before the network failed are better than none
            return run_uv([*call, "--offline"], folder=Path("/"), environ=environ, stdin=text), False
        except UvFailed:
            raise failed from None


def _bytes_to_download(
    files: Iterable[Iterable[Mapping[str, Any]]], environ: Mapping[str, str], *, is_online: bool
) -> int:
    """Add up the largest file of each distribution, as the index lists them, or else as it answers when asked for a file.

    Once it does not answer for one file, it is asked for no other; what nobody knows counts as nothing.
    """
    total = 0
    for chosen in files:
        sizes = [0]
        for file in chosen:
            size = int(file.get("size", 0))
            if not size and is_online:
                known = size_of_file(file.get("url", ""), environ)
                size, is_online = known or 0, known is not None
            sizes.append(size)
        total += max(sizes)
    return total


def _chosen(package: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the files of a package that may be installed here: its wheels, or its source if there are none.

    uv lists every wheel that fits. The C library may decide which one is used, so the hashes of all are kept. The
    largest one counts for the download, because the others are fallbacks without some parts.
    """
    chosen = package.get("wheels") or [each for each in [package.get("sdist")] if each]
    if not chosen or "version" not in package:
        raise Unavailable(f"{package['name']} has no version on a package index, and only those can be locked")
    if not all("sha256" in each.get("hashes", {}) for each in chosen):
        raise Unavailable(f"the package index gives no SHA-256 for {package['name']}, so it cannot be locked")
    return list(chosen)


def _newest(
    requirements: Iterable[Requirement], python: str, interpreter: Path, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the newest released version of each requirement, even if this machine cannot run it.

    A universal resolution of only the name does not check for wheels for this platform. Without the network nobody
    knows: uv's cache would answer with what was the newest once.
    """
    newest: dict[str, str] = {}
    if is_offline(environ):
        return newest
    for requirement in requirements:
        seen: list[Version] = []
        for version in dict.fromkeys((python, _RECENT_PYTHON)):
            call = ["pip", "compile", "-", "--quiet", "--universal", "--no-deps", "--no-header", "--no-annotate"]
            call += ["--python", str(interpreter), "--python-version", version]
            try:
                answer = run_uv(call, folder=Path("/"), environ=environ, stdin=requirement.name)
            except UvFailed:
                continue  # no answer for that Python, or no network: an unknown version is not written
            seen += _versions(answer)
        if seen:
            newest[canonicalize_name(requirement.name)] = str(max(seen))
    return newest


def _versions(answer: str) -> list[Version]:
    versions: list[Version] = []
    for text in re.findall(r"^[^\s#=]+==([^\s;\\]+)", answer, flags=re.MULTILINE):
        try:
            versions.append(Version(text))
        except InvalidVersion:
            continue
    return versions
