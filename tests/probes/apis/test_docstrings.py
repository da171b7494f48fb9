from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.probes.apis.docstrings import Coverage, covered, mentions, read_docstring

NUMPY = r"""Sum up.

    Parameters
    ----------
    x, y : array-like of shape (n,)
        Things: as many as there are.
        left : not a parameter
    z
        No type.
    w: int, default=3
        No space.
    \*args, **kwargs
        The rest.

    Returns
    -------
    total : float

    Other Parameters
    ----------------
    q : int

    Examples
    --------
    >>> total([1])
    1
    """
GOOGLE = """Sum up.

    Args:
        x: A thing, which
            goes on: here.
        y (int, optional): Another.
        z, w: Two.
        q -- dashed
        *args: The rest.

    Returns:
        total: not a parameter.

    Keyword Args:
        **kwargs: More.
    """
SPHINX = """Sum up.

    :param x: a thing
    :param int y: another,
        which goes on
    :param dict[str, int] z: more
    :type w: int
    :parameter w: that
    :arg *args: the rest
    :keyword kwargs: more
    :raises ValueError: no parameter
    @param q: as Epytext has it
    """


@pytest.mark.parametrize(("text", "style"), [(NUMPY, "numpy"), (GOOGLE, "google"), (SPHINX, "sphinx")])
def test_parameters_are_read_in_each_style(text: str, style: str) -> None:
    reading = read_docstring(text)
    assert reading.style == style
    assert reading.parameters == {"x", "y", "z", "w", "q", "args", "kwargs"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One line.",
        "Two.\n\nParagraphs: with a colon.\nargs: none of this is a section",
        "Usage\n-----\nJust a heading",
        "Args:\nnothing is indented below",
        "Note:\n    indented, in any style",
    ],
)
def test_what_is_in_no_style_documents_nothing(text: str) -> None:
    reading = read_docstring(text)
    assert reading.parameters == frozenset()
    assert text.startswith("Usage") or not reading.style


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("Sum.\n\n>>> total([1])\n1", True),
        ("Sum.\n\nExamples\n--------\nCall total with a list.", True),
        ("Sum.\n\nExamples\n--------\n\nNotes\n-----\nNone.", False),
        ("Sum.\n\nExample:\n    total([1])", True),
        ("Sum.\n\nExample usage:\n\n    total([1])", True),
        ("Sum.\n\n.. code-block:: python\n\n    total([1])", True),
        ("Sum.\n\n```python\ntotal([1])\n```", True),
        ("Sum.\n\n```mermaid\nA --> B\n```", False),
        ("Sum like this::\n\n    total([1])", True),
        ("Sum like this::\n\n    a | b\n    --+--", False),
        ("Sum like this::", False),
        ("Sum. For example, of a list.", False),
        ("In [1]: total([1])", True),
        ("The prompt is >>> as ever.", False),
        ("", False),
    ],
)
def test_what_is_an_example(text: str, shows: bool) -> None:
    assert read_docstring(text).example is shows


def test_coverage_is_of_all_docstrings_of_a_callable_together() -> None:
    first, second = "A.\n\nArgs:\n    x: this\n", "B.\n\n:param y: that\n"
    assert covered((first, second), ("x", "y", "z")) == Coverage(("x", "y"), (), ("z",))


def test_attributes_stand_in_only_where_no_parameters_are_listed() -> None:
    fields = "A.\n\nAttributes\n----------\nx : int\ny : int\n"
    assert covered((fields,), ("x", "y")).parsed == ("x", "y")
    assert covered((fields + "\nParameters\n----------\nx : int\n",), ("x", "y")).missing == ("y",)


def test_a_mention_counts_only_where_no_section_could_be_parsed() -> None:
    prose = "Sums `x` and *y*, never z.\n\nw - how much"
    assert covered((prose,), ("x", "y", "z", "w")) == Coverage((), ("x", "y", "w"), ("z",))
    assert covered((prose + "\n\n:param x: this",), ("x", "y")) == Coverage(("x",), (), ("y",))


LISTED = "A.\n\nArgs:\n    x: this\n    depth: that\n"


@pytest.mark.parametrize(
    ("text", "parameters", "coverage"),
    [
        (LISTED, ("x", "**kwargs"), Coverage(("x",))),
        (LISTED, ("x", "args", "kwargs"), Coverage(("x",))),
        (LISTED, ("x", "depth", "kwargs"), Coverage(("x", "depth"), (), ("kwargs",))),
        (LISTED + "    kwargs: more\n", ("x", "kwargs"), Coverage(("x", "kwargs"))),
        ("A.", ("x", "kwargs"), Coverage((), (), ("x", "kwargs"))),
    ],
)
def test_what_collects_parameters_is_none_where_the_text_lists_what_it_collects(
    text: str, parameters: tuple[str, ...], coverage: Coverage
) -> None:
    assert covered((text,), parameters) == coverage


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the ``data`` given", True),
        ("the `data` given", True),
        ("the *data* given", True),
        ("the **data** given", True),
        ("- data: what is given", True),
        ("data -- what is given", True),
        ("the data given", False),
        ("the `data_frame` given", False),
        ("the `metadata` given", False),
        ("2 *data* 3".replace("*data*", "*data"), False),
        ("data that is given", False),
    ],
)
def test_an_ordinary_word_is_no_mention(text: str, named: bool) -> None:
    assert mentions(text, "data") is named


names = st.lists(st.from_regex(r"[a-z][a-z0-9_]{1,8}", fullmatch=True), min_size=1, max_size=6, unique=True)


@given(names, st.integers(0, 12), st.sampled_from(["numpy", "google", "sphinx"]))
def test_what_was_written_is_read_back_however_it_is_indented(listed: list[str], indent: int, style: str) -> None:
    if style == "numpy":
        body = "Parameters\n----------\n" + "\n".join(f"{name} : int\n    What it is." for name in listed)
    elif style == "google":
        body = "Args:\n" + "\n".join(f"    {name}: What it is." for name in listed)
    else:
        body = "\n".join(f":param {name}: What it is." for name in listed)
    text = "Does it.\n\n" + textwrap.indent(body, " " * indent)
    reading = read_docstring(text)
    assert reading.parameters == set(listed)
    assert reading.style == style


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    reading = read_docstring(text)
    coverage = covered((text,), ("x", "y"))
    assert {*coverage.parsed, *coverage.mentioned, *coverage.missing} == {"x", "y"}
    assert reading.style in {"numpy", "google", "sphinx", ""}
