"""The meaning of a YAML scalar; ambiguous forms of YAML 1.1 are rejected, not guessed."""

from __future__ import annotations

import re

from evalkit.documents.problems import quoted
from evalkit.documents.yaml_tree import Scalar

TAG = "tag:yaml.org,2002:"
_LONGEST_NUMBER = 40
_PLAIN_WHOLE_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9_]*|0[xX][0-9a-fA-F_]+|0b[01_]+)")


def scalar(raw: str, tag: str) -> Scalar:
    """Return the value of a scalar; raises ValueError with what to write instead.

    `tag` is the one that YAML resolved or that was written. Strings, whole numbers, numbers, booleans and null are
    read; dates, numbers of base 60 or 8, binary data and objects are not.
    """
    kind = tag.removeprefix(TAG)
    if kind in ("str", "value", "merge", "!"):
        if any("\ud800" <= character <= "\udfff" for character in raw):
            raise ValueError("half of a surrogate pair is not a character; write the character itself")
        if "\0" in raw:
            raise ValueError("the character '\\x00' can be in no path, no variable and no command; remove it")
        return raw
    if kind == "null":
        return None
    if kind == "bool":
        return _boolean(raw)
    if kind == "int":
        return _whole_number(raw)
    if kind == "float":
        return _number(raw)
    if kind == "timestamp":
        raise ValueError(f'{raw} is read as a date; write it in quotes, "{raw}"')
    raise ValueError(f"the tag {quoted(tag.replace(TAG, '!!'))} is not read; leave it out and write a plain value")


def _boolean(raw: str) -> bool:
    lowered = raw.lower()
    if lowered in ("yes", "true", "on"):
        return True
    if lowered in ("no", "false", "off"):
        return False
    raise ValueError(f"{quoted(raw)} is not a boolean; write true or false")


def _whole_number(raw: str) -> int:
    _check_length(raw)
    digits = raw.replace("_", "")
    if _PLAIN_WHOLE_NUMBER.fullmatch(raw):
        try:
            return int(digits, 0)
        except ValueError:
            pass
    if ":" in raw:
        raise ValueError(f'{raw} is read as a number of base 60; write it in quotes, "{raw}"')
    if re.fullmatch(r"[-+]?0[0-7]+", digits):
        raise ValueError(
            f"{raw} is read as the octal number {int(digits, 8)}; leave out the leading 0, or write it in quotes"
        )
    raise ValueError(f"{quoted(raw)} is not a whole number; write digits alone")


def _number(raw: str) -> float:
    _check_length(raw)
    if ":" in raw:
        raise ValueError(f'{raw} is read as a number of base 60; write it in quotes, "{raw}"')
    text = re.sub(r"\.(inf|nan)$", r"\1", raw.replace("_", "").lower())
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{quoted(raw)} is not a number; write digits with a point, such as 0.5") from None


def _check_length(raw: str) -> None:
    if len(raw) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(raw)} digits is not read; write a shorter one, or put it in quotes")
