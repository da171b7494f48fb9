from __future__ import annotations

import base64
import gzip
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.report.page.embedding import content_policy, packed, parts


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_packed_is_plain_letters_and_can_be_opened(text: str) -> None:
    found = packed(text)
    assert found.replace("+", "a").replace("/", "a").rstrip("=").isalnum()
    assert gzip.decompress(base64.b64decode(found)).decode() == text


def test_the_same_text_is_packed_the_same_at_any_time() -> None:
    assert packed("x" * 1000) == packed("x" * 1000)
    assert len(packed("x" * 100_000)) < 1_000


def test_entries_apart_are_packed_each_by_itself() -> None:
    found = parts({"small": [1], "tools": {"pandas": {"n": 1}, "tfdv": {"n": 2}}}, apart=("tools",))
    assert set(found) == {"small", "tools/pandas", "tools/tfdv"}
    assert json.loads(gzip.decompress(base64.b64decode(found["tools/tfdv"]))) == {"n": 2}


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        parts({"figures": [float("nan")]})


def test_the_policy_names_each_script_by_its_hash_and_nothing_else() -> None:
    policy = content_policy("one()", "two()")
    for script in ("one()", "two()"):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe-inline'" not in policy
