"""Real disks for trials: small ones, and those that cannot be written to. They need the right to mount."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Yield a folder that is a disk of so many bytes; skip the test where none can be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    _mounted(folder, f"size={size},mode=0755")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def change(folder: Path, options: str) -> None:
    """Mount a small disk anew: 'ro', 'rw', 'size=…'."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def _mounted(folder: Path, options: str) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux has disks that are kept in memory")
    command = ["mount", "-t", "tmpfs", "-o", options, "evalkit-trial", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here, which needs root: {done.stderr.strip()}")
