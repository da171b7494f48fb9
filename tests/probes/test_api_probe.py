from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from evalkit.environments import Environment
from evalkit.model import Adapter, Implementation, Status, Usage
from evalkit.model.facts import ApiNames, ApiObject, ApiSize, Counted, DocstringStyles, StyleCount
from evalkit.probes import METRICS, probe_of
from evalkit.probes.api import PROBE, observe
from evalkit.probes.apis.api_cache import cached_api, distributions
from evalkit.probes.apis.api_source import NoSuchPackage
from evalkit.probes.apis.public_api import Api, public_api
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Question

SOURCE = '''"""A library."""
__all__ = ["Good", "bad", "plain"]


class Good:
    """Does good.

    Parameters
    ----------
    much : int
        How much.

    Examples
    --------
    >>> Good(1)
    """

    def __init__(self, much, more=1): ...

    def do(self, what):
        """Do it.

        Args:
            what: that.
        """

    @property
    def done(self): ...


def bad(x, _y=1): ...


def plain():
    """Only a line."""
'''


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "api"


@pytest.fixture
def package(tmp_path: Path, cache: Path) -> Path:
    folder = tmp_path / "work" / "lib"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(SOURCE)
    return folder


def loose(main: Path) -> Question:
    return Question(main.parent, (Implementation("", "", "adapt", main, (main,)),), lambda _: Usage(False, ()))


def answered(question: Question) -> dict[str, Finding]:
    return {finding.metric: finding for finding in observe(question)}


def gaps(finding: Finding) -> list[ApiObject]:
    return [fact for fact in finding.facts if isinstance(fact, ApiObject)]


def names(finding: Finding) -> dict[str, tuple[str, ...]]:
    return {fact.are: fact.names for fact in finding.facts if isinstance(fact, ApiNames)}


def size(finding: Finding) -> ApiSize:
    [found] = [fact for fact in finding.facts if isinstance(fact, ApiSize)]
    return found


def test_the_shares_of_a_loose_package(package: Path) -> None:
    found = answered(loose(package / "__init__.py"))
    assert {metric: finding.value for metric, finding in found.items()} == {
        "docs.documented": 3 / 5,  # Good, do, plain of these, done and bad
        "docs.parameters": 2 / 4,  # much, what of these, more and x
        "docs.examples": 1 / 4,  # Good of Good, do, bad, plain
    }
    assert set(found) == {name for name in METRICS if probe_of(name) == "api"}


def test_what_is_missing_is_named_with_file_and_line(package: Path) -> None:
    found = answered(loose(package / "__init__.py"))
    documented = found["docs.documented"]
    assert documented.facts[0] == Counted(3, "public objects with a docstring", of=5)
    assert set(gaps(documented)) == {
        ApiObject("lib.bad", "lib/__init__.py", 31, "docstring", lacking=True),
        ApiObject("lib.Good.done", "lib/__init__.py", 28, "docstring", lacking=True),
    }
    assert size(documented) == ApiSize(("lib",), (), classes=1, functions=2, methods=1, properties=1)
    styles = DocstringStyles(3, (StyleCount("numpy", 1), StyleCount("google", 1)))
    assert styles in documented.facts
    assert names(documented) == {"classes": ("lib.Good",)}
    missing = {one.name: one.missing for one in gaps(found["docs.parameters"])}
    assert missing["lib.Good"] == ("more",)
    assert {one.sought for one in gaps(found["docs.examples"])} == {"example"}


def test_nothing_that_lacks_something_is_left_out_however_much_it_is(package: Path) -> None:
    (package / "__init__.py").write_text("".join(f"def f{number}(): ...\n" for number in range(2000)))
    found = answered(loose(package / "__init__.py"))["docs.documented"]
    assert len(gaps(found)) == 2000


def test_what_cannot_be_read_is_named(package: Path) -> None:
    (package / "__init__.py").write_text("from ._dark import blind\ndef seen():\n    'Seen.'\n")
    (package / "_dark.so").write_text("")
    found = names(answered(loose(package / "__init__.py"))["docs.documented"])
    assert found["unreadable objects"] == ("lib.blind",)
    assert found["unreadable modules"] == ("lib._dark",)


def test_a_stub_without_docstrings_says_nothing_of_the_documentation(package: Path) -> None:
    (package / "__init__.py").write_text("from ._core import f, g\ndef h(): ...\n")
    (package / "_core.so").write_text("")
    (package / "_core.pyi").write_text('def f(x: int) -> int:\n    "F."\ndef g(x: int) -> int: ...\n')
    found = answered(loose(package / "__init__.py"))["docs.documented"]
    assert found.value == 1 / 2
    assert size(found) == ApiSize(("lib",), (), classes=0, functions=3, methods=0, properties=0, unread=1)


def test_a_package_within_a_package_goes_by_its_full_name(package: Path) -> None:
    (package / "part").mkdir()
    (package / "part" / "__init__.py").write_text("from ..core import f as f\n")
    (package / "core.py").write_text("def f():\n    'F.'\ndef g(): ...\n")
    found = answered(loose(package / "part" / "__init__.py"))
    assert found["docs.documented"].value == 1
    assert size(found["docs.documented"]).packages == ("lib.part",)


def test_a_package_with_nothing_public_cannot_be_told(package: Path) -> None:
    (package / "__init__.py").write_text("x = 1\n")
    with pytest.raises(CannotTell, match="nothing public can be read statically in lib"):
        observe(loose(package / "__init__.py"))
    (package / "__init__.py").write_text("def f(:\n")
    with pytest.raises(CannotTell, match="lib"):
        observe(loose(package / "__init__.py"))


def test_a_share_of_nothing_is_not_measured(package: Path) -> None:
    (package / "__init__.py").write_text("def f():\n    'F.'\n")
    found = answered(loose(package / "__init__.py"))
    assert found["docs.documented"].value == 1
    assert found["docs.parameters"].status is Status.PROBE_ERROR
    assert found["docs.parameters"].reason == (
        "there is no public callable with parameters whose documentation can be read"
    )


def test_without_an_environment_or_a_file_it_cannot_tell(tmp_path: Path) -> None:
    adapter = tool("lib")
    for question, why in (
        (Question(tmp_path, (), lambda _: Usage(False, ()), adapter=adapter), "environment is not at hand"),
        (Question(tmp_path, (), lambda _: Usage(False, ())), "no package is named"),
    ):
        with pytest.raises(CannotTell, match=why):
            observe(question)
        assert {finding.status for finding in PROBE.ask(question)} == {Status.PROBE_ERROR}


def tool(*packages: str) -> Adapter:
    return Adapter(
        tool="lib", name="Lib", homepage="https://example.org", python="3.11", requires=("lib",), packages=packages
    )


def environment(folder: Path) -> Environment:
    return Environment("lib", None, folder / "bin" / "python", folder, None, "3.11.7")  # type: ignore[arg-type]


def installed(tmp_path: Path, version: str = "1.2") -> Path:
    site = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    (site / "lib" / "sub").mkdir(parents=True, exist_ok=True)
    (site / "lib" / "__init__.py").write_text(SOURCE)
    (site / "lib" / "sub" / "__init__.py").write_text("from lib import bad\n__all__ = ['bad']\n")
    record = site / f"my_lib-{version}.dist-info" / "RECORD"
    record.parent.mkdir(exist_ok=True)
    record.write_text("lib/__init__.py,sha256=x,1\nmy_lib.pth,,\n")
    return site


def test_a_tools_packages_are_one_api_read_in_its_environment(tmp_path: Path, cache: Path) -> None:
    installed(tmp_path)
    question = Question(
        tmp_path,
        (),
        lambda _: Usage(False, ()),
        adapter=tool("lib", "lib.sub"),
        environment=environment(tmp_path / "env"),
    )
    found = answered(question)
    assert found["docs.documented"].value == 3 / 5
    counted = size(found["docs.documented"])
    assert (counted.packages, counted.distributions, counted.classes) == (("lib", "lib.sub"), ("my-lib 1.2",), 1)


def test_modules_of_the_standard_library_are_read_where_the_interpreter_has_them(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "env" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    version = ".".join(map(str, sys.version_info[:3]))
    python = Environment("lib", None, Path(sys.executable), tmp_path / "env", None, version)  # type: ignore[arg-type]
    question = Question(tmp_path, (), lambda _: Usage(False, ()), adapter=tool("json", "pathlib"), environment=python)
    found = answered(question)
    assert found["docs.documented"].value is not None
    assert 0.5 < found["docs.documented"].value <= 1
    counted = size(found["docs.documented"])
    assert (counted.packages, counted.distributions) == (("json", "pathlib"), ())
    assert counted.classes >= 6, "Path among them"


def test_the_distribution_of_a_package_is_found(tmp_path: Path) -> None:
    site = installed(tmp_path)
    assert distributions("lib", [site]) == ("my-lib 1.2",)
    assert distributions("other", [site]) == ()


class Counting:
    """Reads APIs, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, packages: Sequence[str], search: Sequence[Path]) -> Api:
        self.calls += 1
        return public_api(packages, search)


def test_what_was_read_comes_out_of_the_cache_the_same(package: Path, cache: Path) -> None:
    read = Counting()
    first = cached_api(("lib",), [package.parent], read=read)
    again = cached_api(("lib",), [package.parent], read=read)
    assert again == first
    assert read.calls == 1
    (file,) = cache.iterdir()
    assert file.name.startswith("lib-")
    (package / "__init__.py").write_text(SOURCE + "\ndef more(): ...\n")
    cached_api(("lib",), [package.parent], read=read)
    assert read.calls == 2


def test_another_version_is_read_anew(tmp_path: Path, cache: Path) -> None:
    read = Counting()
    site = installed(tmp_path)
    cached_api(("lib",), [site], read=read)
    cached_api(("lib",), [site], read=read)
    (site / "my_lib-1.2.dist-info" / "RECORD").unlink()
    installed(tmp_path, "1.3")
    cached_api(("lib",), [site], read=read)
    assert read.calls == 2


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"api": {}}', "cut", "flipped"])
def test_a_damaged_entry_is_read_anew(damage: str, package: Path, cache: Path) -> None:
    first = cached_api(("lib",), [package.parent])
    (file,) = cache.iterdir()
    whole = file.read_text()
    damaged = {
        "cut": whole[: len(whole) // 2],
        "flipped": whole.replace('"documented": true', '"documented": false', 1),
    }
    assert damaged["flipped"] != whole
    file.write_text(damaged.get(damage, damage))
    read = Counting()
    assert cached_api(("lib",), [package.parent], read=read) == first
    assert read.calls == 1
    assert json.loads(file.read_text())["sha256"] == json.loads(whole)["sha256"]
    assert [f.name for f in cache.iterdir()] == [file.name]


def test_a_cache_that_cannot_be_written_is_done_without(package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert cached_api(("lib",), [package.parent], tmp_path / "file" / "api").entries


def test_a_package_that_is_not_there_is_refused(package: Path) -> None:
    with pytest.raises(NoSuchPackage):
        cached_api(("gone",), [package.parent])


def test_a_module_may_have_a_name_that_is_not_utf_8(package: Path, cache: Path) -> None:
    (package / os.fsdecode(b"caf\xe9.py")).write_text("def extra(): ...\n")
    first = cached_api(("lib",), [package.parent])
    assert cached_api(("lib",), [package.parent]) == first
