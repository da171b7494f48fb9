from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.report.charts import library as module
from evalkit.report.charts.library import library, licences


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """How often the library was put together; with a cache that is empty."""
    times: list[str] = []

    def put_together() -> str:
        times.append("once")
        return "const answer = '✓';"

    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path))
    monkeypatch.setattr(module, "_made", put_together)
    return times


def test_it_is_put_together_once_and_kept(made: list[str]) -> None:
    assert library() == library()
    assert len(made) == 1


def test_its_names_do_not_become_the_pages(made: list[str]) -> None:
    assert library().startswith("(() => {")
    assert library().endswith("})();\n")
    assert "✓" in library()


def test_a_damaged_copy_is_made_again(made: list[str], tmp_path: Path) -> None:
    whole = library()
    (kept,) = (tmp_path / "charts").iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    assert library() == whole
    assert len(made) == 2


def test_a_cache_that_cannot_be_written_costs_no_report(
    made: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "file"))
    assert "answer" in library()


def test_its_licences_stand_beside_it() -> None:
    for kept in ("University of Washington Interactive Data Lab", "Mike Bostock", "WITHOUT WARRANTY OF ANY KIND"):
        assert kept in licences()
