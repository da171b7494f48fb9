"""Requirements: conditions that a profile may set, each a test on the value of one metric.

A requirement is possible only if an observation can answer it. A new one is an entry below and, if necessary, a metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evalkit.model.relation import Relation, holds

PYTHONS = ("3.10", "3.11", "3.12", "3.13")
"""The Python versions that a profile may require."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: a tool meets it if the value of `metric` is `comparison` `value`.

    `definition` says in one sentence what must be true. `otherwise` says what is wrong with a tool that does not meet
    it, in words that follow the tool's name.
    """

    name: str
    title: str
    definition: str
    metric: str
    comparison: Relation
    value: float
    otherwise: str

    def is_met_by(self, value: float) -> bool:
        """Return whether a tool with this value meets it."""
        return holds(value, self.comparison, self.value)


def python_metric(version: str) -> str:
    """Return the metric that says whether a tool installs on a version of Python such as '3.12'."""
    return f"setup.python_{version.replace('.', '_')}"


_ENTRIES = (
    Requirement(
        "works-offline",
        "Works offline",
        "The task passes on a machine whose only network is loopback.",
        "network.works_offline",
        "at least",
        1,
        "does not pass without a network",
    ),
    Requirement(
        "no-telemetry",
        "Contacts no host without being asked",
        "The tool contacts no host during the task, with its telemetry settings as they are shipped; downloads count too.",
        "network.contacts",
        "at most",
        0,
        "contacts hosts without being asked",
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
            f"The measured versions install on Python {version}, as far as the resolver can tell.",
            python_metric(version),
            "at least",
            1,
            f"does not install on Python {version} in its measured version",
        )
        for version in PYTHONS
    ),
    Requirement(
        "works-today",
        "Installs and works today",
        "The tool passes hello in every task if it is installed today without pinned versions.",
        "setup.latest_works",
        "at least",
        1,
        "does not pass hello in every task if it is installed today without pinned versions",
    ),
    Requirement(
        "small-install",
        "Small installation",
        "The tool and all its dependencies take at most 500 MB on disk.",
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
"""All requirements by name."""
