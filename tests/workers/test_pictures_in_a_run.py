"""Pictures in a run: each is made once for each implementation, kept with the run, and named beside its verdict."""

from __future__ import annotations

from evalkit.bench import browser
from evalkit.model import VERDICT
from evalkit.model.facts import Picture
from evalkit.store.pictures import picture
from tests.conftest import COUNT, SmallWorkspace
from tests.workers.real_run import journal, run

DRAWN = (
    COUNT
    + "\nopen('outputs/plot.svg', 'w').write('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>')\n"
)


def test_a_run_makes_each_picture_once_and_keeps_it(small: SmallWorkspace) -> None:
    task = small.root / "tasks" / "counting" / "task.yaml"
    task.write_text(task.read_text().replace('hello: {asks: "', 'hello: {pictures: [outputs/plot.svg], asks: "', 1))
    assert "pictures" in task.read_text()
    small.write("tasks/counting/plain/hello.py", DRAWN)
    assert run(small, levels=("hello",), probes=("run",), blocks=1).all_ok
    told = [(seen, fact) for seen in journal(small) for fact in seen.facts if isinstance(fact, Picture)]
    assert [(seen.tool, seen.level, seen.metric, fact.of) for seen, fact in told] == [
        ("plain", "hello", VERDICT, "outputs/plot.svg")
    ]
    kept = picture(small.root / "reports" / "small", told[0][1].file or "")
    assert kept is not None if not browser.lack() else told[0][1].why == browser.lack()
