"""The command line: one file per command, named after it; what several commands share stands beside them.

A command imports what it runs only when it is run, so that help, completion and a mistyped option are answered at once.
"""

from evalkit.commands.main import main

__all__ = ["main"]
