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
from evalkit.environments.variables import for_candidate, home_of

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


def installed_interpreter(version: str, environ: Mapping[str, str] | None = None) -> Path | None:
    """Return a CPython of the minor `version` that is installed, chosen as `find_interpreter` does, or None.

    Candidates start with the variables in `environ`, by default those that measured processes get.
    """
    return search(version, candidates(version, os.environ), environ)


_NEEDS_MORE = (
    "; one that is here starts only with variables of your shell, such as LD_LIBRARY_PATH, which no tool gets, since they "
    "would change what it loads"
)


class Interpreters:
    """Finds interpreters, and keeps each answer as long as it lives.

    `installed` finds one that is on this machine, and `uv` calls uv to download one.
    """

    def __init__(
        self, installed: Callable[..., Path | None] = installed_interpreter, uv: Callable[..., str] = run_uv
    ) -> None:
        self._installed, self._uv = installed, uv
        self._answers: dict[str, Path | Unavailable] = {}
        self._asking = ThreadLock()

    def find(self, version: str) -> Path:
        """Return a CPython of exactly the minor `version`, such as '3.10'.

        It looks at uv's own, pyenv's, conda's, and those on PATH, in this order, and prefers the newest patch in each.
        It skips an interpreter that lacks a part of the standard library that tools need (SQLite, SSL, compression). If
        there is none, uv downloads one, if the network and UV_PYTHON_DOWNLOADS allow it.

        Raises:
            Unavailable: there is none, and none could be downloaded.
        """
        with self._asking:
            if version not in self._answers:
                try:
                    self._answers[version] = self._installed(version) or self._download(version)
                except Unavailable as unavailable:
                    self._answers[version] = unavailable
            answer = self._answers[version]
        if isinstance(answer, Unavailable):
            raise answer
        return answer

    def _download(self, version: str) -> Path:
        # As variables, because an older uv ignores those that it does not know. Its builds come without bytecode.
        environ = uv_environ() | {"UV_COMPILE_BYTECODE": "1", "UV_PYTHON_INSTALL_BIN": "0"}
        if "UV_PYTHON_DOWNLOADS" not in os.environ:
            environ["UV_PYTHON_DOWNLOADS"] = "manual"
        advice = f"install Python {version} (pyenv, conda or your system's packages) and run again"
        try:
            self._uv(["python", "install", version], folder=Path("/"), environ=environ)
        except UvFailed as failed:
            passed_over = _NEEDS_MORE if self._installed(version, os.environ) else ""
            raise Unavailable(
                f"Python {version} was not found on this machine and uv could not download it ({failed.sentence})"
                f"{passed_over}: {advice}"
            ) from None
        downloaded = search(version, [_managed()])
        if downloaded is None:
            raise Unavailable(f"Python {version} was downloaded by uv but does not run on this machine: {advice}")
        return downloaded


find_interpreter = Interpreters().find
"""Finds an interpreter as `Interpreters.find` does; the answer is kept for the process's life."""


def search(version: str, groups: Iterable[Iterable[Path]], environ: Mapping[str, str] | None = None) -> Path | None:
    """Return the newest interpreter of the minor `version` from the first group that has one; each is run and asked.

    They get the variables that measured processes will get, unless `environ` is given: an interpreter that needs more
    to start is of no use to them.
    """
    wanted = tuple(int(part) for part in version.split("."))
    environ = for_candidate() if environ is None else environ
    for group in groups:
        answers = ((path, _ask(path, environ)) for path in dict.fromkeys(group))
        fitting = [answer for _, answer in answers if answer and answer.version[:2] == wanted]
        if fitting:
            return max(fitting, key=lambda each: each.version).path
    return None


def version_of(path: Path) -> str:
    """Return the full version that the interpreter at `path` says it has, '' where it does not start."""
    answer = _ask(path, for_candidate(), real=True)
    return ".".join(map(str, answer.version)) if answer else ""


def candidates(version: str, environ: Mapping[str, str]) -> Iterator[list[Path]]:
    """Yield groups of paths that may be interpreters, the preferred group first."""
    home = home_of(environ) or Path("/nonexistent")
    yield _managed()
    yield list(_of_version_managers(environ, home))
    yield sorted({folder / "bin" / "python" for folder in _conda_folders(environ, home)})
    folders = [Path(each) for each in environ.get("PATH", "").split(os.pathsep) if each]
    names = (f"python{version}", "python3", "python")
    yield [
        Path(sys.executable),
        *(path for name in names for folder in folders if os.path.isfile(path := folder / name)),
    ]


def _of_version_managers(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    yield from _found(Path(environ.get("PYENV_ROOT") or home / ".pyenv"), "versions/*/bin/python")
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    yield from _found(Path(environ.get("MISE_DATA_DIR") or data / "mise"), "installs/python/*/bin/python")
    yield from _found(Path(environ.get("ASDF_DATA_DIR") or home / ".asdf"), "installs/python/*/bin/python")


def _managed() -> list[Path]:
    try:
        folder = Path(run_uv(["python", "dir"], folder=Path("/")).strip())
    except (UvFailed, Unavailable):  # whoever asks uv for more will hear why
        return []
    return _found(folder, "*/bin/python3")


def _found(folder: Path, pattern: str) -> list[Path]:
    """What is there, by name; nothing in a folder that this user may not look into."""
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


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
        if os.path.exists(root / "bin" / "python"):  # False too where nobody may look
            yield root
        yield from (folder for folder in _found(root, "envs/*") if os.path.exists(folder / "bin" / "python"))


def _ask(path: Path, environ: Mapping[str, str], *, real: bool = False) -> _Interpreter | None:
    """Run one candidate; return None if it does not answer or is unsuitable. A broken shim is not worth a message.

    A shim is asked for the interpreter behind it, which is then asked itself: only what starts by itself is of use.
    """
    try:
        done = subprocess.run(
            [path, "-I", "-S", "-c", _QUESTION],
            cwd="/",
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_LIMIT_SECONDS,
            check=True,
        )
        answer = json.loads(done.stdout)
        version = tuple(int(part) for part in answer["version"])
        fit = answer["implementation"] == "cpython" and answer["whole"] and not answer["free_threaded"]
        behind = Path(answer["executable"])
        if not fit:
            return None
        if real or not behind.is_absolute() or not behind.exists() or behind.samefile(path):
            return _Interpreter(version, behind if behind.is_absolute() and behind.exists() else path)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None
    return _ask(behind, environ, real=True)
