"""Tests hand doubles in: none of them replaces a name in a module of evalkit's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.rglob("*.py"))
REPLACING = ("setattr", "delattr", "patch", "object")
"""The names of the functions that replace something."""


def patches(text: str) -> list[int]:
    """The lines of a test file on which it replaces or deletes something in a module or class of evalkit's."""
    if not any(f"{name}(" in text for name in REPLACING):
        return []
    tree = ast.parse(text)
    ours = set(_imported(tree))
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_patch(node, ours)]


def _imported(tree: ast.Module) -> Iterator[str]:
    """The names that imports from evalkit bind."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "evalkit":
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.asname or "evalkit" for alias in node.names if alias.name.partition(".")[0] == "evalkit")


def _is_patch(call: ast.Call, ours: set[str]) -> bool:
    named = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if named not in REPLACING or not call.args:
        return False
    target = call.args[0]
    if isinstance(target, ast.Constant):
        return str(target.value).partition(".")[0] == "evalkit"
    while isinstance(target, ast.Attribute):
        target = target.value
    return isinstance(target, ast.Name) and target.id in ours


def test_no_test_replaces_a_part_of_evalkit() -> None:
    found = {file.relative_to(TESTS).as_posix(): patches(file.read_text(encoding="utf-8")) for file in FILES}
    assert len(found) > 100
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "monkeypatch.setattr('evalkit.probes.iteration.TIMES', 1)",
        "monkeypatch.setattr(network, 'OFFLINE', ())",
        "monkeypatch.setattr(network.Heard, 'processes', 1)",
        "monkeypatch.delattr(evalkit, '__file__')",
        "setattr(network, 'OFFLINE', ())",
        "mock.patch('evalkit.probes.network.OFFLINE')",
        "patch.object(network, 'OFFLINE')",
    ],
)
def test_a_replaced_part_is_found_by_its_line(line: str) -> None:
    assert patches(f"import evalkit.model\nfrom evalkit.probes import network\n{line}\n") == [3]


@pytest.mark.parametrize(
    "line",
    [
        "monkeypatch.setattr('shutil.copyfile', full)",
        "monkeypatch.setenv('EVALKIT_CACHE', 'here')",
        "words_of.dispatch(network)",
        "setattr(one, field, None)",
    ],
)
def test_what_belongs_to_others_and_variables_may_be_set(line: str) -> None:
    assert patches(f"from evalkit.probes import network\n{line}\n") == []
