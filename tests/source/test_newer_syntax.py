"""What another Python reads is given as the trees and tokens of this one."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tokenize
from itertools import count

import pytest

from evalkit.source.newer_syntax import SCRIPT, take_over
from evalkit.source.reading import NotPython, code_tokens, parsed, read_source
from evalkit.source.walking import walked
from tests.source.deep_code import DEEP

TEXTS = (
    "import a.b as c\n\n@c.d(1, *e, **f)\nasync def g(x: int = 0x10, /, *, y=1.5, z=2j, **k) -> 'é':\n    '''Doc.'''\n    return b'\\xff', ..., True, f'{x!r:>{y}}'\n",
    "class A(B):\n    x: int = 1\n    def f(self): return [i for i in self if i][1:2]\n# evalkit: hand over\nprint('ü' 'ö')\n",
    "match p:\n    case {'a': [1, *r], **s} if r: pass\ntry:\n    pass\nexcept* E as e:\n    raise\n",
    "",
)
_numbers = count()


def said_of(*texts: str) -> list[dict[str, object]]:
    """What the script says of some texts, run by this Python."""
    request = json.dumps({"texts": texts})
    run = subprocess.run([sys.executable, SCRIPT], input=request, capture_output=True, check=True, encoding="utf-8")
    answers: list[dict[str, object]] = json.loads(run.stdout)
    return answers


def never_read(text: str) -> str:
    """A text of the same meaning that nobody has read before, so that no earlier reading of it is given again."""
    return f"{text}\n# {next(_numbers)}\n"


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, object]]:
    texts = [*TEXTS, *DEEP.values()]
    return dict(zip(texts, said_of(*texts), strict=True))


@pytest.mark.parametrize("text", TEXTS)
def test_trees_and_tokens_are_those_of_this_python(text: str, answers: dict[str, dict[str, object]]) -> None:
    plain = parsed(text)
    tokens = [(tokenize.tok_name[t.type], t.string, t.start, t.end) for t in code_tokens(text)]
    taken = never_read(text)
    take_over(taken, answers[text])

    assert ast.dump(parsed(taken), include_attributes=True) == ast.dump(plain, include_attributes=True)
    assert [(tokenize.tok_name[t.type], t.string, t.start, t.end) for t in code_tokens(taken)] == tokens
    assert read_source(taken).tokens == read_source(text).tokens


def test_a_tree_that_is_given_twice_shares_no_node() -> None:
    text = never_read("x = 1")
    take_over(text, said_of("x = 1")[0])

    one, other = parsed(text), parsed(text)
    assert not {id(node) for node in walked(one)} & {id(node) for node in walked(other)}


@pytest.mark.parametrize("name", DEEP)
def test_deep_code_is_taken_over_or_refused_with_a_reason(name: str, answers: dict[str, dict[str, object]]) -> None:
    said, text = answers[DEEP[name]], never_read(DEEP[name])
    if "message" in said:
        assert said["message"]
        return
    take_over(text, said)
    assert read_source(text).tokens


def test_what_the_other_python_refuses_too_stays_refused() -> None:
    [said] = said_of("x = (\n")

    with pytest.raises(NotPython) as error:
        take_over("x = (\n", said)
    assert error.value.line == 1


@pytest.mark.parametrize("said", [{"nodes": [], "tokens": []}, {"tokens": []}, {"nodes": [["Name", {"id": "x"}]], "tokens": []}, {"nodes": [["Module", {"body": [{"node": 7}]}]], "tokens": []}])  # fmt: skip
def test_an_answer_that_makes_no_sense_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(NotPython):
        take_over(never_read("y"), said)
