"""A file that somebody asks a command to write: refused at once where it could not be, and written as UTF-8."""

from __future__ import annotations

import shlex
from pathlib import Path

from evalkit.commands.arguments import WrongArguments


def check_asked(option: str, file: Path | None, usual: str) -> None:
    """Raise `WrongArguments` where `file`, the value of `option`, is a folder, or lies in none.

    `usual` is a name for the file, to propose one in that folder. None and `-` are no files, and pass.
    """
    if file is None or str(file) == "-":
        return
    if file.is_dir():
        meant = f"did you mean {shlex.quote(str(file / usual))}?"
        raise WrongArguments(f"{option} needs the name of a file, and {file} is a folder; {meant}")
    if not file.parent.exists():
        make = f"make it with `mkdir -p {shlex.quote(str(file.parent))}`"
        raise WrongArguments(f"{option} names a file in {file.parent}, and there is no such folder; {make}")


def write_asked(file: Path, text: str) -> None:
    """Write the file; characters that UTF-8 does not have become '?'. Raises `OSError`, which names it."""
    from evalkit.store import naming  # noqa: PLC0415  (kept out of `evalkit --help`)

    with naming(file):
        file.write_text(text, encoding="utf-8", errors="replace")
