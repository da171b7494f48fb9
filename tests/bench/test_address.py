"""Addresses of services: what may be talked to, and what may not."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench.address import BadAddress, free_port, loopback, read_address


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "http://localhost:80", "http://[::1]:9", "http://127.3.2.1:65535/v1/models"],
)
def test_addresses_of_loopback_are_taken(address: str) -> None:
    assert loopback(address) == address == loopback(address + "/")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:8000",
        "http://127.0.0.1",
        "https://127.0.0.1:8000",
        "http://0.0.0.0:8000",
        "http://[::]:8000",
        "http://10.0.0.1:80",
        "http://169.254.169.254:80",
        "http://example.org:80",
        "http://127.0.0.1.example.org:80",
        "http://localhost.example.org:80",
        "http://127.0.0.1@example.org:80",
        "http://user:word@127.0.0.1:80",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://127.0.0.1:80/?to=http://example.org",
        "http://127.0.0.1:80/#a",
        "http://127.0.0.1:80/a b",
        "http://127.0.0.1:80\r\nHost: example.org",
        "http://2130706433:80",
        "file:///etc/passwd",
        "ftp://127.0.0.1:21",
        "http://[::1",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(BadAddress, match="write an address such as http:"):
        loopback(address)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    with contextlib.suppress(BadAddress):
        assert "//" in loopback(text)


def test_a_file_that_is_missing_or_still_empty_is_waited_for(tmp_path: Path) -> None:
    assert read_address(tmp_path) == ""
    (tmp_path / "address").write_text(" \n")
    assert read_address(tmp_path) == ""
    (tmp_path / "address").write_text("http://127.0.0.1:1\n")
    assert read_address(tmp_path) == "http://127.0.0.1:1"


def test_links_folders_and_long_files_are_refused(tmp_path: Path) -> None:
    address = tmp_path / "address"
    (tmp_path / "real").write_text("http://127.0.0.1:1")
    address.symlink_to(tmp_path / "real")
    with pytest.raises(BadAddress, match="not a regular file"):
        read_address(tmp_path)
    address.unlink()
    address.mkdir()
    with pytest.raises(BadAddress, match="not a regular file"):
        read_address(tmp_path)
    address.rmdir()
    address.write_text("http://127.0.0.1:1/" + "a" * 300)
    with pytest.raises(BadAddress, match="more than 300 bytes"):
        read_address(tmp_path)
    address.write_bytes(b"\xff")
    with pytest.raises(BadAddress, match="cannot be read"):
        read_address(tmp_path)


def test_a_free_port_is_one_that_can_be_listened_on() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", port := free_port()))
        server.listen()
        assert 10_000 <= port < 32_768
