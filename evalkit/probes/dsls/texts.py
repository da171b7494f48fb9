"""What language a text in a Python source is written in: SQL, a row expression, a formula, a path, a template."""

from __future__ import annotations

import ast
import logging
import re
from functools import lru_cache

from evalkit.source.texts import HOLE_WORD

_KEPT = 32_768
"""Texts of which it is kept what they are: a large file has thousands, and each is met in every pass."""

_STARTS = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*\(?\s*(select\s|insert\s+(?:or\s+\w+\s+)?into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+(?:recursive\s+)?"
    r"[\w\"`]+\s*(?:\([^)]*\)\s*)?as\s*\(|merge\s+into\s|replace\s+into\s|truncate\s+table\s|values\s*\(|explain\s+select\s|pragma\s+\w+\s*(?:[(=;]|$)|copy\s+\w+\s+(?:from|to)\s|"
    r"(?:create|drop|alter)\s+(?:or\s+replace\s+)?(?:temp\w*\s+)?(?:external\s+)?(?:unique\s+)?(?:materialized\s+)?(?:table|view|index|schema|database|type|model|function)\s)",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*\(?\s*(?:select|insert|update|delete|with|merge|replace|values|create|drop|alter|copy)\b",
    re.IGNORECASE,
)
_NAME = r"[\w.\"`$@]+"
_COMMANDS = re.compile(
    rf"""\s*(?:--[^\n]*\n\s*)*(?:
        VACUUM(?:\s+(?:FULL|FREEZE|VERBOSE|ANALYZE))*(?:\s*\([^)]*\))?(?:\s+{_NAME})?
      | (?:ANALYZE|OPTIMIZE|REINDEX|REFRESH|MSCK\s+REPAIR)(?:\s+(?:TABLE|INDEX|DATABASE|MATERIALIZED\s+VIEW(?:\s+CONCURRENTLY)?))?\s+{_NAME}(?:\s.*)?
      | TRUNCATE\s+(?:TABLE\s+)?(?:ONLY\s+)?{_NAME}(?:\s*,\s*{_NAME})*(?:\s+(?:RESTART\s+IDENTITY|CONTINUE\s+IDENTITY|CASCADE|RESTRICT))*
      | (?:GRANT|REVOKE)\s+(?:SELECT|INSERT|UPDATE|DELETE|ALL|USAGE|EXECUTE|CREATE|CONNECT|REFERENCES|ROLE|{_NAME})(?:(?:\s*,\s*|\s+){_NAME})*?(?:\s+ON\s+.+?)?\s+(?:TO|FROM)\s+{_NAME}.*
      | SET\s+(?:(?:SESSION|LOCAL|GLOBAL)\s+)?{_NAME}\s*(?:=|\bTO\b)\s*\S.*
      | (?:CALL|EXEC|EXECUTE)\s+{_NAME}\s*\(.*\)
      | SHOW\s+(?:ALL\s+)?(?:TABLES|DATABASES|SCHEMAS|COLUMNS|INDEX(?:ES)?|VARIABLES|STATUS|PROCESSLIST|GRANTS|CREATE\s+TABLE|PARTITIONS|VIEWS|FUNCTIONS|[a-z]+_[a-z_]+)\b.*
      | (?:ATTACH|DETACH)\s+(?:DATABASE\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:'[^']*'|{_NAME})(?:\s+AS\s+{_NAME})?(?:\s*\(.*\))?
      | COPY\s+INTO\s+(?:'[^']*'|@?{_NAME}).*
      | (?:PUT\s+'?file:\S+\s+'?@|GET\s+'?@\S+\s+'?file:|(?:LIST|LS|REMOVE|RM)\s+'?@)\S.*
      | (?:EXPORT\s+DATA|LOAD\s+DATA|EXPORT\s+DATABASE|IMPORT\s+DATABASE|CACHE\s+(?:LAZY\s+)?TABLE|UNCACHE\s+TABLE|CONVERT\s+TO\s+DELTA|RENAME\s+TABLE|CLUSTER|UNDROP\s+TABLE|RESTORE\s+TABLE|KILL|FLUSH\s+\w+)\s+\S.*
      | (?:PIVOT|UNPIVOT)\s+{_NAME}\s+ON\s+.+
      | COPY\s+(?:\(.+\)|{_NAME}(?:\s*\([^)]*\))?)\s+(?:FROM|TO)\s+(?:'[^']*'|{_NAME}).*
      | CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\s+{_NAME}\s+(?:BEFORE|AFTER|INSTEAD)\b.*
      | (?:CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?(?:DATABASE|EXTENSION|ROLE|USER|SEQUENCE|POLICY|SERVER|MACRO|SECRET|DOMAIN|PROCEDURE|STAGE|WAREHOUSE|FILE\s+FORMAT|STREAM|TASK|PIPE|KEYSPACE|CATALOG|VOLUME|PUBLICATION|AGGREGATE|COLLATION|RULE|SNAPSHOT\s+TABLE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?{_NAME}.*
      | (?:DESCRIBE|DESC|SUMMARIZE)\s+(?:(?:TABLE|HISTORY|DETAIL|EXTENDED|FORMATTED|SELECT)\s+)?{_NAME}
      | (?:INSTALL|LOAD)\s+{_NAME}
      | ALTER\s+(?:ROLE|USER|SYSTEM|SESSION|WAREHOUSE|SEQUENCE|DEFAULT\s+PRIVILEGES)\b.+
      | (?:SAVEPOINT|RELEASE(?:\s+SAVEPOINT)?|ROLLBACK\s+TO(?:\s+SAVEPOINT)?)\s+{_NAME}
      | LOCK\s+TABLES?\s+{_NAME}.*
      | USE\s+(?:(?:WAREHOUSE|DATABASE|SCHEMA|ROLE|CATALOG)\s+)?{_NAME}
      | (?:EXPLAIN|PREPARE|DECLARE|LISTEN|NOTIFY|COMMENT\s+ON)\s+{_NAME}.*
    )\s*""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""Statements of SQL that are no query and change no row, as far as their grammar can be told from English."""
_ALONE = re.compile(
    r"\s*(?:BEGIN(?:\s+TRANSACTION)?|START\s+TRANSACTION|COMMIT|ROLLBACK|VACUUM|ANALYZE|CHECKPOINT)\s*", re.IGNORECASE
)
_CYPHER = re.compile(
    r"\s*(?:CALL\s+[\w.]+\s*\([^)]*\)\s+YIELD\b|LOAD\s+CSV\s+(?:WITH\s+HEADERS\s+)?FROM\b|(?:OPTIONAL\s+)?(?:MATCH|MERGE|CREATE|UNWIND)\b[^;]*?(?:\(\s*\w*\s*(?::\s*`?\w+`?)?\s*(?:\{[^}]*\})?\s*\)|\$?\w+\s+AS\s+\w+))",
    re.DOTALL,
)
_HOLES = re.compile(r"\{\{.*?\}\}|%\(\w+\)s|%[sd]|(?<![\w{])\{[\w.!:]*\}|\$\{?\w+\}?|(?<![:\w]):[a-z_]\w*|\?")
_TEMPLATE_BLOCKS = re.compile(r"\{%.*?%\}", re.DOTALL)
_ENGLISH = frozenset(
    ["an", "the", "these", "those", "your", "our", "their", "its", "which", "please", "every", "you", "we", "should"]
)
_ORDINARY = frozenset({"USE", "LOAD", "INSTALL", "DESCRIBE", "DESC", "EXPLAIN", "PREPARE", "DECLARE", "LISTEN", "NOTIFY", "ANALYZE", "OPTIMIZE", "REFRESH", "EXEC", "EXECUTE"})  # fmt: skip
"""Words that begin a statement of SQL as well as a sentence."""
_DIALECTS = ("", "bigquery", "spark", "duckdb", "postgres", "mysql", "sqlite", "tsql")
_FORMULA = re.compile(r"\s*[A-Za-z_][\w.()\[\]' ]*~\s*[-+]?\s*[A-Za-z01_(.][\w.()\[\]'\", =+*:/|^-]*$")
_GOES_ON = re.compile(r"\b(?:WHERE|AND|OR|BY|HAVING|LIMIT|SET|FROM|JOIN)\s*\Z")
"""How a statement ends that goes on in another text."""
_ALL_PUT_IN = re.compile(
    rf"(?:update|delete\s+from|select\s+\S+\s+from)\s+{_NAME}(?:\s*\.\s*{_NAME})*(?:\s+{HOLE_WORD})+", re.IGNORECASE
)
"""A statement of whose clauses nothing is written down: all are put in at run time."""
_IN_LIST = re.compile(rf"(\binto\s+\S+|\bvalues|\bin)\s+{HOLE_WORD}(\s+values\b|(?=\W|\Z))", re.IGNORECASE)
"""Where what is put into a statement at run time has its parentheses with it: a list of columns, or of values."""
_LISTED_HOLES = re.compile(rf"\bvalues\s*\([\w,\s]*\)?|{HOLE_WORD}(?:\s*,\s*{HOLE_WORD})+", re.IGNORECASE)
"""What a sentence may have as well as a statement: several values in a row, and a unit."""
_DDL = re.compile(
    r"\s*\w+(?:\s*:\s*|\s+)[a-z]\w*(?:\([\d, ]*\)|<.*>)?(?:\s*,\s*\w+(?:\s*:\s*|\s+)[a-z]\w*(?:\([\d, ]*\)|<.*>)?)*\s*",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\s*(?:NOT\s+)?[\w.`()]+\s*(?:=|==|<>|!=|<=|>=|<|>|IS\s|LIKE\s|RLIKE\s|IN\s*\(|BETWEEN\s|NOT\s)\s*\S",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9]+")
_REPLACES = re.compile(r"\A\s*replace\s+into\b", re.IGNORECASE)
_XPATH = re.compile(r"\.?//?[\w*@.:\[]|\./|\w+\[@|[\w:*]+\[[\w@'=\" ]+\]")
_SELECTOR = re.compile(r"(?!.*\.(?:css|s[ac]ss|less)\Z)[\w.#\[*:][\w\s.#\[\]='\"*^$~|:>+,()/\\?&!%-]*")
_ABSOLUTE = re.compile(r"/(?!/)")
_TEMPLATE_BLOCK = re.compile(r"\{%-?\s*(?:for|if|set|macro|include|extends|block|raw|call|filter|with)\b[^%]*%\}")
_TEMPLATE = re.compile(r"\{\{.+?\}\}|\{%.+?%\}", re.DOTALL)


@lru_cache(maxsize=_KEPT)
def is_sql(text: str, *, meant_as_sql: bool = False) -> bool:
    """Whether a text is a statement of SQL and no English sentence; `meant_as_sql` where its surroundings say so."""
    filled = _HOLES.sub(f" {HOLE_WORD} ", _TEMPLATE_BLOCKS.sub(" ", text)).strip().rstrip(";")
    filled = re.sub(rf"'\s+{HOLE_WORD}\s+'", f"'{HOLE_WORD}'", filled)
    first, *others = filled.split(";")
    if _is_command(first if any(one.strip() for one in others) else filled, meant_as_sql=meant_as_sql):
        return True
    if meant_as_sql and _ALL_PUT_IN.fullmatch(filled):
        return True
    if not _STARTS.match(filled):
        return False
    if _GOES_ON.search(filled):
        filled = f"{filled} {HOLE_WORD}"
    if not meant_as_sql and reads_as_english(filled):
        return False
    listed = _IN_LIST.sub(rf"\1 ({HOLE_WORD})\2", filled)
    ways = dict.fromkeys((filled, listed, *(_completed(filled) if meant_as_sql else ())))
    return any(_is_statement(_alike(one)) for one in ways)


def begins_statement(text: str) -> bool:
    """Whether a text begins with a word that begins a query, or a statement that changes rows or tables."""
    return _BEGINS.match(text) is not None


def _completed(text: str) -> tuple[str, ...]:
    """A statement whose end another text brings, with an end to it; none of one that nothing is missing of."""
    missing = text.count("(") - text.count(")")
    if text.rstrip()[-1:] == ",":
        return (f"{text} {HOLE_WORD}{')' * max(missing, 0)}",)
    if missing <= 0:
        return ()
    closed = ")" * missing
    return tuple(f"{text} {end}{closed}" for end in (HOLE_WORD, f"{HOLE_WORD} int", f"{HOLE_WORD}) VALUES (1"))


def _is_command(text: str, *, meant_as_sql: bool) -> bool:
    """Whether a text is a statement that is no query: people write those in capitals, or where SQL is expected."""
    first = text.split(None, 1)[0] if text.strip() else ""
    if first.upper() in _ORDINARY and not (meant_as_sql or (first.isupper() and _says_more_than_words(text))):
        return False
    if meant_as_sql and _ALONE.fullmatch(text):
        return True
    if not (meant_as_sql or (first.isupper() and text.split()[1:2] != [HOLE_WORD])):
        return False
    return _COMMANDS.fullmatch(text) is not None and (meant_as_sql or not reads_as_english(text))


def is_cypher(text: str) -> bool:
    """Whether a text is a query of Cypher, which matches or makes nodes."""
    return (
        _CYPHER.match(text) is not None and re.search(r"\b(?:RETURN|SET|DELETE|CREATE|MERGE|YIELD)\b", text) is not None
    )


def _alike(text: str) -> str:
    """A text with one number for all that stand in it: whether it is a statement does not depend on them.

    Programs write thousands of statements that differ in nothing else, and parsing each takes its time. REPLACE INTO
    has the grammar of INSERT INTO, which the parser knows.
    """
    return _DIGITS.sub("1", _REPLACES.sub("insert into", text))


@lru_cache(maxsize=_KEPT)
def _is_statement(text: str) -> bool:
    """Whether one of the dialects parses a text, and makes more of it than a bare command."""
    # Only a text that begins like SQL needs the parser, which takes 70 ms to import.
    import sqlglot  # noqa: PLC0415
    from sqlglot import exp  # noqa: PLC0415
    from sqlglot.errors import SqlglotError  # noqa: PLC0415

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    for dialect in _DIALECTS:
        try:
            statements = sqlglot.parse(text, read=dialect or None)
        except (SqlglotError, RecursionError):
            continue
        first = next((one for one in statements if one is not None), None)
        if first is None or isinstance(first, exp.Command):
            continue
        if isinstance(first, exp.Select) and not (first.args.get("from_") or first.args.get("from")):
            return _says_more_than_words(_LISTED_HOLES.sub(HOLE_WORD, text))
        return isinstance(first, exp.Expression)
    return False


def reads_as_english(text: str) -> bool:
    """Whether a text that begins as a statement does is a sentence: only words, or with words that only sentences have."""
    if text.rstrip()[-1:] in ".:!,":
        return True
    words = [word.lower() for word in re.findall(r"[^\W\d]\w*", re.sub(r"'[^']*'|\"[^\"]*\"", "", text))]
    if _ENGLISH & set(words):
        return True
    if re.search(r"\b(select|from|update|into|table)\s+(a|an)\s+(?!from\b|where\b|join\b)\w", text, re.IGNORECASE):
        return True
    if text.lstrip()[:2].istitle():  # "Select x, y from z" is a sentence; what stands for what is put in says nothing
        text = _LISTED_HOLES.sub(HOLE_WORD, text)
    return not (
        _says_more_than_words(text)
        or re.search(
            r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE|MERGE)\b|\bif\s+(not\s+)?exists\b", text
        )
    )


def _says_more_than_words(text: str) -> bool:
    return re.search(r"[*=<>()`\"']|\w,\s|_\w|\d", text) is not None


@lru_cache(maxsize=_KEPT)
def is_row_expression(text: str, *, computes: bool = False) -> bool:
    """Whether a text compares columns as `DataFrame.query` wants it (`computes`: or computes as `.eval` does)."""
    plain = re.sub(r"`[^`]*`", "column", re.sub(r"@(?=[A-Za-z_])", "", text)).strip()
    try:
        body = ast.parse(plain.replace("\n", " ")).body
    except (SyntaxError, ValueError):
        return False
    if len(body) != 1:
        return False
    if isinstance(body[0], ast.Assign):
        return computes
    if not isinstance(body[0], ast.Expr):
        return False
    value = body[0].value
    if isinstance(value, ast.BoolOp | ast.Compare | ast.UnaryOp):
        return True
    if isinstance(value, ast.BinOp):
        return computes or isinstance(value.op, ast.BitAnd | ast.BitOr)
    return isinstance(value, ast.Call) and computes


def is_formula(text: str) -> bool:
    """Whether a text is a model formula such as 'y ~ x + C(group)'."""
    return text.count("~") == 1 and "://" not in text and _FORMULA.match(text) is not None


def is_path(text: str) -> bool:
    """Whether a text is an XPath and no plain name of a tag."""
    return _XPATH.match(text) is not None


def is_path_below(text: str) -> bool:
    """Whether a text is an XPath that begins at a node, as all do but those of a whole document: 'a/b', './/c'."""
    return is_path(text) and _ABSOLUTE.match(text) is None


def is_condition(text: str) -> bool:
    """Whether a text compares columns as SQL does: 'age > 3 AND name IS NOT NULL'."""
    return _CONDITION.match(text) is not None


def is_schema(text: str) -> bool:
    """Whether a text declares columns and their types, as Spark wants it: 'name STRING, age INT'."""
    return _DDL.fullmatch(text) is not None


def is_selector(text: str) -> bool:
    """Whether a text may be a selector of CSS, and is no style and no name of a file of styles."""
    return _SELECTOR.fullmatch(text.strip()) is not None


def is_template(text: str) -> bool:
    """Whether a text holds marks of Jinja."""
    return _TEMPLATE.search(text) is not None


def is_template_with_blocks(text: str) -> bool:
    """Whether a text holds blocks of a template, which no other notation has."""
    return _TEMPLATE_BLOCK.search(text) is not None
