"""The names of a language that a text in it uses: clauses and functions of SQL, tags and filters of a template.

Columns, tables and values are data, and no names to recall. Of a language without a grammar here, what is called
counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from evalkit.source.other_languages import without_comments
from evalkit.source.reading import LineNumbers

Found = tuple[str, int]
"""A name as people would write it, and the line of the text that it stands on, from 0."""

_CLAUSES = frozenset({
    "SELECT", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "PARTITION BY", "CLUSTER BY", "DISTRIBUTE BY", "SORT BY",
    "LIMIT", "OFFSET", "FETCH", "DISTINCT", "QUALIFY", "WINDOW", "OVER", "FILTER", "CASE", "WITH", "RECURSIVE", "UNION",
    "UNION ALL", "INTERSECT", "EXCEPT", "BETWEEN", "LIKE", "ILIKE", "SIMILAR TO", "RLIKE", "GLOB", "IN", "EXISTS", "IS",
    "ANY", "ALL", "SOME", "INTERVAL", "PIVOT", "UNPIVOT", "LATERAL", "UNNEST", "TABLESAMPLE", "USING SAMPLE", "ROWS",
    "RANGE", "GROUPS", "UNBOUNDED", "PRECEDING", "FOLLOWING", "CURRENT ROW", "NULLS", "INSERT", "REPLACE", "VALUES",
    "UPDATE", "SET", "DELETE", "MERGE", "USING", "MATCHED", "RETURNING", "CREATE", "ALTER", "DROP", "TRUNCATE", "TABLE",
    "VIEW", "INDEX", "SCHEMA", "DATABASE", "TRIGGER", "FUNCTION", "EXTENSION", "TEMPORARY", "TEMP", "PRIMARY KEY",
    "FOREIGN KEY", "REFERENCES", "UNIQUE", "CONSTRAINT", "DEFAULT", "COPY", "VACUUM", "ANALYZE", "EXPLAIN", "PRAGMA",
    "ATTACH", "DETACH", "GRANT", "REVOKE", "CALL", "SHOW", "DESCRIBE", "SUMMARIZE", "BEGIN", "COMMIT", "ROLLBACK",
    "JOIN", "ASOF", "ESCAPE", "COLLATE", "AT TIME ZONE", "WITHIN GROUP", "EXCLUDE", "POSITIONAL", "TOP",
    "CASCADE", "NO ACTION", "RESTART IDENTITY", "ON CONFLICT", "ON DUPLICATE KEY", "DO NOTHING", "IGNORE", "AUTOINCREMENT", "AUTO_INCREMENT",
    "INSTALL", "LOAD", "USE", "OPTIMIZE", "REFRESH", "CHECKPOINT",
})  # fmt: skip
"""What a statement is made of, and has to be recalled. What every one of these drags along is none of its own: FROM,
AS, ON, BY, THEN, ELSE, END, AND, OR, NOT, NULL, ASC, DESC, INTO."""
_SIDES = frozenset({"LEFT", "RIGHT", "FULL", "CROSS", "INNER", "NATURAL", "SEMI", "ANTI", "ASOF", "OUTER"})
_NAME_FOLLOWS = frozenset({"INTO", "TABLE", "VIEW", "INDEX", "WITH", "AS", "RECURSIVE", "EXISTS", "REFERENCES", "JOIN", "UPDATE", "ON", "KEY"})  # fmt: skip
_KEYWORDS = (
    frozenset({word for clause in _CLAUSES for word in clause.split()})
    | _SIDES
    | frozenset(
        {"FROM", "INTO", "AS", "ON", "BY", "THEN", "ELSE", "WHEN", "END", "AND", "OR", "NOT", "NULL", "ASC", "DESC"}
    )
)
_ONLY_BEGIN = frozenset({"INSTALL", "LOAD", "USE", "OPTIMIZE", "REFRESH", "CHECKPOINT"})
"""What a statement begins with; anywhere else it is a name."""
_FRAMES = frozenset({"ROWS", "RANGE", "GROUPS"})
_FRAME_BEGINS = frozenset({"BETWEEN", "UNBOUNDED", "CURRENT"})
_ALSO_NAMES = frozenset({"INDEX", "FILTER", "WINDOW", "DATABASE", "SCHEMA", "VIEW", "FUNCTION", "DEFAULT", "SHOW", "CALL", "COPY", "TOP", "ANY", "SOME", "INTERVAL", "MATCHED", "TEMP", "PRAGMA", "POSITIONAL", "SET", "REPLACE", "TABLE", "ANALYZE", "EXPLAIN", "UNIQUE"})  # fmt: skip
_BEFORE_NAMES = frozenset({"FROM", "INTO", "JOIN", "UPDATE", "SELECT", ",", "BY", "WHERE", "AND", "OR", "AS", "("})
_NO_FUNCTIONS = frozenset(
    {"AND", "OR", "NOT", "ON", "AS", "BY", "FROM", "THEN", "ELSE", "WHEN", "END", "INTO", "KEY", "PARTITION_BY"}
)
_CALLED = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_SQL_WORD = re.compile(r"\{[^{}\n]*\}|'(?:''|[^'])*'|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|[A-Za-z_]\w*|\S", re.DOTALL)


def embedded_names(language: str, text: str) -> tuple[Found, ...]:
    """The names that a text in a language uses, in their order; none of a language without names that are known."""
    read = _READERS.get(language, _functions)
    return tuple(dict.fromkeys(read(without_comments(text, language))))


def _sql(text: str) -> Iterator[Found]:
    words = list(_words(text))
    at = 0
    while at < len(words):
        word, line, quoted = words[at]
        upper = word.upper()
        after = words[at + 1][0] if at + 1 < len(words) else ""
        before = words[at - 1][0].upper() if at else ""
        pair = f"{upper} {after.upper()}"
        triple = f"{pair} {words[at + 2][0].upper()}" if at + 2 < len(words) else ""
        if quoted or before == ".":
            at += 1
        elif triple in _CLAUSES or pair in _CLAUSES:
            yield (triple if triple in _CLAUSES else pair), line
            at += 3 if triple in _CLAUSES else 2
        elif upper in _SIDES and (sides := _sides(words, at)):
            yield f"{upper} JOIN", line
            at += sides
        elif after == "(" and upper not in _CLAUSES | _NO_FUNCTIONS and word.isidentifier():
            if before not in _NAME_FOLLOWS | {")"} and not _is_type(words, at):  # what follows on `)` is an alias
                yield word.lower(), line
            at += 1
        else:
            if upper in _CLAUSES and after != "." and not _names_data(upper, before, after):
                yield upper, line
            at += 1


def _is_type(words: list[tuple[str, int, bool]], at: int) -> bool:
    """Whether a word that numbers follow in parentheses is the type of a column, which stands before it: `name VARCHAR(20)`."""
    before, _, quoted = words[at - 1] if at else ("", 0, False)
    is_name = quoted or (before.isidentifier() and before.upper() not in _KEYWORDS)
    inside = []
    for word, _, _ in words[at + 2 : at + 6]:
        if word == ")":
            break
        inside.append(word)
    return is_name and bool(inside) and all(word.isdigit() or word == "," for word in inside)


def _names_data(word: str, before: str, after: str) -> bool:
    """Whether a word that SQL has is the name of a table or a column here."""
    if word in _ONLY_BEGIN:
        return before not in {"", ";"}
    if word in _FRAMES:
        return after.upper() not in _FRAME_BEGINS and not after.isdigit()
    if word == "IGNORE":
        return before not in {"OR", "INSERT"}
    if (before, word) in {("OR", "REPLACE"), ("UPDATE", "SET")} or (
        word == "UNIQUE" and after.upper() in {"(", "KEY", "INDEX"}
    ):
        return False
    return word in _ALSO_NAMES and (before in _BEFORE_NAMES or after in {",", ")", "=", "<", ">", ";", ""})


def _sides(words: list[tuple[str, int, bool]], at: int) -> int:
    """How many words a join takes that begins here: LEFT OUTER JOIN takes three; 0 where none does."""
    for taken, (word, _, _) in enumerate(words[at : at + 4], 1):
        if word.upper() == "JOIN":
            return taken
        if word.upper() not in _SIDES:
            return 0
    return 0


def _words(text: str) -> Iterator[tuple[str, int, bool]]:
    lines = LineNumbers(text)
    for found in _SQL_WORD.finditer(text):
        yield found[0], lines.of(found.start()), found[0][0] in "'\"`[{"


def _template(text: str) -> Iterator[Found]:
    import jinja2  # noqa: PLC0415

    try:
        tokens = [token for token in jinja2.Environment(autoescape=True).lex(text) if token[1] != "whitespace"]
    except jinja2.TemplateError:
        return
    for number, (line, kind, value) in enumerate(tokens):
        before = tokens[number - 1][1:] if number else ("", "")
        after = tokens[number + 1][2] if number + 1 < len(tokens) else ""
        if kind != "name":
            continue
        if before[0] == "block_begin":
            if not value.startswith("end"):
                yield f"{{% {value} %}}", line - 1
        elif before in {("operator", "|"), ("name", "is")} or (after == "(" and before[1] != "."):
            yield value, line - 1


def _functions(text: str) -> Iterator[Found]:
    """What is called: all that is known of a language without a grammar here."""
    lines = LineNumbers(text)
    for found in _CALLED.finditer(text):
        yield found[1].rpartition(".")[2], lines.of(found.start())


NAMED = frozenset({"SQL", "Jinja"})
"""Languages of files that have names."""
_READERS: Mapping[str, Callable[[str], Iterator[Found]]] = {
    "SQL": _sql,
    "SQL expressions": _sql,
    "Jinja": _template,
    "Django template": _template,
}
"""What reads each language, by the name that the kinds of the dsl probe give it."""
