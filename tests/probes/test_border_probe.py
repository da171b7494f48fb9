"""Whose types go into a tool and come out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Crossing, Implementation, Status, Usage
from evalkit.model.facts import BorderType, Counted, Passage
from evalkit.probes.border import PROBE, at_border, is_common, observe
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Question
from tests.bench.riddle import tool


def crossing(symbol: str, direction: Literal["in", "out"], type_name: str, line: int = 1) -> Crossing:
    return Crossing(symbol, direction, type_name, "tasks/t/tool/adapt.py", line)


def seen(
    *crossings: Crossing, recorded: bool = True, reason: str = "", packages: tuple[str, ...] = ("tfdv",)
) -> Finding:
    main = Path("/w/tasks/t/tool/adapt.py")
    usage = Usage(recorded, (), crossings=crossings, reason=reason)
    one = Implementation("t", "tool", "adapt", main, (main,))
    (finding,) = observe(Question(Path("/w"), (one,), lambda _: usage, tool(packages=packages)))
    return finding


def test_the_share_is_of_values_at_distinct_places() -> None:
    found = seen(
        crossing("tfdv.stats", "in", "pandas.core.frame.DataFrame", 3),
        crossing("tfdv.stats", "in", "pandas.core.frame.DataFrame", 3),  # the same place, run again
        crossing("tfdv.stats", "in", "pandas.core.frame.DataFrame", 4),
        crossing("tfdv.stats", "out", "tensorflow_metadata.proto.Statistics", 3),
        crossing("tfdv.infer", "out", "tensorflow_metadata.proto.Schema", 5),
    )
    assert found.value == 0.5
    file = "tasks/t/tool/adapt.py"
    counted, schema, _, frame = found.facts
    assert isinstance(counted, Counted)
    assert (counted.count, counted.of) == (2, 4)
    assert schema == BorderType("tensorflow_metadata.proto.Schema", False, (Passage("tfdv.infer", "out", file, 5),))
    assert frame == BorderType(
        "pandas.core.frame.DataFrame", True, tuple(Passage("tfdv.stats", "in", file, line) for line in (3, 4))
    )


def test_only_the_tools_own_border_counts() -> None:
    own = crossing("tfdv.stats", "in", "builtins.str")
    others = [
        crossing("pandas.io.parsers.read_csv", "out", "x.Y"),
        crossing("tfdv_extra.f", "out", "x.Y"),
        crossing("?.f", "in", "x.Y"),
    ]
    assert at_border([own, *others], ("tfdv",)) == (own,)
    assert seen(own, *others).value == 1


@pytest.mark.parametrize(
    "name",
    ["builtins.dict", "numpy.ndarray", "numpy.float64", "pandas.core.series.Series", "pyarrow.lib.Table",
     "pathlib.PosixPath", "collections.OrderedDict", "datetime.date"],
)  # fmt: skip
def test_common_types(name: str) -> None:
    assert is_common(name)


@pytest.mark.parametrize("name", ["polars.DataFrame", "google.protobuf.Message", "__main__.Schema", "pandas_ta.X", ""])
def test_other_types(name: str) -> None:
    assert not is_common(name)


def test_none_is_no_value() -> None:
    nothing = crossing("tfdv.write", "out", "builtins.NoneType")
    assert seen(nothing, crossing("tfdv.write", "in", "tfdv.Schema")).value == 0
    with pytest.raises(CannotTell, match="no value was seen crossing the border of tfdv"):
        seen(nothing)


def test_a_class_that_is_only_named_is_no_value_but_one_handed_in_is() -> None:
    named = crossing("tfdv.Error", "out", "builtins.type")
    handed = crossing("tfdv.f", "in", "builtins.type")
    assert at_border([named, handed], ("tfdv",)) == (handed,)


def test_pandas_own_types_are_common() -> None:
    groups = crossing("pandas.DataFrame.groupby", "out", "pandas.core.groupby.generic.DataFrameGroupBy")
    assert seen(groups, packages=("pandas",)).value == 1


def test_without_a_recording_it_cannot_tell() -> None:
    with pytest.raises(CannotTell, match=r"^no recording: the outputs differ$"):
        seen(crossing("tfdv.f", "in", "builtins.str"), recorded=False, reason="the outputs differ")


def test_without_an_adapter_or_a_script_it_says_so() -> None:
    main = Path("/w/adapt.py")
    one = Implementation("t", "tool", "adapt", main, (main,))
    with pytest.raises(CannotTell, match="no adapter"):
        observe(Question(Path("/w"), (one,), lambda _: Usage(True, ())))
    unable = Implementation("t", "tool", "adapt", None, unsupported=main)
    (finding,) = PROBE.ask(Question(Path("/w"), (unable,), lambda _: Usage(True, ()), tool()))
    assert finding.status is Status.UNSUPPORTED


_CROSSINGS = st.lists(
    st.builds(
        crossing,
        st.sampled_from(["tfdv.f", "tfdv.g"]),
        st.sampled_from(["in", "out"]),
        st.sampled_from(["builtins.str", "tfdv.Schema", "numpy.ndarray"]),
        st.integers(1, 3),
    ),
    min_size=1,
)


@given(_CROSSINGS, st.randoms())
def test_neither_order_nor_repetition_changes_the_share(crossings: list[Crossing], random: object) -> None:
    share = seen(*crossings).value
    assert share is not None
    assert 0 <= share <= 1
    assert seen(*reversed(crossings), *crossings).value == share
