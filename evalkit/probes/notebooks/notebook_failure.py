"""Why something does not work in a notebook, from the exception that it ended with."""

from __future__ import annotations

import re

from evalkit.model.facts import NotebookLack

_EVENT_LOOP = re.compile(
    r"running event loop|event loop is (?:already )?running|another loop is running", re.IGNORECASE
)
_FILE = re.compile(
    r"__file__"
    r"|could not (?:get|find) (?:source|class)|source code (?:is )?not available|is a built-in (?:class|module)"
    r"|attribute .* (?:on|from) <module '__main__'|__main__ has no (?:attribute '__file__'|source)"
    r"|defined in a (?:file|module|\.py)|ipykernel_launcher|interactive (?:shell|session|interpreter|mode)",
    re.IGNORECASE,
)
_COMMAND_LINE = re.compile(
    r"^usage:|unrecognized arguments|no such (?:option|command)|sys\.argv", re.IGNORECASE | re.MULTILINE
)
_COMMAND_LINE_NAMES = frozenset({"SystemExit", "ArgumentError", "UsageError", "NoSuchOption", "BadParameter"})


def lack_of(name: str, value: str, trace: str = "") -> NotebookLack:
    """What a notebook does not have, from an exception's class, its text, and all that was printed about it.

    A guess from words; where none fits, it is something else.
    """
    if _EVENT_LOOP.search(value):
        return NotebookLack.EVENT_LOOP
    # A command line first: its complaint names the kernel's own file, which was not given on purpose.
    if name in _COMMAND_LINE_NAMES or _COMMAND_LINE.search(value) or _COMMAND_LINE.search(trace):
        return NotebookLack.COMMAND_LINE
    return NotebookLack.FILE if _FILE.search(value) else NotebookLack.OTHER
