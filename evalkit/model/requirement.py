"""Requirements: what a profile may insist on, each answered by one metric and a test on its value.

Only what an observation can answer stands here. To add one: an entry below, and if nothing observes it yet, a metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evalkit.model.comparison import Comparison, holds

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
"""The versions of Python that a profile may require."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: it is met where the value of `metric` is `comparison` `value`.

    `definition` says in one sentence what has to be so; `otherwise` what is wrong with a tool that does not meet it, as
    words that go on after the tool's name.
    """

    name: str
    title: str
    definition: str
    metric: str
    comparison: Comparison
    value: float
    otherwise: str

    def is_met_by(self, value: float) -> bool:
        """Whether a tool with this value meets it."""
        return holds(value, self.comparison, self.value)


def python_metric(version: str) -> str:
    """The metric that says whether a tool installs on a version of Python such as '3.12'."""
    return f"setup.python_{version.replace('.', '_')}"


_ENTRIES = (
    Requirement(
        "works-offline",
        "Works offline",
        "The task passes where there is no network but loopback.",
        "network.works_offline",
        "at least",
        1,
        "does not pass without a network",
    ),
    Requirement(
        "no-telemetry",
        "Contacts nobody unasked",
        "During the task no host is contacted, with telemetry switches as the tool ships them; telemetry or a download, alike.",
        "network.contacts",
        "at most",
        0,
        "contacts hosts unasked",
    ),
    Requirement(
        "open-source-licence",
        "Open-source licence",
        "The tool's own distribution declares a licence that the Open Source Initiative has approved.",
        "setup.open_licence",
        "at least",
        1,
        "declares no licence that the Open Source Initiative has approved",
    ),
    *(
        Requirement(
            f"python-{version}",
            f"Python {version}",
            f"The versions that are measured install on Python {version}, as far as the resolver can tell.",
            python_metric(version),
            "at least",
            1,
            f"does not install on Python {version} in the version measured",
        )
        for version in PYTHONS
    ),
    Requirement(
        "works-today",
        "Installs and works today",
        "What one installs today without pins passes hello in every task.",
        "setup.latest_works",
        "at least",
        1,
        "does not pass hello in every task when installed today without pins",
    ),
    Requirement(
        "small-install",
        "Small installation",
        "The tool with all it depends on takes at most 500 MB on disk.",
        "setup.install_mb",
        "at most",
        500,
        "takes more than 500 MB on disk",
    ),
    Requirement(
        "notebook",
        "Works in a notebook",
        "The implementation, cut into cells, gives a verified output in a notebook kernel.",
        "iteration.notebook",
        "at least",
        1,
        "does not run in a notebook",
    ),
)

REQUIREMENTS: Mapping[str, Requirement] = MappingProxyType({one.name: one for one in _ENTRIES})
"""Every requirement, by name."""
