"""Words about pictures of what results look like."""

from __future__ import annotations

from evalkit.model.plain_text import visible

NO_PICTURE_FILE = "its file in the run's folder is missing, or is no picture that evalkit writes"


def described(tool: str, task: str, level: str, of: str) -> str:
    """Return what stands in place of a picture for those who do not see it."""
    return visible(f"{of} as {tool} wrote it for “{task}”, level {level}")


def lacking(tool: str, level: str, of: str, why: str) -> str:
    """Return a sentence about a picture that there is not."""
    return visible(f"{tool}, {level}: no picture of {of}, because {why}")


def left_out(names: list[str]) -> str:
    """Return a sentence about the pictures that the page has no room for; empty where there are none."""
    if not names:
        return ""
    return f"This page has no room for {len(names)} more, which are in the run’s folder: {visible(', '.join(names))}."
