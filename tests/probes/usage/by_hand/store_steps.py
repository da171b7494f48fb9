"""Tests of the steps of the shop's pipeline."""
import json
import os
from datetime import datetime, timezone
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
import responses
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sqlalchemy import create_engine, inspect

import steps
from steps import Loader, clean, tax


@pytest.fixture(scope="module")
def engine():
    made = create_engine("sqlite://", echo=False)
    yield made
    made.dispose()


@pytest.fixture
def orders() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame({"order": range(5), "amount": rng.normal(10, 2, size=5), "country": list("ABCAB")})


@pytest.fixture(autouse=True)
def no_token(monkeypatch):
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    monkeypatch.setattr(steps, "RETRIES", 1)


def test_clean_drops_rows_without_amount(orders):
    orders.loc[2, "amount"] = None
    found = clean(orders)
    assert len(found) == 4
    assert found["amount"].notna().all()
    assert_frame_equal(found.reset_index(drop=True), clean(found), check_dtype=False)


@pytest.mark.parametrize(("country", "rate"), [("DE", 0.19), ("FR", 0.2), pytest.param("XX", 0.0, id="unknown")])
def test_tax_by_country(country, rate):
    assert tax(100, country) == pytest.approx(100 * rate, abs=1e-6)


def test_an_unknown_column_is_named(orders):
    with pytest.raises(KeyError, match="amount") as caught:
        clean(orders.drop(columns="amount"))
    assert "amount" in str(caught.value)


@responses.activate
def test_rates_come_from_the_service(tmp_path):
    responses.add(responses.GET, "https://rates.example.org/eur", json={"usd": 1.1}, status=200)
    loader = Loader(tmp_path)
    assert loader.rate("usd") == 1.1
    assert len(responses.calls) == 1
    assert json.loads((tmp_path / "rates.json").read_text()) == {"usd": 1.1}


@freeze_time("2024-03-01 12:00")
def test_the_day_is_kept(tmp_path: Path):
    Loader(tmp_path).stamp()
    assert (tmp_path / "day").read_text() == datetime.now(timezone.utc).date().isoformat()


@mock.patch("steps.upload", autospec=True)
def test_nothing_is_uploaded_twice(upload, orders, engine):
    upload.side_effect = [None, RuntimeError("again")]
    steps.publish(orders, engine)
    upload.assert_called_once_with(mock.ANY, bucket="shop")
    assert inspect(engine).has_table("orders")


@given(st.lists(st.floats(min_value=0, max_value=1e6, allow_nan=False), min_size=1))
@settings(max_examples=50, deadline=None)
def test_totals_are_never_negative(amounts):
    frame = pd.DataFrame({"amount": amounts})
    assert steps.total(frame) >= 0


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("CI") is None, reason="takes a minute")
def test_a_large_export_is_read(tmp_path, caplog, capsys):
    path = tmp_path / "large.parquet"
    pd.DataFrame({"x": np.arange(1_000_000)}).to_parquet(path)
    with caplog.at_level("INFO"):
        steps.main([str(path)])
    assert "1000000 rows" in caplog.text
    assert capsys.readouterr().err == ""
