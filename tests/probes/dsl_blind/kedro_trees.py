"""Tree survey: Kedro puts the nodes together, Hamilton the features, Burr asks the forester."""
import logging
from typing import Any, Dict

import pandas as pd
from burr.core import ApplicationBuilder, State, action, expr, when
from burr.core.action import streaming_action
from burr.lifecycle import PostRunStepHook
from hamilton import driver, telemetry
from hamilton.function_modifiers import (
    check_output,
    does,
    extract_fields,
    inject,
    load_from,
    parameterize_sources,
    pipe_input,
    save_to,
    step,
    source,
    tag,
    value,
)
from hamilton.htypes import Collect, Parallelizable
from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node, pipeline
from kedro.runner import SequentialRunner
from kedro_datasets.pandas import CSVDataset

logger = logging.getLogger(__name__)
telemetry.disable_telemetry()


class Timing:
    @hook_impl
    def before_node_run(self, node, inputs: Dict[str, Any]) -> None:
        logger.info("%s with %d inputs", node.name, len(inputs))

    @hook_impl
    def after_catalog_created(self, catalog: DataCatalog) -> None:
        catalog.add("limit", MemoryDataset(0.5))


def clean(trees: pd.DataFrame) -> pd.DataFrame:
    kept = trees[(trees["height"] > 0) & (trees["height"] < 100)]
    return kept.assign(volume=kept["height"] * kept["diameter"] ** 2)


def split(trees: pd.DataFrame, parameters: Dict[str, Any]):
    train = trees.sample(frac=parameters["share"], random_state=parameters["seed"])
    return train, trees.drop(train.index)


def fit(train: pd.DataFrame, limit: float) -> Dict[str, float]:
    large = train.query("volume > @limit")
    return {"mean": float(large["height"].mean())}


def create_pipeline(**kwargs) -> Pipeline:
    base = pipeline(
        [
            node(func=clean, inputs="raw_trees", outputs="trees", name="clean"),
            node(split, inputs=["trees", "parameters"], outputs=["train", "test"]),
        ],
        tags=["data"],
    )
    fitting = Pipeline([node(fit, ["train", "limit"], "model", name="fit")])
    spruce = pipeline(base, namespace="spruce", parameters={"parameters"})
    return base + fitting + spruce - pipeline([])


@load_from.csv(path=value("trees.csv"))
def survey(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.dropna()


@extract_fields({"height": pd.Series, "diameter": pd.Series})
def columns(survey: pd.DataFrame) -> Dict[str, pd.Series]:
    return {name: survey[name] for name in ("height", "diameter")}


def _sum(**series: pd.Series) -> pd.Series:
    return sum(series.values())


def _scale(series: pd.Series, by: float) -> pd.Series:
    return series / by


@does(_sum)
def total(height: pd.Series, diameter: pd.Series) -> pd.Series:
    pass


@check_output(range=(0.0, 10.0), data_type=float, importance="warn")
@pipe_input(step(_scale, by=value(3.0)).named("scaled"), step(_scale, by=source("norm")))
def ratio(height: pd.Series) -> pd.Series:
    return height


@parameterize_sources(thick={"series": "diameter"}, tall={"series": "height"})
def above(series: pd.Series) -> pd.Series:
    return series > series.median()


@inject(parts=[source("thick"), source("tall")] if pd.__version__ < "9" else [])
@tag(owner="forestry", stage="report")
def both(parts: list) -> pd.Series:
    return parts[0] & parts[1]


def plot(columns: Dict[str, pd.Series]) -> Parallelizable[str]:
    for name in columns:
        yield name


@save_to.json(path=source("out"))
def described(plot: Collect[str]) -> Dict[str, int]:
    return {name: len(name) for name in plot}


@action(reads=["trees"], writes=["question"])
def ask(state: State) -> State:
    return state.update(question=f"Fell {state['trees']} trees?")


@action.pydantic(reads=["question"], writes=["agreed"])
def agree(state: Any, reply: str) -> Any:
    state.agreed = reply.lower() in {"yes", "y"}
    return state


@streaming_action(reads=["agreed"], writes=["report"])
def report(state: State):
    for word in ("done", "and", "dusted"):
        yield {"word": word}, None
    yield {"report": "done"}, state.append(report="done")


def application():
    return (
        ApplicationBuilder()
        .with_state(trees=12, tries=0)
        .with_actions(ask, agree, report)
        .with_transitions(
            ("ask", "agree"),
            ("agree", "ask", expr("tries < 3 and not agreed")),
            ("agree", "report", when(agreed=True)),
        )
        .with_hooks(PostRunStepHook())
        .with_entrypoint("ask")
        .build()
    )


def main() -> None:
    catalog = DataCatalog({"raw_trees": CSVDataset(filepath="trees.csv"), "parameters": MemoryDataset({"share": 0.8, "seed": 1})})
    outputs = SequentialRunner().run(create_pipeline(), catalog)
    import kedro_trees

    features = driver.Builder().with_modules(kedro_trees).with_config({"norm": 2.0}).build()
    frame = features.execute(["ratio", "both", "total"], inputs={"raw": catalog.load("raw_trees")})
    if len(frame) > 0 and outputs:
        application().run(halt_after=["report"])


if __name__ == "__main__":
    main()
