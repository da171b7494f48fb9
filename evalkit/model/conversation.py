"""What a task's driver saw of a service, and how fast the service was."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Load:
    """How a service did under a fixed load.

    `latencies` has the seconds of every request that was answered, `seconds` is how long the whole load took, and
    `lost` counts the requests that were not answered.
    """

    latencies: tuple[float, ...]
    seconds: float
    lost: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "latencies", tuple(map(float, self.latencies)))
        if not all(math.isfinite(each) and each >= 0 for each in (*self.latencies, self.seconds)) or self.lost < 0:
            raise ValueError(
                "a load's seconds must be finite and not below 0, and no fewer than 0 requests can be lost"
            )
        if self.latencies and not self.seconds:
            raise ValueError("a load with answers took some time; its seconds cannot be 0")

    @property
    def requests_per_second(self) -> float:
        """How many requests were answered per second; 0 if none was."""
        return len(self.latencies) / self.seconds if self.latencies else 0.0

    def within(self, share: float) -> float:
        """Return the seconds in which at least this share of the answers came, by the method of the nearest rank.

        Raises:
            ValueError: nothing was answered.
        """
        if not self.latencies:
            raise ValueError("nothing was answered")
        return sorted(self.latencies)[max(0, math.ceil(share * len(self.latencies)) - 1)]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a task's driver returns: what it `saw` of the service, as JSON data, and how the service did under load.

    The checker judges `saw`, which it gets as `truth["conversation"]`. Two conversations with the same service should
    see the same, so `saw` holds no times and nothing that chance decides. `load` is for the metrics of services.
    """

    saw: Any
    load: Load | None = None
