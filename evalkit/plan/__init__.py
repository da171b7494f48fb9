"""What is left to do: from workspace, rubric and journal to work items, which are frozen and can be sent anywhere."""

from evalkit.plan.agenda import Agenda, Settled
from evalkit.plan.install_size import InstallSize, install_sizes_of
from evalkit.plan.keys import Keys
from evalkit.plan.loading import BadRequest, Loaded, load
from evalkit.plan.outcome import Outcome, Provisioned, TakenSample
from evalkit.plan.progress import Left, Screen
from evalkit.plan.request import Request
from evalkit.plan.selection import Selection, select
from evalkit.plan.work import (
    BlockWork,
    EnvironmentFacts,
    InstallWork,
    Member,
    ProbeWork,
    RecordingWork,
    SampleWork,
    Work,
)

__all__ = [
    "Agenda",
    "BadRequest",
    "BlockWork",
    "EnvironmentFacts",
    "InstallSize",
    "InstallWork",
    "Keys",
    "Left",
    "Loaded",
    "Member",
    "Outcome",
    "ProbeWork",
    "Provisioned",
    "RecordingWork",
    "Request",
    "SampleWork",
    "Screen",
    "Selection",
    "Settled",
    "TakenSample",
    "Work",
    "install_sizes_of",
    "load",
    "select",
]
