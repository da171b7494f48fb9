"""Network namespaces, where this machine has them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from evalkit.bench import offline_process as offline
from evalkit.bench.offline_process import CANNOT

OFFLINE = (sys.executable, "-I", "-S", offline.__file__)


def namespace_or_skip() -> tuple[str, ...]:
    """The command that starts another without a network; skips the test, with the reason, where there can be none."""
    tried = subprocess.run([*OFFLINE, sys.executable, "-c", "pass"], capture_output=True, text=True, check=False)
    if tried.returncode == CANNOT:
        pytest.skip(f"no network namespace here: {tried.stderr.strip()}")
    return OFFLINE
