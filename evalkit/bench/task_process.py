"""Runs `make` or `check` of a task in a process of evalkit's own, with limits from outside: a script, not a module.

    task_process.py make <task folder> <scale> <seed> <folder> [<own table>]
                                                                 writes the inputs, of a reader's own table where there
                                                                 is one; answers {"truth": ...}
    task_process.py check <task folder> <outputs>                reads {"level", "truth", "fault"} from standard input;
                                                                 answers {"verdict": ...} or {"refused": "..."}
    task_process.py alter <task folder> <module> <function>      reads {"arguments": {...}} from standard input and calls
                                                                 a function of inputs.py or faults.py; answers
                                                                 {"truth": ...}

The answer is one line of JSON on standard output, or {"error": "..."} if the task's code raised. The truth passes
through pipes only and never touches the disk. Output of the task's code goes to standard error.
`loaded_checker_process.py` does the same as `check`, in forks of a process that has loaded the checker.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import stat
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from evalkit.model.verdict import Verdict

MOST_FILES = 10_000
MOST_BYTES = 500_000_000
MOST_REASONS, LONGEST_REASON = 100, 500
MOST_MISSED = 100
"""More than any level lists, so that the message can name one that it does not list."""


def main(arguments: list[str]) -> None:
    """Run the command in `arguments`, and print the answer."""
    verbs: dict[str, Callable[..., dict[str, Any]]] = {"make": make, "check": check, "alter": alter}
    answer(lambda: verbs[arguments[0]](*arguments[1:]), Path(arguments[1]))


def answer(work: Callable[[], dict[str, Any]], task_folder: Path) -> None:
    """Print what `work` returns, or the error that it raised with the last place in the task's files or tasks/*.py."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # output of any library must not end up in the answer
    sys.stdout = sys.stderr
    answers.write(answered(work, task_folder) + "\n")
    answers.close()


def answered(work: Callable[[], dict[str, Any]], task_folder: Path) -> str:
    """Return the same as JSON."""
    try:
        return json.dumps(work())
    except BaseException as error:  # SystemExit too: a task that exits has given no answer
        said = error.msg if isinstance(error, SyntaxError) else error  # its text would repeat the place
        return json.dumps({"error": place_of(error, task_folder) + f"{type(error).__qualname__}: {said}".rstrip(": ")})


def place_of(error: BaseException, task_folder: Path) -> str:
    """Return where the task's own code raised an error, as 'tasks/<task>/checker.py:12: ', or '' where it did not."""
    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno or 1))
    tasks = task_folder.parent
    own = [(Path(file), line) for file, line in places if Path(file).is_relative_to(tasks)]
    if not own:
        return ""
    file, line = own[-1]
    return f"{file.relative_to(tasks.parent).as_posix()}:{line}: "


def make(task_folder: str, scale: str, seed: str, folder: str, own: str = "") -> dict[str, Any]:
    """Write the inputs into `folder` and return what was planted; in the rows of the table `own`, if it is given."""
    table = {"own": Path(own)} if own else {}
    truth = module(Path(task_folder), "inputs").make(int(scale), int(seed), Path(folder), **table)
    if not isinstance(truth, dict):
        return {"error": f"make() must return a dict that says what was planted, not {type(truth).__name__}"}
    return {"truth": truth}


def check(task_folder: str, outputs: str, checker: ModuleType | None = None) -> dict[str, Any]:
    """Judge `outputs`, unless they must not reach a checker; load the task's checker if it is not given."""
    request = json.loads(sys.stdin.buffer.read())
    if reason := refusal(Path(outputs)):
        return {"refused": reason}
    checker = checker or module(Path(task_folder), "checker")
    verdict = checker.check(Path(outputs), request["truth"], request["level"], request.get("fault"))
    if not isinstance(verdict, Verdict):
        return {"error": f"check() must return a Verdict, not {type(verdict).__name__}"}
    score = float(verdict.score)
    if not isinstance(verdict.passed, bool) or not math.isfinite(score):
        return {"error": f"check() returned an invalid Verdict: {verdict!r}"[:LONGEST_REASON]}
    if len(verdict.missed) > MOST_MISSED:
        return {"error": f"check() says that {len(verdict.missed):,} facts were missed; no level lists so many"}
    reasons = [str(reason)[:LONGEST_REASON] for reason in verdict.reasons[:MOST_REASONS]]
    missed = {str(name)[:LONGEST_REASON]: str(why)[:LONGEST_REASON] for name, why in verdict.missed.items()}
    return {"verdict": {"passed": verdict.passed, "score": score, "reasons": reasons, "missed": missed}}


def alter(task_folder: str, name: str, function: str) -> dict[str, Any]:
    """Call `function` of a task's module, which may change files in the folder, and return the new truth.

    If the function returns None, the truth stays the same.
    """
    arguments = json.loads(sys.stdin.buffer.read())["arguments"]
    if "folder" in arguments:
        arguments["folder"] = Path(arguments["folder"])
    found = getattr(module(Path(task_folder), name), function, None)
    if found is None:
        return {"error": f"{name}.py has no function {function}()"}
    truth = found(**arguments)
    if truth is None:
        truth = arguments["truth"]
    return {"truth": truth} if isinstance(truth, dict) else {"error": f"{function}() must return a dict or None"}


def refusal(outputs: Path) -> str:
    """Return why a checker must not get an outputs folder: links, devices, pipes, too many or too large files."""
    try:
        is_folder = stat.S_ISDIR(outputs.lstat().st_mode)
    except OSError:
        is_folder = False
    if not is_folder:
        return "outputs/ is no longer a folder"
    entries = size = 0
    waiting = [str(outputs)]
    try:
        while waiting:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    shown = repr(os.path.relpath(entry.path, outputs))
                    entries += 1
                    if entries > MOST_FILES:
                        return f"outputs/ holds more than {MOST_FILES:,} files"
                    about = entry.stat(follow_symlinks=False)
                    if entry.is_symlink():
                        return f"outputs/ holds a symbolic link, {shown}; write files"
                    if stat.S_ISDIR(about.st_mode):
                        waiting.append(entry.path)
                    elif not stat.S_ISREG(about.st_mode):
                        return f"outputs/ holds something other than a file, {shown}"
                    elif not os.access(entry.path, os.R_OK):
                        return f"outputs/ holds a file that cannot be read, {shown}"
                    size += about.st_size
                    if size > MOST_BYTES:
                        return f"outputs/ holds more than {MOST_BYTES // 1_000_000} MB"
    except OSError as error:
        return f"outputs/ cannot be read: {error.strerror}"
    return ""


def module(task_folder: Path, name: str) -> ModuleType:
    """Load `inputs.py`, `checker.py` or `faults.py`; the folder's name need not be a valid module name."""
    spec = importlib.util.spec_from_file_location(f"task_{name}", task_folder / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{name}.py cannot be loaded")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


if __name__ == "__main__":
    main(sys.argv[1:])
