"""Packages whose public API was counted by hand: what each holds stands at its head."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evalkit.probes.apis.api_source import NoSuchPackage, _line, is_test
from evalkit.probes.apis.public_api import Api, public_api

PACKAGES = sorted((Path(__file__).parent / "packages").glob("*.txt"))


def unpacked(package: str, folder: Path) -> tuple[str, list[str]]:
    """Write a package out; its import name, and the lines at its head."""
    head, *files = (Path(__file__).parent / "packages" / f"{package}.txt").read_text().split("\n--- ")
    for text in files:
        name, _, source = text.partition("\n")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source.rstrip("\n") + "\n")
    return Path(files[0].partition("\n")[0].partition("/")[0]).stem, head.splitlines()[1:]


@pytest.mark.parametrize("package", [file.stem for file in PACKAGES])
def test_the_public_api_is_what_was_counted_by_hand(package: str, tmp_path: Path) -> None:
    name, head = unpacked(package, tmp_path)
    api = public_api(name, [tmp_path])
    found = [f"public {entry.kind} {entry.path}" for entry in api.entries]
    found += [f"unseen {path}" for path in api.names_not_seen]
    found += [f"served {path}" for path in api.names_served]
    assert sorted(found) == sorted(head)
    assert name not in sys.modules


def api_of(folder: Path, source: str) -> Api:
    (folder / "one.py").write_text(source)
    return public_api("one", [folder])


def test_several_packages_are_one_api_with_each_object_once(tmp_path: Path) -> None:
    name, head = unpacked("private_reexport", tmp_path)
    other, other_head = unpacked("two_paths", tmp_path)
    both = public_api((name, f"{other}.core", other), [tmp_path])
    assert len(both.entries) == len(head) + len(other_head)
    only = public_api(f"{other}.extra", [tmp_path])
    assert [entry.path for entry in only.entries] == ["twice.extra.more"]


def test_modules_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    unpacked("stubs", tmp_path)
    assert public_api("fast", [tmp_path]).modules_not_seen == ("fast._dark",)
    unpacked("broken", tmp_path)
    assert public_api("odd", [tmp_path]).modules_not_seen == ("odd.fuzzy",)
    unpacked("computed_all", tmp_path)
    assert public_api("computed", [tmp_path]).guessed == ("computed.chain", "computed.partly")


def test_where_an_object_stands_is_said(tmp_path: Path) -> None:
    unpacked("private_reexport", tmp_path)
    cart = next(e for e in public_api("shop", [tmp_path]).entries if e.kind == "class")
    assert (cart.file, cart.line) == ("shop/_cart.py", 1)


def test_a_package_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPackage, match="nowhere"):
        public_api("nowhere", [tmp_path])
    unpacked("two_paths", tmp_path)
    with pytest.raises(NoSuchPackage, match=r"twice\.gone"):
        public_api("twice.gone", [tmp_path])


def test_parameters_of_a_class_are_documented_by_it_or_its_init(tmp_path: Path) -> None:
    by_class, by_init, by_base = api_of(
        tmp_path,
        'class A:\n    """A.\n\n    Parameters\n    ----------\n    x : int\n    """\n    def __init__(self, x, y, _z=1): ...\n'
        'class B:\n    def __init__(self, x, *, y):\n        """B.\n\n        Args:\n            y: that.\n        """\n'
        "class C(B):\n    n = 1\n",
    ).entries
    assert (by_class.parameters, by_class.missing, by_class.documented) == (("x", "y"), ("y",), True)
    assert (by_init.parameters, by_init.missing, by_init.documented) == (("x", "y"), ("x",), True)
    assert (by_base.parameters, by_base.missing, by_base.documented) == (("x", "y"), ("x",), False)


def test_an_override_without_a_docstring_is_undocumented(tmp_path: Path) -> None:
    entries = api_of(
        tmp_path,
        'class _Base:\n    def a(self):\n        """A."""\n    def b(self):\n        """B."""\n'
        'class Child(_Base):\n    """Child."""\n    def a(self): ...\n',
    ).entries
    assert {e.path: e.documented for e in entries} == {
        "one.Child": True,
        "one.Child.a": False,
        "one._Base.b": True,
    }


def test_fields_of_dataclasses_are_parameters(tmp_path: Path) -> None:
    (box,) = api_of(
        tmp_path,
        'from dataclasses import dataclass\n@dataclass\nclass Box:\n    """A box.\n\n    Attributes:\n        width: how wide\n'
        '    """\n    width: int\n    height: int = 1\n    """How high."""\n    depth: int = 1\n',
    ).entries
    assert (box.parameters, box.missing) == (("width", "height", "depth"), ("depth",))
    (pair,) = api_of(
        tmp_path, "from typing import NamedTuple\nclass Pair(NamedTuple):\n    left: int\n    right: int\n"
    ).entries
    assert pair.parameters == ("left", "right")


def test_a_dataclass_that_imports_what_is_not_there_costs_that_import_alone(tmp_path: Path) -> None:
    source = """
from dataclasses import dataclass

@dataclass
class Writer:
    try:
        from polars.absent import DataType
    except ImportError:
        from polars.somewhere_else import DataType
    size: int = 0

    class Inner:
        from polars.absent import DataType

def write(): ...
"""
    api = api_of(tmp_path, source)
    assert [entry.path for entry in api.entries] == ["one.Writer", "one.Writer.Inner", "one.write"]


def test_why_a_package_cannot_be_read_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    class Broken(Exception):
        pass

    told = _line(Broken(f"no alias (in {tmp_path}/made/a.py:3)\nmore"), "made", [tmp_path])
    assert told == "no alias (in made/a.py:3)"
    assert _line(Broken(), "made", [tmp_path]) == "no made there"


def test_self_and_cls_are_no_parameters_and_stars_are(tmp_path: Path) -> None:
    entries = api_of(
        tmp_path,
        "class A:\n    def m(self, a, *args, **kwargs): ...\n    @classmethod\n    def c(cls, b): ...\n"
        "    @staticmethod\n    def s(d): ...\ndef f(self): ...\n",
    ).entries
    assert {e.path: e.parameters for e in entries} == {
        "one.A": (),
        "one.A.m": ("a", "args", "kwargs"),
        "one.A.c": ("b",),
        "one.A.s": ("d",),
        "one.f": ("self",),
    }


def test_a_property_made_by_a_call_has_its_getters_docstring(tmp_path: Path) -> None:
    entries = api_of(
        tmp_path,
        'class A:\n    def _get(self):\n        """Got."""\n    x = property(_get)\n    y = property(_bare, doc="Y.")\n'
        "    z = property(_bare)\n",
    ).entries
    assert {e.path: e.documented for e in entries if e.kind == "property"} == {
        "one.A.x": True,
        "one.A.y": True,
        "one.A.z": False,
    }


def test_a_decorator_that_may_write_the_docstring_is_told(tmp_path: Path) -> None:
    entries = api_of(tmp_path, "@Appender(text)\ndef f(): ...\n@other\ndef g(): ...\n").entries
    assert {e.path: e.made_later for e in entries} == {"one.f": True, "one.g": False}


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("a.tests.b", True),
        ("a.test_b", True),
        ("a.b_test", True),
        ("a.conftest", True),
        ("a.testing", False),
        ("a.test", False),
    ],
)
def test_what_belongs_to_the_tests(path: str, is_one: bool) -> None:
    assert is_test(path) is is_one


def test_a_private_package_beside_the_public_one_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "pub").mkdir()
    (tmp_path / "_pub").mkdir()
    (tmp_path / "pub" / "__init__.py").write_text('from _pub import X\n__all__ = ["X"]\n')
    (tmp_path / "_pub" / "__init__.py").write_text("class X: ...\n")
    assert [e.path for e in public_api("pub", [tmp_path]).entries] == ["_pub.X"]


def test_odd_source_is_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "odd_lines").mkdir()
    (tmp_path / "odd_lines" / "__init__.py").write_text("def f():\n    '\\d is no escape'\n    return 1 is 1\n")
    (tmp_path / "odd_lines" / "null.py").write_bytes(b"x = 1\0\n")
    (tmp_path / "odd_lines" / "latin.py").write_bytes("x = 'é'\n".encode("latin-1"))
    (tmp_path / "odd_lines" / "deep.py").write_text(f"x = {'-' * 50_000}1\n")
    api = public_api("odd_lines", [tmp_path])
    assert [entry.path for entry in api.entries] == ["odd_lines.f"]
    assert api.modules_not_seen == ("odd_lines.deep", "odd_lines.latin", "odd_lines.null")


def test_a_docstring_that_is_assigned_may_be_there(tmp_path: Path) -> None:
    (cls,) = api_of(tmp_path, "class A:\n    __doc__ = TEXT.format(1)\n").entries
    assert (cls.documented, cls.made_later) == (False, True)
