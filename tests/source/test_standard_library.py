"""What Python's own library gives, by its stubs."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.source.standard_library import asked, member, parameters_of, typed
from evalkit.source.values import Value


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        ("pathlib.Path()", "pathlib.Path()"),
        ("pathlib.Path().parent", "pathlib.Path()"),
        ("pathlib.Path().name", "builtins.str()"),
        ("pathlib.Path().read_text()", "builtins.str()"),
        ("pathlib.Path.home()", "pathlib.Path()"),
        ("pathlib.Path().glob()", "builtins.list()"),
        ("datetime.datetime.now()", "datetime.datetime()"),
        ("re.match()", "re.Match()"),
        ("subprocess.run()", "subprocess.CompletedProcess()"),
        ("time.time()", "builtins.float()"),
        ("sys.argv", "builtins.list()"),
        ("os.environ", "os._Environ()"),
        ("os.path.join()", "builtins.str()"),
        ("logging.getLogger()", "logging.Logger()"),
        ("collections.Counter().most_common()", "builtins.list()"),
        ("csv.DictReader()@", "builtins.dict()"),
        ("json.loads()", "json.loads()"),
        ("lib.f()", "lib.f()"),
        ("nowhere.to.be.found()", "nowhere.to.be.found()"),
    ],
)
def test_a_value_is_what_the_stubs_say(origin: str, kind: str) -> None:
    assert typed(Value(origin)).origin == kind


def test_what_is_in_a_list_is_known_too() -> None:
    assert typed(Value("sys.argv")).item.origin == "builtins.str()"
    assert typed(Value("pathlib.Path().glob()")).item.origin == "pathlib.Path()"


@pytest.mark.parametrize(
    ("origin", "symbol", "own"),
    [
        ("pathlib.Path().name", "pathlib.PurePath.name", False),
        ("pathlib.Path().mkdir", "pathlib.Path.mkdir", False),
        ("os._Environ().get", "typing.Mapping.get", True),
        ("collections.Counter().most_common", "collections.Counter.most_common", False),
        ("collections.Counter().update", "builtins.dict.update", True),
    ],
)
def test_an_attribute_belongs_to_the_class_that_has_it_first(origin: str, symbol: str, own: bool) -> None:
    found = asked(origin)
    assert found is not None
    assert found.is_pythons_own is own
    assert own or found.symbol == symbol


def test_parameters_are_those_of_the_overload_that_needs_fewest() -> None:
    named = {
        symbol: [one.arg for one, needed in parameters_of(found) or () if needed]
        for symbol in ("json.dumps", "subprocess.run", "pathlib.Path", "shutil.copy")
        if (found := member(symbol))
    }
    assert named == {
        "json.dumps": ["obj"],
        "subprocess.run": ["args"],
        "pathlib.Path": [],
        "shutil.copy": ["src", "dst"],
    }


@given(st.lists(st.sampled_from(["os", "path", "Path()", "a", "@", "", "join", "()", "1"]), max_size=5))
@settings(max_examples=80, deadline=None)
def test_no_origin_breaks_the_reading_of_stubs(parts: list[str]) -> None:
    assert typed(Value(".".join(["pathlib", *parts]))).known


@pytest.mark.parametrize("module", sorted(name for name in sys.stdlib_module_names if not name.startswith("_"))[::12])
def test_every_module_s_stub_is_read(module: str) -> None:
    assert member(f"{module}.no_such_name") is None


def test_a_literal_type_is_that_of_its_words() -> None:
    assert typed(Value("subprocess.Popen().stdout")).known
    assert typed(Value("collections.abc.Callable()")).known
    assert asked("zipfile.ZipFile().mode") is not None
    assert typed(Value("zipfile.ZipFile().mode")).origin == "builtins.str()"
