"""What an installed distribution says of itself, read in its environment without running anything."""

from __future__ import annotations

from importlib.metadata import Distribution

from evalkit.environments import Environment


def installed(name: str, environment: Environment) -> Distribution | None:
    """The distribution called `name`, or None where the environment holds no metadata of it."""
    folders = [str(folder) for folder in environment.folder.glob("lib/python*/site-packages")]
    return next(iter(Distribution.discover(name=name, path=folders)), None)
