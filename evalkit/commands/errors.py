"""What to say of an error that people can do something about."""

from __future__ import annotations


def complaint(error: Exception) -> str | None:
    """The message for a known kind of error; None where the error is a bug of ours."""
    from evalkit.bench import LauncherDied  # noqa: PLC0415
    from evalkit.environments import Unavailable  # noqa: PLC0415
    from evalkit.plan.loading import BadRequest  # noqa: PLC0415
    from evalkit.store import FolderBusy, NotARun, OtherFormat  # noqa: PLC0415
    from evalkit.workspace import BadInput  # noqa: PLC0415

    if isinstance(error, BadInput):
        lines = [str(problem) for problem in error.problems]
        count = f"\n{len(lines)} mistakes; nothing was run and nothing was lost" if len(lines) > 1 else ""
        return "\n".join(lines) + count
    if isinstance(error, BadRequest | FolderBusy | LauncherDied | OtherFormat):
        return f"evalkit: {error}"
    if isinstance(error, NotARun):
        return f"evalkit: this is not a run: {error}"
    if isinstance(error, Unavailable):
        return f"evalkit: {error.reason}"
    if isinstance(error, PermissionError | FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return f"evalkit: {error.filename}: {error.strerror}" if error.filename else None
    return None
