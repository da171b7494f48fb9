"""Who performs work: processes on this machine, a Dask cluster, or a script in tests; and the coordinator, who alone writes.

Work goes in, an outcome comes out. To add another kind of worker: its file here, as the protocol `Workers` wants it.
"""

from evalkit.workers.coordinator import Coordinator, Ending
from evalkit.workers.record import Record
from evalkit.workers.session import Session
from evalkit.workers.workers import Done, Event, Lost, NoCluster, Seat, Told, Workers

__all__ = [
    "Coordinator",
    "Done",
    "Ending",
    "Event",
    "Lost",
    "NoCluster",
    "Record",
    "Seat",
    "Session",
    "Told",
    "Workers",
]
