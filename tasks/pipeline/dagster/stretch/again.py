# https://docs.dagster.io/guides/build/ops/dynamic-graphs
import json
from pathlib import Path

import dagster as dg
from _home import instance
from pipeline import pipeline

# resume: Dagster's re-execution from failure passes over the slices that had not begun when the process was killed, and
# join gets those alone that had, so all starts over, https://github.com/dagster-io/dagster/issues/20925
if __name__ == "__main__":
    with dg.execute_job(dg.reconstructable(pipeline), instance(), raise_on_error=True) as result:
        Path("outputs/report.json").write_text(json.dumps(result.output_for_node("join")))
