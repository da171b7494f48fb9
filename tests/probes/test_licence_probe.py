from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evalkit.environments import Environment, Lock
from evalkit.model import Status
from evalkit.model.facts import DeclaredLicence
from evalkit.probes.finding import Finding
from evalkit.probes.licence import observe
from evalkit.probes.probe import CannotTell, Question
from tests.environments.tinytool import PYTHON, an_adapter


def environment(folder: Path, *lines: str, name: str = "tinytool") -> Environment:
    """An environment with one distribution whose metadata hold these lines."""
    info = folder / "lib" / f"python{PYTHON}" / "site-packages" / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    metadata = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *lines]
    (info / "METADATA").write_text("\n".join(metadata) + "\n")
    pins = {name: "1.0"}
    lock = Lock(folder / "lock.txt", name, "linux-x86_64", PYTHON, "", date(2026, 11, 25), 1.0, pins, {}, {})
    return Environment(name, None, Path("python"), folder, lock, f"{PYTHON}.0")


def ask(folder: Path, *lines: str) -> Finding:
    question = Question(
        folder,
        (),
        lambda _: pytest.fail("no usage is needed"),
        adapter=an_adapter(),
        environment=environment(folder, *lines),
    )
    [finding] = observe(question)
    return finding


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (["License-Expression: Apache-2.0"], 1.0),
        (["License-Expression: BUSL-1.1"], 0.0),
        (["License-Expression: BUSL-1.1", "Classifier: License :: OSI Approved :: MIT License"], 0.0),
        (["Classifier: License :: OSI Approved :: BSD License", "License: Copyright (c) 2001, Somebody"], 1.0),
        (["Classifier: Programming Language :: Python", "License: Apache License 2.0"], 1.0),
        (["Classifier: License :: Other/Proprietary License"], 0.0),
        (
            [
                "Classifier: License :: OSI Approved :: MIT License",
                "Classifier: License :: Free for non-commercial use",
            ],
            0.0,
        ),
        (["License: MIT"], 1.0),
    ],
)
def test_the_first_field_that_says_something_decides(tmp_path: Path, lines: list[str], value: float) -> None:
    finding = ask(tmp_path, *lines)
    assert (finding.status, finding.value) == (Status.OK, value)
    assert bool(finding.reason) is (value == 0)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "tinytool 1.0 declares no licence"),
        (["License: see the file"], "tinytool 1.0 declares no licence that is known"),
        (["License-Expression: whatever"], "tinytool 1.0 declares no licence that is known"),
    ],
)
def test_what_names_no_known_licence_is_neither_open_nor_closed(tmp_path: Path, lines: list[str], reason: str) -> None:
    finding = ask(tmp_path, *lines)
    assert (finding.status, finding.value, finding.reason) == (Status.PROBE_ERROR, None, reason)


def test_the_lines_of_the_metadata_are_the_facts(tmp_path: Path) -> None:
    finding = ask(tmp_path, "License-Expression: MIT", "License: MIT License")
    assert finding.facts == (
        DeclaredLicence("tinytool", "1.0", "License-Expression", "MIT"),
        DeclaredLicence("tinytool", "1.0", "License", "MIT License"),
    )


def test_without_the_tools_metadata_nothing_can_be_told(tmp_path: Path) -> None:
    other = environment(tmp_path, name="another")
    question = Question(tmp_path, (), lambda _: pytest.fail("no usage"), adapter=an_adapter(), environment=other)
    with pytest.raises(CannotTell, match="no metadata of tinytool"):
        observe(question)
    with pytest.raises(CannotTell, match="no environment"):
        observe(Question(tmp_path, (), lambda _: pytest.fail("no usage"), adapter=an_adapter()))
