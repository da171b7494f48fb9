from __future__ import annotations

import json
from typing import Any

import pytest

from evalkit.model import REQUIREMENTS

Small = Any


def test_the_requirements_can_be_listed(small: Small) -> None:
    listed = json.loads(small.command("list", "--requirements", "--json").stdout)
    assert [one["name"] for one in listed] == list(REQUIREMENTS)
    assert listed[0] == {
        "name": "works-offline",
        "title": "Works offline",
        "metric": "network.works_offline",
        "is": "at least",
        "value": 1,
        "definition": "The task passes on a machine whose only network is loopback.",
    }
    shown = small.command("list", "--requirements").stdout
    assert all(name in shown for name in REQUIREMENTS)


@pytest.mark.parametrize("what", [(), ("--metrics",), ("--requirements",)])
def test_a_narrow_terminal_cuts_nothing_off(
    small: Small, what: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert "…" not in small.command("list", *what).stdout
