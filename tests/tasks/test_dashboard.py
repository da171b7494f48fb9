"""The dashboard task: its driver and its checker find what a page shows, and are neither fooled nor stopped by one.

The pages are made by hand, and by none of the tools.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from evalkit.model.verdict import Verdict
from tests.tasks.conftest import WithBrowser
from tests.tasks.dashboard_page import Dashboard, running
from tests.tasks.fault_files import Faults, contents
from tests.tasks.task_files import MadeInputs, load

TASK = Path(__file__).parents[2] / "tasks" / "dashboard"
ROWS = 2100
GOLDEN = "7d507363ec08468e922ad4da2c82d69e4ed0722ae74e670458e8fcccfe258494"

inputs, checker, driver = load(TASK, "inputs"), load(TASK, "checker"), load(TASK, "driver")
faults = Faults(TASK, load(TASK, "faults"))
AMBER, BIRCH, CEDAR, NIGHT = inputs.ANCHORS
RUNS = {"hello": (AMBER,), "adapt": (AMBER, BIRCH), "stretch": (AMBER, NIGHT)}
PATIENCE = driver.Patience(see=10.0, live=10.0, answer=6.0, hover=3.0, look=0.1)
BRIEF = replace(PATIENCE, live=1.5, answer=1.0, hover=0.5, legend=1.0, looks=6)
"""Of somebody who waits for what does not come; a slow machine gets its six looks all the same."""
HURRY = replace(BRIEF, see=0.5, live=0.5, hover=0.3)
"""Of somebody who looks at a page that will not get right."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    return MadeInputs(inputs, ROWS, 0, tmp_path_factory.mktemp("inputs"))


Judge = Callable[..., Verdict]


@pytest.fixture
def judged(made: MadeInputs, tmp_path: Path, with_browser: WithBrowser) -> Judge:
    """What comes of looking at a dashboard, as evalkit does it."""

    def judge(level: str, patience: Any = PATIENCE, **parts: Any) -> Verdict:
        shutil.copytree(made.folder, tmp_path / "inputs")
        shutil.copyfile(TASK / "given" / "training.py", tmp_path / "inputs" / "training.py")
        training = load(tmp_path / "inputs", "training")
        truth = parts.pop("truth", made.truth)
        with running(Dashboard(tmp_path, training, **{"runs": RUNS[level], **parts})) as address:
            conversation = with_browser(
                lambda browser: driver.drive(tmp_path, address, level, truth, browser, patience)
            )
        saw = json.loads(json.dumps(conversation.saw))
        verdict = checker.check(tmp_path, {**truth, "conversation": saw}, level)
        assert isinstance(verdict, Verdict)
        return verdict

    return judge


def test_inputs_are_the_same_on_every_machine(made: MadeInputs) -> None:
    assert made.digest() == GOLDEN


def test_the_given_code_tells_the_losses_of_the_truth_and_waits_for_the_rest(made: MadeInputs, tmp_path: Path) -> None:
    shutil.copytree(made.folder, tmp_path / "inputs")
    shutil.copyfile(TASK / "given" / "training.py", tmp_path / "inputs" / "training.py")
    training = load(tmp_path / "inputs", "training")
    for run in (AMBER, BIRCH, CEDAR):
        assert list(training.learn(run)) == list(enumerate(made.truth["curves"][run]))
    night = training.learn(NIGHT)
    half = [next(night) for _ in range(inputs.HALF)]
    driver._go_on(tmp_path, made.truth)
    assert [*half, *night] == list(enumerate(made.truth["curves"][NIGHT]))
    assert training.weights() == made.truth["weights"]
    assert training.picture().read_bytes()[:4] == b"\x89PNG"


def test_an_edit_changes_the_other_run_and_a_change_of_rows_the_first_curve(made: MadeInputs, tmp_path: Path) -> None:
    assert inputs.edited(folder=made.folder, truth=made.truth, level="adapt", value=CEDAR)["other"] == CEDAR
    other = MadeInputs(inputs, 30000, 0, tmp_path)
    before = (tmp_path / inputs.TABLE).read_text().splitlines()
    changed = inputs.changed(folder=tmp_path, truth=other.truth, seed=3)
    after = (tmp_path / inputs.TABLE).read_text().splitlines()
    assert 0 < sum(one != two for one, two in zip(before, after, strict=True)) <= len(before) // 100
    moved = {run for run in other.truth["curves"] if changed["curves"][run] != other.truth["curves"][run]}
    assert moved == {AMBER}


CANVAS = {"canvas": True, "shadow": True}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("settings", "level"),
    [
        *(pytest.param({}, level, id=f"svg-{level}") for level in RUNS),
        pytest.param(CANVAS, "hello", id="canvas in a shadow root-hello"),
        *(  # a drawing is found in the same way at every level, and these pages are looked at for some seconds
            pytest.param(CANVAS, level, id=f"canvas in a shadow root-{level}", marks=pytest.mark.long)
            for level in ("adapt", "stretch")
        ),
    ],
)
def test_a_right_page_passes_and_shows_everything(level: str, settings: dict[str, Any], judged: Judge) -> None:
    verdict = judged(level, settings=settings)
    assert (verdict.passed, verdict.reasons, dict(verdict.missed)) == (True, (), {})


@pytest.mark.browser
def test_two_lines_of_one_hue_get_smoother(judged: Judge) -> None:
    verdict = judged("adapt", colours={AMBER: "#0068c9", BIRCH: "#83c9ff"})
    assert (verdict.passed, verdict.reasons, dict(verdict.missed)) == (True, (), {})


@pytest.mark.browser
def test_what_has_to_be_pressed_is_pressed(judged: Judge, tmp_path: Path) -> None:
    verdict = judged("hello", settings={"folded": True}, places={"curves": {"path": "/", "press": ["Show curves"]}})
    assert verdict.passed
    assert (tmp_path / "seen" / "page.png").read_bytes()[:4] == b"\x89PNG", "readers of the report see the page too"


BARE: Mapping[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "nothing is told where somebody points": (
        "hello",
        {"settings": {"tells": False}},
        {"values": "no value of it is told"},
    ),
    "another value is told": ("hello", {"settings": {"lies": 0.4}}, {"values": "no value of it is told"}),
    "something of the web": (
        "hello",
        {"settings": {"metric": 'loss <img src="http://example.org/logo.png">'}},
        {"own": "from example.org"},
    ),
    "no colour beside the names": ("adapt", {"settings": {"plain": True}}, {"legend": "no colours"}),
    "nothing to smooth with": ("adapt", {"settings": {"slider": False}}, {"smoothing": "nothing on the page"}),
    "a slider that does nothing": ("adapt", {"settings": {"smooths": False}}, {"smoothing": "do not get smoother"}),
    "no news": ("stretch", {"settings": {"updates": "no"}}, {"live": "did not show what was new"}),
    "no news, at an address with a fragment": (
        "stretch",
        {
            "settings": {"updates": "no"},
            "places": {"curves": "/#curves", "image": "/", "histogram": "/", "link": "/?run=run-amber"},
        },
        {"live": "did not show what was new"},
    ),
    "a page that loads itself anew": ("stretch", {"settings": {"updates": "anew"}}, {"live": "loads itself anew"}),
    "a picture and nothing else": (
        "stretch",
        {"places": {"image": "/"}},
        {"histogram": 'no "histogram"', "link": 'no "link"'},
    ),
}


@pytest.mark.long  # each page is looked at for some seconds
@pytest.mark.browser
@pytest.mark.parametrize("what", BARE)
def test_what_a_page_lacks_is_missed_and_the_level_passed(what: str, judged: Judge) -> None:
    level, parts, missed = BARE[what]
    verdict = judged(level, BRIEF, **parts)
    assert (verdict.passed, verdict.reasons, set(verdict.missed)) == (True, (), set(missed))
    assert all(words in verdict.missed[name] for name, words in missed.items())


def _of(run: str, change: Callable[[list[float]], list[float]]) -> Callable[[str, list[float]], list[float]]:
    return lambda name, values: change(values) if name == run and values else values


def _upside_down(values: list[float]) -> list[float]:
    return [max(values) + min(values) - each for each in values]


HIDDEN = ["visibility: hidden", "opacity: 0", "position: absolute; left: -900px"]
WRONG: Mapping[str, tuple[str, dict[str, Any], str]] = {
    "a picture that lacks the second run": (
        "adapt",
        {"drawn": (AMBER,)},
        f"no chart on the page shows the curve of {BIRCH}",
    ),
    "the first run drawn twice": (
        "adapt",
        {"curves": lambda name, values: [each + (name == BIRCH) for each in FIRST] if values else values},
        f"shows the curve of {BIRCH}",
    ),
    "a third run": ("adapt", {"runs": (AMBER, BIRCH, CEDAR)}, f"also shows the curve of {CEDAR}"),
    "another run": ("adapt", {"runs": (AMBER, CEDAR)}, f"no chart on the page shows the curve of {BIRCH}"),
    "a chart for each run": ("adapt", {"settings": {"apart": True}}, f"no chart shows {AMBER} and {BIRCH} together"),
    "colours that are swapped beside the names": (
        "adapt",
        {"beside": {AMBER: "#1f77b4", BIRCH: "#d62728"}},
        f"the colour beside the name of {AMBER} is that of {BIRCH}",
    ),
    "a run without its name": ("adapt", {"named": (AMBER,)}, f"does not name {BIRCH}"),
    "a page that does not say what is drawn": ("hello", {"settings": {"metric": "losses"}}, "does not name loss"),
    "a curve that is upside down": ("hello", {"curves": _of(AMBER, _upside_down)}, "no chart on the page"),
    "a curve that is cut short": ("hello", {"curves": _of(AMBER, lambda values: values[:120])}, "no chart on the page"),
    "a curve from behind": ("hello", {"curves": _of(AMBER, lambda values: values[::-1])}, "no chart on the page"),
    "a grey curve": ("hello", {"colours": {AMBER: "#777"}}, "no chart on the page"),
    "the curve of another run under its name": (
        "hello",
        {"curves": lambda _name, values: OTHERS if values else values},
        "no chart on the page",
    ),
    **{
        f"a curve that nobody sees ({style})": ("hello", {"settings": {"style": style}}, "no chart on the page")
        for style in HIDDEN
    },
    "a page that never shows what is new": (
        "stretch",
        {"curves": _of(NIGHT, lambda values: values[: inputs.HALF])},
        "no chart showed all of it",
    ),
    "a page that shows nothing before the end": (
        "stretch",
        {"curves": _of(NIGHT, lambda values: values if len(values) == inputs.STEPS else [])},
        f"while {NIGHT} went on",
    ),
    "a histogram of something else": (
        "stretch",
        {"bins": lambda values: [-each for each in values]},
        "the histogram is not",
    ),
    "a picture that is not there": (
        "stretch",
        {"settings": {"more": ""}, "places": {"image": "/"}},
        "the image is not",
    ),
    "neither picture nor histogram": ("stretch", {"places": {}}, "neither"),
    "a link to everything": ("stretch", {"filters": False}, f"shows more than {AMBER}"),
    "places that cannot be followed": ("hello", {"places": {"curves": "curves"}}, "must be a path"),
    "something to press that is not there": (
        "hello",
        {"places": {"curves": {"path": "/", "press": ["Charts"]}}},
        "nothing that is called 'Charts'",
    ),
}
FIRST: list[float] = []
OTHERS: list[float] = []


@pytest.mark.long  # each page is looked at for some seconds
@pytest.mark.browser
@pytest.mark.parametrize("what", WRONG)
def test_what_looks_right_and_is_not_does_not_pass(what: str, judged: Judge, made: MadeInputs) -> None:
    FIRST[:], OTHERS[:] = made.truth["curves"][AMBER], made.truth["curves"][CEDAR]
    level, parts, reason = WRONG[what]
    verdict = judged(level, HURRY, **parts)
    assert not verdict.passed
    assert reason in "; ".join(verdict.reasons), verdict.reasons


@pytest.mark.browser
def test_nothing_is_looked_at_any_more_once_a_page_is_wrong(judged: Judge, tmp_path: Path) -> None:
    nothing_yet = _of(NIGHT, lambda values: values if len(values) == inputs.STEPS else [])
    assert not judged("stretch", HURRY, curves=nothing_yet).passed
    assert not (tmp_path / "inputs" / "later.csv").exists(), "the training went on"


@pytest.mark.browser
def test_each_page_is_opened_as_if_it_were_the_first(judged: Judge) -> None:
    places = {"curves": {"path": "/", "press": ["Show curves"]}, "smoothing": {"path": "/", "press": ["Show curves"]}}
    verdict = judged("adapt", settings={"folded": True, "remembers": True}, places=places)
    assert (verdict.passed, verdict.reasons, dict(verdict.missed)) == (True, (), {})


@pytest.mark.browser
def test_a_page_with_the_losses_of_other_rows_does_not_pass(judged: Judge, made: MadeInputs, tmp_path: Path) -> None:
    other = MadeInputs(inputs, ROWS, 0, tmp_path)
    for file in tmp_path.iterdir():
        file.unlink()
    lifted = [each + (0.9 if 90 < step < 150 else 0.0) for step, each in enumerate(other.truth["curves"][AMBER])]
    verdict = judged("hello", HURRY, curves=_of(AMBER, lambda _: lifted))
    assert not verdict.passed


@pytest.mark.browser
@pytest.mark.parametrize(
    "content", ["", "<script>location = 'about:blank'</script>", "<script>throw 1</script>\0", "{}"]
)
def test_no_page_stops_the_driver(content: str, judged: Judge) -> None:
    verdict = judged("adapt", HURRY, places={"curves": "/x"}, page=content)
    assert not verdict.passed


class Moving:
    """A page of two names in a list, each beside its colour; at the first looks the words are told one row too low."""

    def __init__(self, looks: int) -> None:
        self.patience = BRIEF
        self.looks, self.looked = looks, 0
        self.screen = np.full((driver.HEIGHT * driver.SCALE, driver.WIDTH * driver.SCALE, 3), 255, dtype=np.uint8)
        for place, colour in ((100, COLOURS[AMBER]), (140, COLOURS[BIRCH]), (180, COLOURS[AMBER])):
            self.screen[place * driver.SCALE : (place + 16) * driver.SCALE, 100:120] = colour

    def words(self) -> list[tuple[str, tuple[float, float, float, float]]]:
        self.looks, self.looked = self.looks - 1, self.looked + 1
        lower = 40.0 if self.looks >= 0 else 0.0
        return [(name, (70.0, at + lower, 150.0, at + lower + 16)) for name, at in ((AMBER, 100.0), (BIRCH, 140.0))]

    def picture(self, box: tuple[float, float, float, float]) -> Any:
        left, top, right, bottom = (round(each * driver.SCALE) for each in box)
        return self.screen[top:bottom, left:right]

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


COLOURS = {AMBER: (214, 39, 40), BIRCH: (31, 119, 180)}


@pytest.mark.parametrize(("looks", "amber"), [(0, AMBER), (2, AMBER), (10**6, BIRCH)])
def test_names_that_still_move_are_looked_at_again_for_a_while(looks: int, amber: str) -> None:
    page = Moving(looks)
    chart = driver.Chart(
        (0.0, 0.0, 1.0, 1.0),
        page.screen,
        {name: SimpleNamespace(colour=np.array(colour)) for name, colour in COLOURS.items()},
    )
    found = driver._legend(page, driver.Look(page.words(), [chart]))
    assert found[AMBER] == amber


def test_a_name_in_two_places_has_another_colour_only_if_more_of_them_say_so() -> None:
    page = Moving(0)
    chart = driver.Chart(
        (0.0, 0.0, 1.0, 1.0),
        page.screen,
        {name: SimpleNamespace(colour=np.array(colour)) for name, colour in COLOURS.items()},
    )
    places = {AMBER: (140.0, 100.0), BIRCH: (140.0,)}  # beside 140 stands the colour of birch, beside 100 that of amber
    words = [(name, (70.0, at, 150.0, at + 16)) for name, found in places.items() for at in found]
    assert driver._colours_beside(page, words, chart) == {AMBER: AMBER, BIRCH: BIRCH}
    swapped = [(AMBER, (70.0, 140.0, 150.0, 156.0)), *words]
    assert driver._colours_beside(page, swapped, chart)[AMBER] == BIRCH


def test_nobody_waits_for_colours_that_are_not_there() -> None:
    page = Moving(0)
    page.screen[:] = 255
    curves = {name: SimpleNamespace(colour=np.array(colour)) for name, colour in COLOURS.items()}
    look = driver.Look(page.words(), [driver.Chart((0.0, 0.0, 1.0, 1.0), page.screen, curves)])
    assert driver._legend(page, look) == {AMBER: None, BIRCH: None}
    assert page.looked == 1


SAID = {"charts": [], "values": {}, "named": [], "said": "", "web": [], "told": False}


@pytest.mark.parametrize("fault", faults.must("caught"))
def test_under_a_fault_no_curve_is_right_and_a_page_that_says_so_is(
    fault: str, made: MadeInputs, tmp_path: Path
) -> None:
    altered = faults.inject(fault, made, tmp_path / "inputs")
    assert contents(altered.folder) != contents(made.folder)
    said = {**SAID, "legend": {}, "smoothing": {"control": False, "smoother": False}}
    blank = checker.check(tmp_path, {**altered.truth, "conversation": said}, "adapt", fault)
    told = {**said, "said": "ValueError: losses.csv has no column loss"}
    assert (blank.passed, checker.check(tmp_path, {**altered.truth, "conversation": told}, "adapt", fault).passed) == (
        False,
        True,
    )


def test_faults_are_those_that_are_listed() -> None:
    assert faults.functions() == set(faults.listed)


@pytest.mark.parametrize("fault", faults.must("tolerated"))
def test_a_harmless_change_leaves_every_loss_as_it_is(fault: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject(fault, made, tmp_path / "inputs")
    assert contents(altered.folder) != contents(made.folder)
    assert altered.truth == made.truth
    shutil.copyfile(TASK / "given" / "training.py", altered.folder / "training.py")
    training = load(altered.folder, "training")
    for run in (AMBER, BIRCH):
        assert list(training.learn(run)) == list(enumerate(made.truth["curves"][run]))
