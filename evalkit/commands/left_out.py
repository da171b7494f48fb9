"""What a terminal says of the stacks that a run leaves out of its ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.commands.terminal import tell

if TYPE_CHECKING:
    from evalkit.model import Rubric


def tell_left_out(rubric: Rubric, members: Mapping[str, Sequence[str]]) -> None:
    """Say which stacks of a rubric are left out, and why; `members` names the competing tools of each task."""
    from evalkit.report import left_out  # noqa: PLC0415
    from evalkit.scoring import stacks_left_out  # noqa: PLC0415

    for sentence in left_out(stacks_left_out(rubric, members)):
        tell(sentence, err=True)


def tell_left_out_of(run: Path) -> None:
    """The same of a run that stands in a folder."""
    from evalkit.store.manifest import Manifest  # noqa: PLC0415
    from evalkit.store.run_folder import RunFolder  # noqa: PLC0415

    manifest = Manifest.from_json(RunFolder(run).read_manifest())
    tell_left_out(manifest.rubric, manifest.members)
