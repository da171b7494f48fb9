"""While a source is read, no garbage is looked for; afterwards it is as before."""

from __future__ import annotations

import gc

import pytest

from evalkit.source.collecting import without_collecting


@without_collecting
def on_while_reading(levels: int = 0) -> bool:
    return on_while_reading(levels - 1) if levels else gc.isenabled()


@without_collecting
def fails() -> None:
    raise ValueError("no source")


def test_the_collector_waits_and_goes_on_afterwards() -> None:
    assert not on_while_reading()
    assert not on_while_reading(3)
    assert gc.isenabled()


def test_it_goes_on_after_an_error_too() -> None:
    with pytest.raises(ValueError, match="no source"):
        fails()
    assert gc.isenabled()


def test_one_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        on_while_reading()
        assert not gc.isenabled()
    finally:
        gc.enable()
