"""The command line: one file for each command, named after it, and beside them what several commands share.

A command imports what it needs only when it runs, so help, completion and mistyped options are answered at once.
"""

from evalkit.commands.main import main

__all__ = ["main"]
