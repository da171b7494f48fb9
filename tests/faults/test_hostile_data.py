"""Trials on a table and a data.yaml that somebody sent: whatever they are, one answer comes, and it has an end."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.commands.main import _message
from evalkit.documents import BadInput
from evalkit.workspace import propose, read_own_data
from tests.own_tables import write_table

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MAPPINGS: dict[str, bytes] = {
    "aliases that expand without end": BOMB.encode(),
    "an alias of itself": b"label: &a [*a]\n",
    "deep lists": b"[" * 100_000,
    "deep blocks": b"- " * 400_000,
    "a key again and again": b"label: x\n" * 60_000,
    "a whole number of 5000 digits": b"label: " + b"9" * 5000,
    "numbers in place of names": b"label: 1\nnumbers: [1.5, 0x10, 1e999, .nan]\n",
    "mappings in place of lists": b"numbers: {a: 1}\ntexts: {}\n",
    "a null character": b"label: \0\n",
    "an escaped null character": b'label: "\\0"\n',
    "half of a pair": b'label: "\\ud800"\n',
    "Latin-1": b"label: \xe9\n",
    "UTF-16": "label: approved\n".encode("utf-16"),
    "an object of Python's": b"label: !!python/object/apply:os.system ['id']\n",
    "noise": bytes(range(256)) * 100,
    "two megabytes": b"#" * 2_000_000,
    "sixty thousand columns": b"numbers: [" + b",".join(b"c%d" % at for at in range(15_000)) + b"]\n",
    "nothing": b"",
}


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_data_yaml_is_refused_with_its_place_in_a_message_of_bounded_length(tmp_path: Path, name: str) -> None:
    file = write_table(tmp_path, mapping=None)
    (tmp_path / "data.yaml").write_bytes(MAPPINGS[name])
    with pytest.raises(BadInput) as refused:
        read_own_data(file)
    said = _message(refused.value)
    assert said
    assert said.startswith(f"{tmp_path}/data.yaml:")
    assert len(said) < 50_000


def link_to(target: str) -> Callable[[Path], None]:
    return lambda at: at.symlink_to(target)


@pytest.mark.parametrize(
    "make",
    [
        link_to("/etc/passwd"),
        link_to("/dev/zero"),
        link_to("data.yaml"),
        link_to("/proc/self/mem"),
        os.mkfifo,
        Path.mkdir,
    ],
    ids=["a link out of the folder", "a device", "a circle", "memory", "a pipe", "a folder"],
)
def test_a_data_yaml_that_is_no_file_of_its_folder_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    file = write_table(tmp_path, mapping=None)
    make(tmp_path / "data.yaml")
    with pytest.raises(BadInput) as refused:
        read_own_data(file)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize("wanted", [read_own_data, propose])
@pytest.mark.parametrize("target", ["/proc/self/mem", "/dev/zero", "/dev/urandom", "/"])
def test_a_table_that_is_none_is_refused_by_its_name(
    tmp_path: Path, wanted: Callable[[Path], object], target: str
) -> None:
    file = write_table(tmp_path)
    file.unlink()
    file.symlink_to(target)
    with pytest.raises(BadInput, match=r"people\.csv"):
        wanted(file)
