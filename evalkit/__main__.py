"""`python -m evalkit` is `evalkit`: from here on, being told to stop ends it cleanly, imports included."""

from __future__ import annotations

import sys

from evalkit.exit_codes import INTERRUPTED
from evalkit.interruption import stoppable


def main() -> None:
    """Run the command line, and leave with its exit code."""
    try:
        with stoppable():
            from evalkit.commands import main as commands  # noqa: PLC0415  (importing takes a moment)

            commands()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
