"""Find a workspace: above a rubric, above the current folder, or the starter workspace that evalkit contains.

Half a workspace is never passed over: whoever stands in one means it, and not the starter.
"""

from __future__ import annotations

import os
from pathlib import Path

import evalkit
from evalkit.documents import BadInput, Place, Problem, closest

FOLDERS = ("adapters", "tasks", "rubrics")
"""The folders of a workspace."""


_PACKAGE = Path(os.path.abspath(evalkit.__file__)).parent


def starter(package: Path = _PACKAGE) -> Path:
    """Return the workspace that evalkit contains: inside the installed package, or around it in a clone."""
    inside = package / "starter"
    return inside if inside.is_dir() else package.parent


class NoWorkspace(Exception):
    """A folder is no workspace, or half of one; the text says what it lacks and what to do."""


def workspace_above(start: Path) -> Path | None:
    """Return the first folder at or above `start` with adapters/, tasks/ and rubrics/, or None.

    Raises:
        NoWorkspace: a folder that holds half a workspace comes first.
    """
    here = Path(os.path.abspath(start))
    for folder in (here, *here.parents):
        if not (lacking := _lacking(folder)):
            return folder
        if _is_begun(folder):
            raise NoWorkspace(_half(folder, lacking))
    return None


def workspace_for(folder: Path) -> Path:
    """Return the workspace around a folder, or else the one that evalkit contains.

    Raises:
        NoWorkspace: the folder lies in half a workspace.
    """
    return workspace_above(folder) or starter()


def own_workspace(folder: Path) -> Path:
    """Return the workspace around a folder, for commands that write into it.

    Raises:
        NoWorkspace: there is none, or half of one.
    """
    found = workspace_above(folder)
    if found is None:
        here = os.path.abspath(folder)
        raise NoWorkspace(
            f"{here} lies in no workspace, and this command writes into one: make one with `evalkit init FOLDER`, go there, "
            "and run it again"
        )
    return found


def is_shipped(root: Path, folder: Path) -> bool:
    """Return whether a workspace is the one that evalkit contains, seen from a folder outside of it."""
    return root == starter() and not Path(os.path.abspath(folder)).is_relative_to(root)


def reports_folder(folder: Path) -> Path:
    """Return where runs are kept that somebody starts in `folder`: beside the workspace's other folders, if it lies in one."""
    here = Path(os.path.abspath(folder))
    whole = next((above for above in (here, *here.parents) if not _lacking(above)), here)
    return whole / "reports"


def find_workspace(rubric: Path, cwd: Path | None = None) -> Path:
    """Return the workspace of a rubric's file: the nearest one that the file lies in.

    `cwd` is where somebody named it, for the message.

    Raises:
        BadInput: the file lies in no workspace, or in half of one.
    """
    file = Path(os.path.abspath(rubric))
    try:
        found = workspace_above(file.parent)
    except NoWorkspace as half:
        raise BadInput([Problem(Place(str(rubric)), f"lies in no whole workspace: {half}")]) from None
    if found is not None:
        return found
    here = whole_above(cwd)
    if here is not None:
        remedy = f"move it into {here / 'rubrics'}, the workspace that you are in"
    else:
        remedy = "make one with `evalkit init FOLDER`, and move it into FOLDER/rubrics/"
    raise BadInput([Problem(Place(str(rubric)), f"lies in no workspace; {remedy}")])


def whole_above(folder: Path | None) -> Path | None:
    """Return the workspace around a folder; None if it lies in none, or in half of one first, or is None."""
    try:
        return workspace_above(folder) if folder is not None else None
    except NoWorkspace:
        return None


def locate_rubric(text: str, cwd: Path, shipped: Path | None = None) -> tuple[Path, Path]:
    """Return the workspace and the file of a rubric that somebody named on the command line.

    `text` is a path relative to `cwd`, or to the workspace that `cwd` lies in. Where it exists in neither, the same
    path in the starter workspace counts, `shipped` or else the one that evalkit brings along.

    Raises:
        BadInput: there is no such rubric, with those that exist; it lies in no workspace; or it is surely another file.
        NoWorkspace: `cwd` lies in half a workspace, where nobody can mean the starter's.
    """
    folder = Path(os.path.abspath(cwd))
    own = folder / text
    if os.path.isfile(own):
        home, named = find_workspace(own, folder), Path(os.path.abspath(own))
        if what := _other_than_rubric(named.relative_to(home)):
            raise BadInput([Problem(Place(text), f"{what}; name a rubric, such as {_an_example(home, folder)}")])
        return home, named
    around = workspace_above(folder)
    shipped = shipped or starter()
    for root in (around, shipped):
        if root is None or os.path.isabs(text) or ".." in Path(text).parts:
            continue
        if os.path.isfile(file := root / text):
            return find_workspace(file), file
    raise BadInput([Problem(Place(text), _no_such_rubric(text, own, folder, shipped))])


def _other_than_rubric(file: Path) -> str:
    """What a file of a workspace is that surely is no rubric, '' for any other; `file` is relative to the workspace."""
    if file.suffix not in (".yaml", ".yml"):
        return "is no YAML file, and so no rubric"
    kind = {"adapters": "an adapter", "tasks": "a file of a task", "ratings": "a file of ratings"}.get(file.parts[0])
    return f"is {kind}, and no rubric" if kind and len(file.parts) > 1 else ""


def _an_example(root: Path, seen_from: Path) -> str:
    return next(iter(_rubrics(root, seen_from)), "rubrics/<name>.yaml")


def _no_such_rubric(text: str, path: Path, cwd: Path, shipped: Path) -> str:
    here = workspace_above(cwd)
    names = list(dict.fromkeys([*_rubrics(here, cwd), *_rubrics(shipped, shipped)]))
    what = "is a folder, not a rubric" if os.path.isdir(path) else "there is no such rubric"
    if not names:
        return f"{what}; write one as rubrics/<name>.yaml beside adapters/ and tasks/"
    by_stem = {Path(name).stem: name for name in names}
    if text not in by_stem and (instead := _part_of_workspace(Path(text), here or shipped)):
        return f"{what}; {instead}"
    best = closest(text, names) or by_stem.get(closest(Path(text).stem, by_stem) or "")
    return f"{what}; did you mean {best!r}?" if best else f"{what}; those that exist are {', '.join(names)}"


def _part_of_workspace(named: Path, root: Path) -> str:
    """What to write where a task or a tool is named in place of a rubric; '' where it is neither."""
    name = named.stem
    for kind, folder, there in (
        ("task", "tasks", os.path.join(root, "tasks", name, "task.yaml")),
        ("tool", "adapters", os.path.join(root, "adapters", f"{name}.yaml")),
    ):
        if named.parent.name in ("", folder) and os.path.isfile(there):
            return f"{name} is a {kind}: name a rubric too, as in `evalkit run RUBRIC --{kind} {name}`"
    return ""


def _rubrics(root: Path | None, seen_from: Path) -> list[str]:
    """Return the rubrics of a workspace, as paths relative to `seen_from`."""
    if root is None:
        return []
    return [os.path.relpath(file, seen_from) for file in sorted((root / "rubrics").glob("*.yaml"))]


def _lacking(folder: Path) -> list[str]:
    """Return which of a workspace's folders are not in `folder`."""
    return [name for name in FOLDERS if not (folder / name).is_dir()]


def _is_begun(folder: Path) -> bool:
    """Return whether somebody began a workspace in `folder`: it has two of the three, or one with evalkit's files in it."""
    return len(_lacking(folder)) == 1 or any(
        next(iter(folder.glob(pattern)), None) is not None
        for pattern in ("adapters/*.yaml", "rubrics/*.yaml", "tasks/*/task.yaml")
    )


def _half(folder: Path, lacking: list[str]) -> str:
    there = [f"{name}/" for name in FOLDERS if name not in lacking]
    return (
        f"{folder} holds half a workspace: it has {' and '.join(there)}, and no {' and no '.join(f'{name}/' for name in lacking)}; "
        f"make what is missing (`mkdir {' '.join(str(folder / name) for name in lacking)}`), or move your files into a whole "
        "workspace, which `evalkit init FOLDER` makes"
    )
