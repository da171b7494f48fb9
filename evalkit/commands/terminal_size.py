"""The size of the terminal, as the variables of the shell tell it to the libraries that print."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import MutableMapping

LEAST_COLUMNS, MOST_COLUMNS = 40, 1000
"""A narrower table is one letter to a line, and takes minutes; a wider one is padded with gigabytes of spaces."""
_LEAST_LINES, _MOST_LINES = 5, 10_000
_WHOLE = re.compile("[0-9]{1,9}")


def settle_size(environ: MutableMapping[str, str] | None = None) -> None:
    """Change the variables that libraries take the size of the terminal from, where they could not print by them.

    A number that is too small or too large becomes the next one that will do; what is no number is taken out, and so is
    0, by which a shell says that it does not know. A terminal that is too narrow itself counts as one that is not.
    """
    environ = os.environ if environ is None else environ
    for name, least, most in (
        ("COLUMNS", LEAST_COLUMNS, MOST_COLUMNS),
        ("TERMINAL_WIDTH", LEAST_COLUMNS, MOST_COLUMNS),
        ("LINES", _LEAST_LINES, _MOST_LINES),
    ):
        said = environ.get(name)
        if said is None:
            continue
        if _WHOLE.fullmatch(said) and int(said):
            environ[name] = str(min(max(int(said), least), most))
        else:
            del environ[name]
    if "COLUMNS" not in environ and not LEAST_COLUMNS <= shutil.get_terminal_size().columns <= MOST_COLUMNS:
        environ["COLUMNS"] = str(min(max(shutil.get_terminal_size().columns, LEAST_COLUMNS), MOST_COLUMNS))
