"""Fixtures of the trials: a launcher and a bench, an index of packages on the loopback address, and odd machines."""

from __future__ import annotations

from tests.bench.conftest import appears, ended, launcher, run_python, workshop
from tests.environments.conftest import adapter, index

__all__ = ["adapter", "appears", "ended", "index", "launcher", "run_python", "workshop"]
