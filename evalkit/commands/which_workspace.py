"""Which workspace a command uses, said wherever that is not the current folder."""

from __future__ import annotations

import os
from pathlib import Path

from evalkit.commands.terminal import tell


def workspace_here(folder: Path) -> Path:
    """Return the workspace around a folder, or the one that evalkit contains, and say which one if it is not the folder.

    Raises:
        NoWorkspace: the folder lies in half a workspace.
    """
    from evalkit.workspace import workspace_for  # noqa: PLC0415

    return _told(workspace_for(folder), folder)


def workspace_of_ones_own(folder: Path) -> Path:
    """Do the same for a command that writes into the workspace: it must be somebody's own.

    Raises:
        NoWorkspace: the folder lies in none, or in half of one.
    """
    from evalkit.workspace import own_workspace  # noqa: PLC0415

    return _told(own_workspace(folder), folder)


def _told(root: Path, folder: Path) -> Path:
    if said := whereabouts(root, folder):
        tell(said, err=True)
    return root


def whereabouts(root: Path, folder: Path) -> str:
    """Return the line that says which workspace is used by a command in `folder`; '' where it is this folder."""
    from evalkit.workspace import is_shipped  # noqa: PLC0415

    if str(root) == os.path.abspath(folder):
        return ""
    if is_shipped(root, folder):
        return (
            f"workspace: {root}, which comes with evalkit, because there is none here; "
            "`evalkit init FOLDER` makes one of your own"
        )
    return f"workspace: {root}"
