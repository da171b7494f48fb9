import hashlib
from pathlib import Path
from typing import NamedTuple

from _components import evaluate, load, publish, train
from kfp import dsl, local


class Artifacts(NamedTuple):
    report: dsl.Artifact
    receipt: dsl.Artifact


@dsl.pipeline
def pipeline(path: str, version: str, rounds: int) -> Artifacts:
    table = load(path=path, version=version).outputs["table"]
    model = train(table=table, rounds=rounds).outputs["model"]
    report = evaluate(table=table, model=model).outputs["report"]
    receipt = publish(report=report).set_retry(num_retries=3).outputs["receipt"]
    return Artifacts(report=report, receipt=receipt)


def run(rounds):
    local.init(local.SubprocessRunner(use_venv=False), pipeline_root="pipeline_root", enable_caching=True)
    rows = Path("inputs/rows.csv").resolve()
    return pipeline(path=str(rows), version=hashlib.sha256(rows.read_bytes()).hexdigest(), rounds=rounds)
