from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.licenses import canonicalize_license_expression

from evalkit.probes.licence_names import APPROVED, NAMES, identified, is_approved


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("MIT", True),
        ("mit", True),
        ("Apache-2.0 OR LicenseRef-Commercial", True),
        ("LicenseRef-Commercial OR (MIT AND BSD-3-Clause)", True),
        ("Apache-2.0 AND LicenseRef-Commercial", False),
        ("(MIT OR LicenseRef-Commercial) AND BUSL-1.1", False),
        ("MIT AND BUSL-1.1 OR ISC", True),
        ("BSD-3-Clause AND CC0-1.0", True),
        ("CC0-1.0", False),
        ("BUSL-1.1", False),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", True),
        ("LGPL-3.0-only", True),
        ("AGPL-3.0+", True),
        ("anything you like", None),
        ("", None),
    ],
)
def test_an_expression_is_open_where_one_can_choose_approved_licences_alone(
    expression: str, answer: bool | None
) -> None:
    assert is_approved(expression) is answer


def test_every_identifier_is_one_of_spdx() -> None:
    for identifier in APPROVED:
        assert canonicalize_license_expression(identifier) == identifier


def test_every_known_name_stands_for_an_approved_licence() -> None:
    for name, identifier in NAMES.items():
        assert identifier in APPROVED
        assert identified(name) is not None


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("Apache License 2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("Apache-2.0", "Apache-2.0"),
        ("MIT License\n\nCopyright (c) somebody", "MIT"),
        ("The MIT License (MIT)", None),
        ("BSD 3-Clause License", "BSD-3-Clause"),
        ("3-Clause BSD License", "BSD-3-Clause"),
        ("Copyright (c) 2001 Somebody, Inc.", None),
        ("", None),
    ],
)
def test_a_name_is_read_only_where_it_is_known(name: str, expression: str | None) -> None:
    assert identified(name) == expression


PARTS = st.sampled_from(["MIT", "ISC", "BUSL-1.1", "LicenseRef-Own"])


@given(st.lists(PARTS, min_size=1, max_size=5))
def test_of_alternatives_one_is_enough_and_of_parts_all_are_needed(parts: list[str]) -> None:
    is_open = [part in APPROVED for part in parts]
    assert is_approved(" OR ".join(parts)) is any(is_open)
    assert is_approved(" AND ".join(parts)) is all(is_open)
