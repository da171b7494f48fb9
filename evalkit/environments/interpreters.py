"""Find interpreters by running each candidate, because names and shims may not work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock as ThreadLock

from evalkit.environments.environment import Unavailable
from evalkit.environments.uv_command import UvFailed, run_uv, uv_environ

_QUESTION = """
import importlib.util, json, sys, sysconfig
needed = ("_bz2", "_ctypes", "_lzma", "_sqlite3", "_ssl", "zlib")
print(json.dumps({
    "implementation": sys.implementation.name,
    "version": list(sys.version_info[:3]),
    "executable": sys.executable,
    "whole": all(importlib.util.find_spec(name) for name in needed),
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
}))
"""
_LIMIT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class _Interpreter:
    version: tuple[int, ...]
    path: Path


def installed_interpreter(version: str) -> Path | None:
    """Return a CPython of the minor `version` that is installed, chosen as `find_interpreter` does, or None."""
    return search(version, candidates(version, os.environ))


class Interpreters:
    """Finds interpreters, and keeps each answer as long as it lives.

    `installed` finds one that is on this machine, and `uv` calls uv to download one.
    """

    def __init__(
        self, installed: Callable[[str], Path | None] = installed_interpreter, uv: Callable[..., str] = run_uv
    ) -> None:
        self._installed, self._uv = installed, uv
        self._answers: dict[str, Path | Unavailable] = {}
        self._asking = ThreadLock()

    def find(self, version: str) -> Path:
        """Return a CPython of exactly the minor `version`, such as '3.10'.

        Looked at, in this order: uv's own, pyenv's, conda's, and PATH; within each the newest patch wins. One that was
        built without a part of the standard library that tools need (SQLite, SSL, compression) is passed over. If there
        is none, uv downloads one where the network and UV_PYTHON_DOWNLOADS allow it.

        Raises:
            Unavailable: there is none and none could be downloaded.
        """
        with self._asking:
            if version not in self._answers:
                try:
                    self._answers[version] = self._installed(version) or _download(version, self._uv)
                except Unavailable as unavailable:
                    self._answers[version] = unavailable
            answer = self._answers[version]
        if isinstance(answer, Unavailable):
            raise answer
        return answer


find_interpreter = Interpreters().find
"""Finds an interpreter as `Interpreters.find` does; the answer is kept for the process's life."""


def search(version: str, groups: Iterable[Iterable[Path]]) -> Path | None:
    """Return the newest interpreter of the minor `version` from the first group that has one; each is run and asked."""
    wanted = tuple(int(part) for part in version.split("."))
    for group in groups:
        fitting = [answer for path in dict.fromkeys(group) if (answer := _ask(path)) and answer.version[:2] == wanted]
        if fitting:
            return max(fitting, key=lambda each: each.version).path
    return None


def candidates(version: str, environ: Mapping[str, str]) -> Iterator[list[Path]]:
    """Yield groups of paths that may be interpreters, the preferred group first."""
    home = Path(environ.get("HOME") or "~").expanduser()
    yield _managed()
    pyenv = Path(environ.get("PYENV_ROOT") or home / ".pyenv")
    yield sorted(pyenv.glob("versions/*/bin/python"))
    yield sorted({folder / "bin" / "python" for folder in _conda_folders(environ, home)})
    folders = [Path(each) for each in environ.get("PATH", "").split(os.pathsep) if each]
    names = (f"python{version}", "python3", "python")
    yield [Path(sys.executable), *(path for name in names for folder in folders if (path := folder / name).is_file())]


def _managed() -> list[Path]:
    try:
        folder = Path(run_uv(["python", "dir"], folder=Path("/")).strip())
    except UvFailed:
        return []
    return sorted(folder.glob("*/bin/python3"))


def _conda_folders(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    roots = [home / name for name in ("miniconda3", "miniforge3", "mambaforge", "anaconda3", "micromamba")]
    roots += [Path(environ[name]) for name in ("CONDA_PREFIX", "MAMBA_ROOT_PREFIX") if environ.get(name)]
    if environ.get("CONDA_EXE"):
        roots.append(Path(environ["CONDA_EXE"]).parent.parent)
    try:  # conda lists here every environment that it ever made
        lines = (home / ".conda" / "environments.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    roots += [Path(line.strip()) for line in lines if line.strip()]
    for root in roots:
        if (root / "bin" / "python").exists():
            yield root
        yield from (folder for folder in root.glob("envs/*") if (folder / "bin" / "python").exists())


def _ask(path: Path) -> _Interpreter | None:
    """Run one candidate; return None if it does not answer or is unsuitable. A broken shim is not worth a message."""
    try:
        done = subprocess.run(
            [path, "-I", "-S", "-c", _QUESTION], capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=True
        )
        answer = json.loads(done.stdout)
        version = tuple(int(part) for part in answer["version"])
        fit = answer["implementation"] == "cpython" and answer["whole"] and not answer["free_threaded"]
        real = Path(answer["executable"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None
    return _Interpreter(version, real if real.is_absolute() and real.exists() else path) if fit else None


def _download(version: str, uv: Callable[..., str]) -> Path:
    # As variables, because an older uv ignores those that it does not know. Its builds come without bytecode.
    environ = uv_environ() | {"UV_COMPILE_BYTECODE": "1", "UV_PYTHON_INSTALL_BIN": "0"}
    if "UV_PYTHON_DOWNLOADS" not in os.environ:
        environ["UV_PYTHON_DOWNLOADS"] = "manual"
    advice = f"install Python {version} (pyenv, conda or your system's packages) and run again"
    try:
        uv(["python", "install", version], folder=Path("/"), environ=environ)
    except UvFailed as failed:
        raise Unavailable(
            f"Python {version} was not found on this machine and uv could not download it ({failed.sentence}): {advice}"
        ) from None
    downloaded = search(version, [_managed()])
    if downloaded is None:
        raise Unavailable(f"Python {version} was downloaded by uv but does not run on this machine: {advice}")
    return downloaded
