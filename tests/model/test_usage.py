"""Usage: what an implementation uses, without code that nobody has to recall."""

from __future__ import annotations

from evalkit.model import Crossing, SymbolFacts, Usage, Use


def test_nothing_of_a_left_out_package_stays() -> None:
    uses = tuple(
        Use(symbol, "call", symbol.partition(".")[0], "adapt.py", 1, 1)
        for symbol in ("steps.load", "stepsister.load", "dagster.asset")
    )
    usage = Usage(
        recorded=True,
        uses=uses,
        symbols={use.symbol: SymbolFacts() for use in uses},
        crossings=tuple(Crossing(use.symbol, "in", "builtins.dict", "adapt.py", 1) for use in uses),
        modules=("dagster", "steps"),
    )
    left = usage.without({"steps"})
    assert [use.symbol for use in left.uses] == ["stepsister.load", "dagster.asset"]
    assert (
        list(left.symbols) == [crossing.symbol for crossing in left.crossings] == ["stepsister.load", "dagster.asset"]
    )
    assert left.modules == ("dagster",)
    assert usage.without(()) == usage
