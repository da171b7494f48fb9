"""code: how much has to be written.

Motivation. What a workflow costs to write, to read and to review grows with how much of it there is.

How. The standard library's tokenizer and parser read every file of an implementation. Comments, blank lines and
docstrings count nowhere. What stands below '# evalkit: hand over' serves the checker, not the task, and is counted by
itself. Other text files of an implementation add their lines that are neither blank nor comments.

Units. `code.lines` in logical lines, `code.tokens` and `code.handover_tokens` in Python tokens, `code.files` in files.

Validity. Size is a proxy for effort, from one author's implementation each: a rubric's entry gives it a spread, and a
difference of a few tokens means nothing. Line counts agree with radon, lizard and cloc where these leave docstrings out.

How it can be gamed. By golfing: several statements in a line (tokens see that), short names (concepts will). By moving
work below the hand-over line, which `evalkit check` limits to 30 % of a file and forbids to import or compute.

What to do about a bad value. Open the code beside the baseline's, and look for what the tool makes you say twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evalkit.model import Evidence, Implementation, Status
from evalkit.model.source import NotPython, Source, read_source
from evalkit.probes.finding import Finding, Probe

PROBE = Probe("code", 1)

_COMMENT_STARTS = ("#", "//", "--")


def observe(implementation: Implementation, root: Path) -> tuple[Finding, ...]:
    """Count one implementation; `root` is the workspace, which evidence is relative to."""
    if implementation.main is None:
        return tuple(
            Finding(
                m,
                status=Status.UNSUPPORTED,
                reason="the tool cannot do this level",
                evidence=_places(implementation, root),
            )
            for m in PROBE.metrics
        )
    python: list[tuple[Path, Source]] = []
    other_lines: list[tuple[Path, int]] = []
    for file in implementation.files:
        text = file.read_text(encoding="utf-8", errors="replace")
        if file.suffix == ".py":
            try:
                python.append((file, read_source(text)))
            except NotPython as error:
                name = file.relative_to(root).as_posix()
                return PROBE.broke(f"{name}:{error.line}:{error.column}: {error}")
        else:
            other_lines.append((file, _lines_of_text(text)))
    tokens = sum(source.tokens for _, source in python)
    lines = sum(len(source.lines) for _, source in python) + sum(count for _, count in other_lines)
    handover = sum(source.handover_tokens for _, source in python)
    evidence = _places(implementation, root)
    return (
        Finding("code.lines", lines, evidence=_each(python, root, "lines") + _others(other_lines, root)),
        Finding("code.tokens", tokens, evidence=_each(python, root, "tokens")),
        Finding("code.files", len(implementation.files), evidence=evidence),
        Finding("code.handover_tokens", handover, evidence=_handovers(python, root)),
    )


def _lines_of_text(text: str) -> int:
    stripped = (line.strip() for line in text.splitlines())
    return sum(bool(line) and not line.startswith(_COMMENT_STARTS) for line in stripped)


def _places(implementation: Implementation, root: Path) -> tuple[Evidence, ...]:
    files = implementation.files or ((implementation.unsupported,) if implementation.unsupported else ())
    return tuple(Evidence(file.relative_to(root).as_posix()) for file in files)


def _each(python: Sequence[tuple[Path, Source]], root: Path, what: str) -> tuple[Evidence, ...]:
    found = []
    for file, source in python:
        if source.lines:
            count = len(source.lines) if what == "lines" else source.tokens
            span = (source.lines[0], source.lines[-1])
            found.append(Evidence(file.relative_to(root).as_posix(), span, f"{count} {what}"))
    return tuple(found)


def _others(counts: Sequence[tuple[Path, int]], root: Path) -> tuple[Evidence, ...]:
    return tuple(Evidence(file.relative_to(root).as_posix(), None, f"{count} lines") for file, count in counts)


def _handovers(python: Sequence[tuple[Path, Source]], root: Path) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            file.relative_to(root).as_posix(), (s.handover_line, s.handover_line), f"{s.handover_tokens} tokens below"
        )
        for file, s in python
        if s.handover_line is not None
    )
