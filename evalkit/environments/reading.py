"""Let an environment's own interpreter read sources that the Python which runs evalkit refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from evalkit.environments.variables import for_own_script
from evalkit.source.files import is_python, read_python
from evalkit.source.newer_syntax import SCRIPT, take_over
from evalkit.source.reading import NotPython, read_source

_LIMIT_SECONDS = 60

Ask = Callable[[Path, Sequence[str]], Sequence[dict[str, Any]]]
"""What an interpreter says of some texts, each as `dumping_process.py` says it; raises OSError or ValueError where it
says nothing."""


def let_read(python: Path, files: Iterable[Path], ask: Ask | None = None) -> None:
    """Read those Python files with `python` which this Python refuses; what that reads, `read_source` then gives.

    A file that it refuses as well stays refused. `ask` asks the interpreter; left out, it runs a script of evalkit's.
    """
    refused = [text for file in dict.fromkeys(files) if is_python(file) and (text := _refused(file)) is not None]
    if not refused:
        return
    try:
        answers = (ask or _ask)(python, refused)
    except (OSError, ValueError, subprocess.SubprocessError):  # no interpreter, or one that is too old for the script
        return
    for text, answer in zip(refused, answers, strict=False):
        try:
            take_over(text, answer)
        except NotPython:
            continue


def _refused(file: Path) -> str | None:
    """The text of a file that this Python cannot parse; None of any other, and of one that cannot be read at all."""
    try:
        text = read_python(file)
    except NotPython:
        return None
    try:
        read_source(text)
    except NotPython:
        return text
    return None


def _ask(python: Path, texts: Sequence[str]) -> Sequence[dict[str, Any]]:
    done = subprocess.run(
        [python, "-I", SCRIPT],
        input=json.dumps({"texts": list(texts)}),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=_LIMIT_SECONDS,
        cwd="/",
        env=for_own_script(),
    )
    answers: Sequence[dict[str, Any]] = json.loads(done.stdout)
    return answers
