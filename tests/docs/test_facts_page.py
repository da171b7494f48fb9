"""The page on facts: its example is a kind of fact, written and shown as the page says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType

from evalkit.model.facts import fact_kinds, from_json, kinds, to_json
from evalkit.report.page.evidence_data import MOST_FACTS
from evalkit.report.words.facts import Shown, shown

PAGE = (Path(__file__).parents[2] / "docs" / "facts.md").read_text("utf-8")


def test_the_example_is_a_kind_of_fact_that_is_written_and_shown_as_the_page_says() -> None:
    [code] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    module = ModuleType("example_of_the_page")
    sys.modules[module.__name__] = module
    try:
        exec(compile(code, "docs/facts.md", "exec"), module.__dict__)
        [written] = re.findall(r"`(\{\"fact\".*?\})`", PAGE)
        todo = module.Todo("adapt.py", 3, text="mend this")
        assert to_json(todo) == json.loads(written)
        assert from_json(json.loads(written)) == todo
        assert shown(todo) == Shown("adapt.py", (3, 3), "todo: author: –; text: mend this")
    finally:
        fact_kinds._KINDS.pop("todo", None)
        sys.modules.pop(module.__name__, None)
    assert "todo" not in kinds()


def test_the_page_tells_how_many_facts_are_shown() -> None:
    assert f"the first {MOST_FACTS} of a number" in PAGE
