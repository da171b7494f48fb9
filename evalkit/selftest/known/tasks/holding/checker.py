"""The checker: a script says for how many megabytes it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Verdict


def check(outputs: Path, truth: Mapping[str, Any], level: str, fault: str | None = None) -> Verdict:
    """Pass a script that has come to its end."""
    right = (outputs / "done.txt").read_text(encoding="utf-8") == str(truth["wanted"])
    return Verdict(right, float(right), () if right else ("outputs/done.txt does not say what was asked for",))
