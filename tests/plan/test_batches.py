from __future__ import annotations

from evalkit.plan.batches import TASKS_AT_ONCE, Batches
from evalkit.plan.install_size import InstallSize


def sizes(**distributions: int) -> dict[str, InstallSize]:
    return {tool: InstallSize(ready=True, distributions=count) for tool, count in distributions.items()}


def test_heavy_tools_are_the_last_batch_whatever_their_task() -> None:
    tasks = [f"t{at}" for at in range(TASKS_AT_ONCE + 1)]
    cells = [(task, tool) for task in tasks for tool in ("light", "heavy")]
    batches = Batches(cells, sizes(light=5, heavy=1000))
    assert [batches.of("light", task) for task in tasks] == [0] * TASKS_AT_ONCE + [1]
    assert {batches.of("heavy", task) for task in tasks} == {batches.last} == {2}
    assert batches.of("light", None) == 0, "a tool comes with the first of its tasks"
    assert batches.of("", None) == 0, "what is about no tool comes first"


def test_larger_tools_of_a_batch_begin_first_and_what_is_no_cell_comes_last() -> None:
    batches = Batches([("t", "small"), ("t", "large")], sizes(small=3, large=30))
    assert batches.cells == (("t", "large"), ("t", "small"))
    assert [batches.rank("t", tool) for tool in ("large", "small", "absent")] == [0, 1, 2]
