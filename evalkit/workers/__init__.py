"""Workers perform work: processes on this machine, a Dask cluster, or a script in tests. Only the coordinator writes.

Work goes in and an outcome comes out. A new kind of worker is a new file here that follows the protocol `Workers`.
"""

from evalkit.workers.coordinator import Coordinator, Ending
from evalkit.workers.record import Record
from evalkit.workers.session import Session
from evalkit.workers.workers import Activity, Done, Event, Lost, NoCluster, Seat, Workers

__all__ = [
    "Activity",
    "Coordinator",
    "Done",
    "Ending",
    "Event",
    "Lost",
    "NoCluster",
    "Record",
    "Seat",
    "Session",
    "Workers",
]
