from __future__ import annotations

import io
import tokenize
from pathlib import Path

from evalkit.probes.dsls import find_sites
from evalkit.probes.dsls.accuracy import read_labels

CORPUS = Path(__file__).parent / "dsl_corpus"


def renamed(text: str) -> str:
    """The same source with every import bound to another name: edits of tokens, lines kept."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    bound: dict[str, str] = {}
    edits: list[tuple[int, int, int, str]] = []
    number = 0
    while number < len(tokens):
        begins = number == 0 or tokens[number - 1].type in (
            tokenize.NEWLINE,
            tokenize.NL,
            tokenize.INDENT,
            tokenize.DEDENT,
        )
        if begins and tokens[number].string in ("import", "from"):
            end = next(n for n in range(number, len(tokens)) if tokens[n].type == tokenize.NEWLINE)
            if tokens[number + 1].string != "__future__":
                _rename_import(tokens[number:end], bound, edits)
            number = end
        number += 1
    imports = {row for row, _, _, _ in edits}
    for place, token in enumerate(tokens):
        before, after = tokens[place - 1].string, tokens[min(place + 1, len(tokens) - 1)].string
        if token.type == tokenize.NAME and token.string in bound and before != "." and token.start[0] not in imports:
            if after == "=" and before in ("(", ","):
                continue  # the name of a keyword argument
            edits.append((token.start[0], token.start[1], token.end[1], bound[token.string]))
    lines = text.splitlines(keepends=True)
    for row, start, end, new in sorted(set(edits), reverse=True):
        lines[row - 1] = lines[row - 1][:start] + new + lines[row - 1][end:]
    return "".join(lines)


def _rename_import(
    tokens: list[tokenize.TokenInfo], bound: dict[str, str], edits: list[tuple[int, int, int, str]]
) -> None:
    words = [t for t in tokens if t.string not in ("(", ")")]
    start = next((n for n, t in enumerate(words) if t.string == "import"), 0) + 1
    parts: list[list[tokenize.TokenInfo]] = [[]]
    for token in words[start:]:
        if token.string == ",":
            parts.append([])
        elif token.type == tokenize.NAME or token.string == ".":
            parts[-1].append(token)
    for part in (p for p in parts if p):
        names = [t.string for t in part]
        new = f"zz_{names[-1]}"
        if "as" in names:
            bound[names[-1]] = new
            edits.append((part[-1].start[0], part[-1].start[1], part[-1].end[1], new))
        elif "." not in names:
            bound[names[0]] = new
            edits.append((part[-1].start[0], part[-1].end[1], part[-1].end[1], f" as {new}"))


def test_renaming_every_import_changes_nothing() -> None:
    changed = 0
    for file, _, _ in read_labels(CORPUS):
        if file.suffix == ".py":
            before = file.read_text()
            after = renamed(before)
            changed += after != before
            assert places(before) == places(after), file.name
    assert changed >= 15


def places(text: str) -> list[tuple[str, int]]:
    return sorted((site.kind, site.first) for site in find_sites(text))


def test_the_renaming_itself_renames() -> None:
    assert renamed("import a as b, c\nfrom d import e\nb.c(c.x, e=e)\n") == (
        "import a as zz_b, c as zz_c\nfrom d import e as zz_e\nzz_b.c(zz_c.x, e=zz_e)\n"
    )
