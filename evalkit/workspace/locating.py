"""Find a workspace: above a rubric, above the current folder, or the starter workspace that evalkit contains."""

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


def workspace_above(start: Path) -> Path | None:
    """Return the first folder at or above `start` with adapters/, tasks/ and rubrics/, or None."""
    here = Path(os.path.abspath(start))
    return next((folder for folder in (here, *here.parents) if _is_workspace(folder)), None)


def workspace_for(folder: Path) -> Path:
    """Return the workspace around a folder, or else the one that evalkit contains."""
    return workspace_above(folder) or starter()


def find_workspace(rubric: Path) -> Path:
    """The workspace of a rubric's file: the folder above its `rubrics/`.

    Raises BadInput where the file lies in no rubrics/ folder, or that folder in no workspace.
    """
    file = Path(os.path.abspath(rubric))
    above = next((folder for folder in file.parents if folder.name == "rubrics"), None)
    if above is None:
        message = "lies in no workspace; put it into the rubrics/ folder beside adapters/ and tasks/"
        raise BadInput([Problem(Place(str(rubric)), message)])
    missing = [f"{name}/" for name in FOLDERS if not (above.parent / name).is_dir()]
    if missing:
        message = f"its workspace lacks {' and '.join(missing)}; copy from the starter workspace in {starter()}"
        raise BadInput([Problem(Place(str(rubric)), message)])
    return above.parent


def locate_rubric(text: str, cwd: Path, shipped: Path | None = None) -> tuple[Path, Path]:
    """The workspace and the file of a rubric that somebody named on the command line.

    `text` is a path relative to `cwd`; where it does not exist there, the same path in the starter workspace counts,
    `shipped` or else the one that evalkit brings along.
    Raises BadInput with the rubrics that exist where neither does.
    """
    own = Path(os.path.abspath(cwd)) / text
    if os.path.isfile(own):
        return find_workspace(own), Path(os.path.abspath(own))
    shipped = shipped or starter()
    file = shipped / text
    if not os.path.isabs(text) and ".." not in Path(text).parts and os.path.isfile(file):
        return find_workspace(file), file
    raise BadInput([Problem(Place(text), _no_such_rubric(text, own, Path(os.path.abspath(cwd)), shipped))])


def _no_such_rubric(text: str, path: Path, cwd: Path, shipped: Path) -> str:
    here = workspace_above(cwd)
    names = list(dict.fromkeys([*_rubrics(here, cwd), *_rubrics(shipped, shipped)]))
    what = "is a folder, not a rubric" if os.path.isdir(path) else "there is no such rubric"
    if not names:
        return f"{what}; write one as rubrics/<name>.yaml beside adapters/ and tasks/"
    by_stem = {Path(name).stem: name for name in names}
    best = closest(text, names) or by_stem.get(closest(Path(text).stem, by_stem) or "")
    return f"{what}; did you mean {best!r}?" if best else f"{what}; those that exist are {', '.join(names)}"


def _rubrics(root: Path | None, seen_from: Path) -> list[str]:
    """Return the rubrics of a workspace, as paths relative to `seen_from`."""
    if root is None:
        return []
    return [os.path.relpath(file, seen_from) for file in sorted((root / "rubrics").glob("*.yaml"))]


def _is_workspace(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in FOLDERS)
