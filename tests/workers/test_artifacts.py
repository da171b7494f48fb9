"""What a run keeps beside its journal, where somebody else has made its folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evalkit.model import Implementation
from evalkit.store import RunFolder
from evalkit.workers.artifacts import keep_source

NOBODY = 65534


@contextmanager
def as_a_user() -> Iterator[Path]:
    """Yield a folder of a user who is not root, and be that user: to root every folder can be written."""
    with tempfile.TemporaryDirectory() as folder:
        if os.geteuid():
            yield Path(folder)
            return
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


def test_the_measured_code_is_written_through_no_link_also_where_nothing_can_be_removed() -> None:
    with as_a_user() as folder:
        root, run = folder / "workspace", RunFolder(folder / "run")
        script = root / "tasks" / "counting" / "plain" / "hello.py"
        script.parent.mkdir(parents=True)
        script.write_text("print('new')")
        (folder / "mine.txt").write_text("mine")
        kept = run.path / "sources" / "counting" / "plain" / "hello"
        kept.mkdir(parents=True)
        (kept / "hello.py").symlink_to(folder / "mine.txt")
        kept.chmod(0o555)
        implementation = Implementation("counting", "plain", "hello", main=script, files=(script,))
        with pytest.raises(PermissionError):
            keep_source(run, implementation, root)
        kept.chmod(0o755)
        assert (folder / "mine.txt").read_text() == "mine"
        keep_source(run, implementation, root)
        assert (folder / "mine.txt").read_text() == "mine"
        assert (kept / "hello.py").read_text() == "print('new')"
