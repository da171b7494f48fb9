"""The proof of a task: what its checker refuses and accepts, its edits, its changes, its faults and its baseline."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.commands.terminal import TextConsole, plain, tell

if TYPE_CHECKING:
    from evalkit.bench import Bench, Launcher, Made
    from evalkit.environments import Environment, Provisioner
    from evalkit.model import Implementation, LevelName, Task, Truth
    from evalkit.probes import Facilities, Question
    from evalkit.workspace import Workspace

OTHER_SEEDS = (1, 2, 3, 4, 5)
"""Seeds of inputs whose truth the baseline's outputs must not fit; they may fit some of them by chance, but not all."""


@dataclass(frozen=True, slots=True)
class Proved:
    """One thing that was looked at: what holds if `why` is empty, and else why it does not; or `skipped`, with the reason."""

    what: str
    why: str = ""
    skipped: bool = False


def prove_tasks(root: Path, tasks: Sequence[str], environments_for: Callable[..., Provisioner]) -> bool:
    """Prove tasks one after the other, and show what holds and what does not; return whether all holds.

    Raises:
        BadInput: there are mistakes in files.
        BadRequest: a task does not exist.
    """
    from evalkit.bench import Bench, Launcher
    from evalkit.plan.loading import must_exist
    from evalkit.workspace import BadInput, all_problems, load_workspace

    console, holds = TextConsole(), True
    with Launcher() as launcher:
        workspace = load_workspace(root)
        must_exist("task", tasks, sorted(workspace.tasks))
        mine = [
            problem
            for problem in all_problems(root)
            if any(problem.place.file.startswith(f"tasks/{task}/") for task in tasks)
        ]
        if mine:
            raise BadInput(mine)
        environments = environments_for(locks=workspace.locks)
        for task in tasks:
            console.print(plain(task, "bold"))
            with Bench(workspace.root, launcher) as bench:
                for proved in Proof(workspace, workspace.tasks[task], bench, launcher, environments).steps():
                    _show(console, proved)
                    holds = holds and not proved.why
    return holds


def _show(console: TextConsole, proved: Proved) -> None:
    mark, style = ("–", "yellow") if proved.skipped else ("✗", "red") if proved.why else ("✓", "green")
    told = f": {proved.why}" if proved.why else ""
    console.print(plain(f"  {mark} {proved.what}{told}", style), soft_wrap=True)


@dataclass(slots=True)
class Proof:
    """The proof of one task, at its smallest scale."""

    workspace: Workspace
    task: Task
    bench: Bench
    launcher: Launcher
    environments: Provisioner
    spoilt: dict[str, Made] = field(default_factory=dict)

    def steps(self) -> Iterator[Proved]:
        """Look at one thing after the other; without inputs there is nothing to go on with."""
        from evalkit.bench import TaskBroken

        try:
            made = self._inputs(0)
        except TaskBroken as broken:
            yield Proved("make writes the inputs", broken.reason)
            return
        yield from self._made_twice(made)
        for level in self.task.level_names:
            what = f"{level}: the checker refuses an empty outputs folder"
            yield self._refused(what, level, self._with_record(made.truth), lambda _: None)
        yield from self._faults(made)
        yield from self._baseline(made)

    @property
    def _folder(self) -> Path:
        return self.workspace.task_folder(self.task.task)

    def _inputs(self, seed: int) -> Made:
        return self.bench.inputs(self._folder, self.task.scales[0], seed)

    def _made_twice(self, made: Made) -> Iterator[Proved]:
        from evalkit.bench import Bench, TaskBroken

        what = f"make writes the same inputs twice ({self.task.scales[0]:,} rows)"
        try:
            with Bench(self.workspace.root, self.launcher) as other:
                again = other.inputs(self._folder, self.task.scales[0], 0)
                same = (again.digest, again.truth) == (made.digest, made.truth)
        except TaskBroken as broken:
            yield Proved(what, broken.reason)
        else:
            remedy = "two calls with one seed differ: draw everything from the seed and the row, as by SHA-256"
            yield Proved(what, "" if same else remedy)

    def _refused(self, what: str, level: LevelName, truth: Truth, write: Callable[[Path], None]) -> Proved:
        """Let the checker judge outputs that `write` leaves in an empty folder, and must not be accepted."""
        from evalkit.bench import Refused, TaskBroken

        with tempfile.TemporaryDirectory(prefix="evalkit-proof-") as scratch:
            outputs = Path(scratch) / "outputs"
            outputs.mkdir()
            write(outputs)
            try:
                asked = self.task.levels[level]
                pages = self.bench.opened(self._folder, outputs, level, asked.pages)
                verdict = self.bench.judged(self._folder, outputs, level, {**truth, **pages}, shows=tuple(asked.shows))
            except Refused:
                return Proved(what)
            except TaskBroken as broken:
                return Proved(what, broken.reason)
        return Proved(what, "it accepts them, so that a wrong tool could win" if verdict.passed else "")

    def _faults(self, made: Made) -> Iterator[Proved]:
        from evalkit.bench import TaskBroken

        if not self.task.faults:
            yield Proved("task.yaml lists no faults, so the probe errors cannot look", skipped=True)
        wrong = []
        for fault in self.task.faults:
            function = fault.replace("-", "_")
            try:
                spoilt = self.bench.altered(self._folder, "faults", function, made)
            except TaskBroken as broken:
                wrong.append(broken.reason)
                continue
            if spoilt.digest == made.digest:
                wrong.append(f"{function} of faults.py changes no file")
            self.spoilt[fault] = spoilt
        if self.task.faults:
            yield Proved(
                f"every fault's function runs and changes the inputs ({len(self.task.faults)})", "; ".join(wrong)
            )

    def _baseline(self, made: Made) -> Iterator[Proved]:
        from evalkit.environments import Unavailable

        tool = self.task.baseline
        adapter = self.workspace.adapters[tool]
        try:
            environment = self.environments.provision(adapter, self.task.task, lambda said: tell(said, err=True))
        except Unavailable as why:
            yield Proved(f"the baseline {tool} passes", f"{why.reason}; without its outputs nothing more can be proved")
            return
        for level in self.task.level_names:
            one = self.workspace.implementation(self.task.task, tool, level)
            if one is None or one.main is None:
                yield Proved(
                    f"{level}: the baseline {tool} has no script, so only the empty folder was tried", skipped=True
                )
            else:
                yield from self._level(one, environment, made)

    def _level(self, one: Implementation, environment: Environment, made: Made) -> Iterator[Proved]:
        from evalkit.bench.limits import TRY_LIMITS
        from evalkit.model import Status

        adapter = self.workspace.adapters[one.tool]
        with tempfile.TemporaryDirectory(prefix="evalkit-proof-") as scratch:
            kept = Path(scratch) / "kept"
            sample = self.bench.sample(one, adapter, environment.paths, made, self._folder, TRY_LIMITS, keep=kept)
            what = f"{one.level}: the baseline {one.tool} passes"
            if sample.status is not Status.OK:
                yield Proved(what, f"{sample.status.value}: {sample.reason}")
                return
            yield Proved(what)
            yield from self._spoilt(one.level, kept / "outputs", made)
            yield from self._told_of_faults(one.level, kept / "outputs")
        yield from self._iterated(one, environment)

    def _spoilt(self, level: LevelName, outputs: Path, made: Made) -> Iterator[Proved]:
        """Spoil the right outputs: cut every file off, and judge them as answers to other inputs."""
        yield self._refused(
            f"{level}: the checker refuses outputs cut off in the middle",
            level,
            self._with_record(made.truth),
            lambda empty: _copied(outputs, empty, cut=True),
        )
        if self._is_recorded:
            yield Proved(
                f"{level}: given code keeps a record of each run, so no answer to other inputs was tried", skipped=True
            )
            return
        what = f"{level}: the checker refuses the right answer to other inputs"
        last: Proved | None = None
        for seed in OTHER_SEEDS:
            truth = self._inputs(seed).truth
            if truth == made.truth:
                continue
            last = self._refused(what, level, truth, lambda empty: _copied(outputs, empty))
            if not last.why:
                break
        nothing = f"{level}: make plants the same whatever the seed, so no other answer was tried"
        yield last or Proved(nothing, skipped=True)

    @property
    def _is_recorded(self) -> bool:
        return bool(self.task.given)

    def _with_record(self, truth: Truth) -> Truth:
        return {**truth, "ran": [], "stages": []} if self._is_recorded else truth

    def _told_of_faults(self, level: LevelName, outputs: Path) -> Iterator[Proved]:
        """Let the checker judge the good outputs under each fault: whatever it says, it must not break."""
        from evalkit.bench import Refused, TaskBroken

        if level != "adapt" or not self.spoilt or self._is_recorded:
            return
        wrong = []
        asked = self.task.levels[level]
        what = f"{level}: the checker judges outputs under every fault"
        try:
            pages = self.bench.opened(self._folder, outputs, level, asked.pages)  # the same for all
        except TaskBroken as broken:
            yield Proved(what, broken.reason)
            return
        for fault, spoilt in self.spoilt.items():
            try:
                self.bench.judged(self._folder, outputs, level, {**spoilt.truth, **pages}, fault, tuple(asked.shows))
            except Refused:
                continue
            except TaskBroken as broken:
                wrong.append(f"{fault}: {broken.reason}")
        yield Proved(what, "; ".join(wrong[:3]))

    def _iterated(self, one: Implementation, environment: Environment) -> Iterator[Proved]:
        """Edit the marked line, and change the data: another answer must become right, and the baseline must give it."""
        from evalkit.probes.iteration import observe

        edit = self.task.levels[one.level].edit
        if one.level != "adapt" and edit is None:
            return
        defined = re.findall(r"^def (\w+)", (self._folder / "inputs.py").read_text(encoding="utf-8"), re.MULTILINE)
        with tempfile.TemporaryDirectory(prefix="evalkit-proof-") as scratch:
            rerun, data = observe(self._question(one, environment, Path(scratch)))
        without = f"{one.level}: %s, so the probe iteration cannot look"
        if edit is None:
            yield Proved(without % "task.yaml names no value to edit", skipped=True)
        elif "edited" not in defined:
            yield Proved(without % "inputs.py has no function `edited`", skipped=True)
        else:
            yield Proved(
                f"{one.level}: after the edit another answer is right, and the baseline gives it", rerun.reason
            )
        if "changed" not in defined:
            yield Proved(without % "inputs.py has no function `changed`", skipped=True)
        else:
            yield Proved(
                f"{one.level}: on changed data another answer is right, and the baseline gives it", data.reason
            )

    def _question(self, one: Implementation, environment: Environment, scratch: Path) -> Question:
        from evalkit.model import Usage
        from evalkit.probes import Question

        return Question(
            root=self.workspace.root,
            implementations=(one,),
            usage_of=lambda _: Usage(recorded=False, uses=()),
            adapter=self.workspace.adapters[one.tool],
            task=self.task,
            environment=environment,
            facilities=self._facilities(scratch),
        )

    def _facilities(self, scratch: Path) -> Facilities:
        from evalkit.bench.limits import TRY_LIMITS
        from evalkit.probes import Facilities

        return Facilities(
            bench=self.bench,
            launcher=self.launcher,
            environments=self.environments,
            limits=TRY_LIMITS,
            seed=0,
            scale=self.task.scales[0],
            scratch=scratch,
            task_folder=self._folder,
            tell=lambda _: None,
            turns=1,
        )


def _copied(outputs: Path, to: Path, *, cut: bool = False) -> None:
    """Copy outputs, each file as far as its middle if they are to be `cut`."""
    from evalkit.bench.sandbox import files_of

    for file in files_of(outputs):
        target = to / file.relative_to(outputs)
        target.parent.mkdir(parents=True, exist_ok=True)
        if cut:
            data = file.read_bytes()
            target.write_bytes(data[: len(data) // 2])
        else:
            shutil.copyfile(file, target)
