"""How people call modules of their own. The lists stand in own_names.yaml: the last resort, where a module is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

NAMES = Path(__file__).with_suffix(".yaml")


def is_called_like_own(name: str) -> bool:
    """Whether a module's name is one that people give modules of their own, and no library of wide use has."""
    return _own_names().fullmatch(name) is not None


@cache
def _own_names() -> re.Pattern[str]:
    said: dict[str, list[str]] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    kinds = (
        _any(said["names"]),
        rf"(?!{_any(said['but'])}){_any(said['first_words'])}_\w+",
        rf"\w+_{_any(said['last_words'])}",
        f"{_any(said['of'])}_{_any(said['last_words_of'])}",
    )
    return re.compile(_any(kinds))


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"
