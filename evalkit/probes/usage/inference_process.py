"""Answers what names in a Python file are, as jedi infers it: a script that evalkit runs, not a module.

Reads one request as JSON from standard input: {"file", "text", "python", "names", "types", "seconds", "cache",
"import_from" (folders where jedi is found)}; writes one line of JSON for each answer as soon as it has it, so that
whoever ends it early still has the others. It ends by itself after "seconds" of processor time: ended from outside, it
may be cut off while it writes into the folder "cache".
"""

from __future__ import annotations

import functools
import json
import pickle
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_BUILT_IN_MODULES = frozenset(
    {"builtins", "typing", "typing_extensions", "types", "_typeshed", "collections.abc", "_collections_abc"}
)


def main() -> None:
    """Answer the request on standard input; the last line says what hindered it, '' where nothing did."""
    request = json.loads(sys.stdin.read())
    # Not through a variable: the interpreter that jedi asks would find them too, and take them for the tool's.
    sys.path.extend(folder for folder in request["import_from"] if folder not in sys.path)
    answers, sys.stdout = sys.stdout, sys.stderr

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    def is_over() -> bool:
        return time.process_time() > float(request["seconds"])

    try:
        script = _script(request)
    except Exception as error:
        say({"complaint": f"types could not be inferred: {type(error).__name__}: {error}"})
        return
    folder = Path(request["file"]).parent
    described: dict[str, Any] = {}
    asked = [(_names, "name", place) for place in request["names"]]
    asked += [(_types, "type", place) for place in request["types"]]
    for ask, what, place in asked:
        if is_over():
            say(
                {
                    "complaint": f"inferring types took more than {request['seconds']:g} s of processor time and was ended"
                }
            )
            return
        answer = _whole(functools.partial(_one, ask, script, place, folder))
        if answer is not None:
            names, said = answer
            say({"asked": what, "place": place, **said})
            if what == "name" and not said["built_in"] and not said["local"]:
                described.setdefault(said["symbol"], names)
    for symbol, names in described.items():  # last, since they are of less use than the names
        if is_over():
            break
        facts = _whole(functools.partial(_facts, names))
        if facts is not None:
            say({"symbol": symbol, "facts": facts})
    say({"complaint": ""})


def _one(ask: Callable[..., list[Any]], script: Any, place: list[int], folder: Path) -> Any:
    return _answer(ask(script, *place), folder)


def _whole(ask: Callable[[], Any]) -> Any:
    """The answer, or None for whatever jedi stumbles over; a parsed file that was cut off is parsed again."""
    import jedi  # noqa: PLC0415

    try:
        return ask()
    except (EOFError, pickle.UnpicklingError):
        shutil.rmtree(jedi.settings.cache_directory, ignore_errors=True)
    except Exception:
        return None
    try:
        return ask()
    except Exception:
        return None


def _script(request: dict[str, Any]) -> Any:
    import jedi  # noqa: PLC0415  (what this script is for; its absence is an answer)
    from jedi.api.environment import InterpreterEnvironment  # noqa: PLC0415

    jedi.settings.cache_directory = request["cache"]
    folder = Path(request["file"]).parent
    if request["python"]:
        environment = jedi.create_environment(request["python"], safe=False)
        project = jedi.Project(folder, smart_sys_path=False, added_sys_path=[str(folder)])
    else:
        environment = InterpreterEnvironment()
        project = jedi.Project(folder, sys_path=[], smart_sys_path=False, added_sys_path=[str(folder)])
    return jedi.Script(request["text"], path=request["file"], project=project, environment=environment)


def _names(script: Any, line: int, column: int) -> list[Any]:
    return list(script.goto(line, column, follow_imports=True) or script.infer(line, column))


def _types(script: Any, line: int, column: int) -> list[Any]:
    found: list[Any] = []
    for name in script.infer(line, column):
        found += name.execute() if name.type in {"function", "class", "property"} else [name]
    return found


def _answer(found: list[Any], folder: Path) -> tuple[list[Any], dict[str, Any]] | None:
    """One answer, rather one that is not Python's own, with all that jedi found of that name.

    Jedi gives them in no order, so the first by name is taken.
    """
    said = [(name, _said(name, folder)) for name in found if name.full_name or name.in_builtin_module()]
    if not said:
        return None
    chosen = min((each for _, each in said), key=lambda each: (each["built_in"], each["symbol"]))
    return [name for name, each in said if each["symbol"] == chosen["symbol"]], chosen


def _said(name: Any, folder: Path) -> dict[str, Any]:
    symbol = name.full_name or name.name
    parent = name.parent()
    if name.type in {"statement", "param"} and parent is not None and parent.type == "function":
        owner = parent.parent()  # an attribute that is set inside a method
        if owner is not None and owner.type == "class":
            symbol = f"{owner.full_name}.{name.name}"
    path = name.module_path
    local = path is not None and Path(path).is_relative_to(folder) and "site-packages" not in Path(path).parts
    return {"symbol": symbol, "what": name.type, "built_in": name.module_name in _BUILT_IN_MODULES, "local": local}


def _facts(names: list[Any]) -> dict[str, Any]:
    signatures = [each for name in names if name.type in {"function", "class"} for each in name.get_signatures()]
    # Overloads: the one with the fewest required parameters is what a person can get away with.
    best = min((_parameters(each) for each in signatures), key=lambda told: len(told["required"]), default=None)
    told = best or {"parameters": [], "required": [], "annotated": []}
    docstring = next((text for name in names if (text := name.docstring(raw=True))), "")
    return {"callable": bool(signatures), **told, "docstring": docstring}


def _parameters(signature: Any) -> dict[str, Any]:
    written = [p for p in signature.params if p.name not in {"self", "cls"}]
    plain = [p for p in written if "VAR_" not in p.kind.name]
    return {
        "parameters": [p.name for p in written],
        "required": [p.name for p in plain if "=" not in p.to_string()],
        "annotated": [p.name for p in written if ":" in p.to_string().partition("=")[0]],
    }


if __name__ == "__main__":
    main()
