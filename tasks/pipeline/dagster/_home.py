"""Where Dagster keeps runs, events and what assets and ops gave."""

import os
from pathlib import Path

import dagster as dg


def instance():
    home = Path("dagster_home").resolve()
    home.mkdir(exist_ok=True)
    os.environ["DAGSTER_HOME"] = str(home)
    return dg.DagsterInstance.get()
