"""Real uv against a package index of our own on the loopback address: nothing outside is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psutil
import pytest

from evalkit.environments import Environments, ResolverAnswer, Unavailable, asked_at_once, refusal
from evalkit.environments.coinstall import Shared, pinned, share
from evalkit.model import Adapter
from tests.environments.loopback_index import Index
from tests.environments.made_wheels import source_that_does_not_build, wheel_file

Maker = Callable[..., Adapter]
NOVEMBER, DECEMBER = (datetime(2026, month, 30, tzinfo=UTC) for month in (11, 12))


@pytest.fixture
def ask(tmp_path: Path, index: Index, adapter: Maker) -> Callable[..., Shared]:
    """Resolve 'left' and 'right' on an index where left needs base<2, and right 2.0 needs base>=2 but 1.0 does not."""
    index.files |= wheel_file("base", "1.0") | wheel_file("base", "2.0") | wheel_file("left", "1.0", "base<2")
    index.files |= wheel_file("right", "1.0") | wheel_file("right", "2.0", "base>=2")

    def share_them(*right: str, free: bool = False, now: datetime = NOVEMBER, limit_seconds: float = 600) -> Shared:
        left, guest = adapter(tool="left", requires=["left==1.0"]), adapter(tool="right", requires=list(right))
        return share((left,), guest, tmp_path / "kept", free=free, now=now, limit_seconds=limit_seconds)

    return share_them


def test_two_that_fit_are_resolved_together(ask: Callable[..., Shared]) -> None:
    shared = ask("right==1.0")
    assert shared.outcome is ResolverAnswer.INSTALLS
    assert shared.distributions == {"base": "1.0", "left": "1.0", "right": "1.0"}


def test_a_conflict_is_told_in_the_resolvers_own_sentence_and_without_the_index(
    ask: Callable[..., Shared], index: Index
) -> None:
    shared = ask("right==2.0")
    assert shared.outcome is ResolverAnswer.CONFLICT
    assert not shared.distributions
    assert shared.sentence.startswith("No solution found")
    assert "base<2" in shared.sentence
    assert "also without left" not in shared.sentence
    assert str(index.port) not in shared.sentence
    assert "geheim" not in shared.sentence


def test_left_free_the_other_slides_back_to_a_version_that_fits(ask: Callable[..., Shared]) -> None:
    assert ask("right==2.0", free=True).distributions["right"] == "1.0"


def test_the_tool_itself_stays_pinned_when_the_other_is_free(ask: Callable[..., Shared], index: Index) -> None:
    index.files |= wheel_file("left", "9.0")
    assert ask("right==2.0", free=True).distributions["left"] == "1.0"


def test_a_pin_that_this_python_cannot_have_is_a_conflict_and_said_as_such(
    ask: Callable[..., Shared], index: Index
) -> None:
    index.files |= wheel_file("modern", "1.0", python=">=3.99")
    shared = ask("modern==1.0")
    assert shared.outcome is ResolverAnswer.CONFLICT
    assert shared.sentence.startswith("also without left, its pins do not fit Python 3.")
    assert "Python >=3.99" in shared.sentence or "Python>=3.99" in shared.sentence


def test_a_failed_build_is_not_a_conflict_and_is_tried_again(ask: Callable[..., Shared], index: Index) -> None:
    index.files |= source_that_does_not_build("crate", "1.0")
    shared = ask("crate==1.0")
    assert shared.outcome is ResolverAnswer.UNKNOWN
    assert "Failed to build" in shared.sentence
    index.files.pop("crate-1.0.tar.gz")
    index.files |= wheel_file("crate", "1.0")
    assert ask("crate==1.0").outcome is ResolverAnswer.INSTALLS


@pytest.mark.parametrize("requirement", ["nosuchtool", "right==9.9"])
def test_what_the_index_does_not_carry_is_not_a_conflict(ask: Callable[..., Shared], requirement: str) -> None:
    assert ask(requirement).outcome is ResolverAnswer.UNKNOWN


def test_an_answer_is_kept_for_the_month_and_then_asked_again(ask: Callable[..., Shared], index: Index) -> None:
    first = ask("right==1.0", free=True)
    assert first.distributions["right"] == "1.0"
    index.files |= wheel_file("right", "3.0")
    asked = len(index.asked)
    assert ask("right==1.0", free=True) == first
    assert len(index.asked) == asked
    ask("right==1.0", free=True, now=DECEMBER)
    assert len(index.asked) > asked


def test_a_conflict_is_kept_as_well(ask: Callable[..., Shared], index: Index) -> None:
    first = ask("right==2.0")
    index.files.clear()
    assert ask("right==2.0") == first


def test_pinned_and_free_are_kept_apart(ask: Callable[..., Shared]) -> None:
    assert ask("right==2.0").outcome is ResolverAnswer.CONFLICT
    assert ask("right==2.0", free=True).outcome is ResolverAnswer.INSTALLS


def test_a_torn_answer_is_asked_again(ask: Callable[..., Shared], tmp_path: Path) -> None:
    first = ask("right==1.0")
    [file] = (tmp_path / "kept").iterdir()
    file.write_text(file.read_text()[:-9])
    assert ask("right==1.0") == first
    assert [each.name for each in (tmp_path / "kept").iterdir()] == [file.name]


@pytest.mark.parametrize("free", [False, True])
def test_where_the_index_has_gone_uvs_cache_answers(ask: Callable[..., Shared], index: Index, free: bool) -> None:
    first = ask("right==1.0", free=free)
    index.files.clear()
    again = ask("right==1.0", free=free, now=DECEMBER)
    assert again.outcome is ResolverAnswer.INSTALLS
    assert again.distributions == first.distributions


def test_without_a_network_nothing_is_called_a_conflict_and_no_address_is_told(
    ask: Callable[..., Shared], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    unseen = ask("right==1.0")
    assert unseen.outcome is ResolverAnswer.UNKNOWN
    assert "127.0.0.1" not in unseen.sentence


def test_a_resolution_without_end_is_not_known_and_not_kept(ask: Callable[..., Shared], tmp_path: Path) -> None:
    assert ask("right==1.0", limit_seconds=0) == Shared(
        ResolverAnswer.UNKNOWN, sentence="uv found no answer within 0 minutes"
    )
    assert not (tmp_path / "kept").exists()


def test_questions_are_asked_at_the_same_time_and_answered_in_their_order() -> None:
    both = threading.Barrier(2)

    def question(answer: str) -> str:
        both.wait(timeout=10)
        return answer

    assert [*asked_at_once([lambda: question("a"), lambda: question("b")])] == ["a", "b"]


def test_what_a_question_raises_is_raised_when_its_answer_is_due() -> None:
    def fails() -> str:
        raise Unavailable("no interpreter")

    answers = asked_at_once([lambda: "a", fails])
    assert next(answers) == "a"
    with pytest.raises(Unavailable, match="no interpreter"):
        next(answers)


def test_whoever_is_told_to_stop_leaves_no_resolver_behind(tmp_path: Path, adapter: Maker, index: Index) -> None:
    tools = [adapter(tool=f"tool-{number}", requires=[f"tool-{number}==1.0"]) for number in range(20)]
    questions = [partial(pinned, [tool], tool.python, tmp_path / "kept") for tool in tools]
    index.answers.clear()
    answers = asked_at_once([partial(Shared, ResolverAnswer.INSTALLS), *questions])
    next(answers)
    while not index.asked:
        time.sleep(0.05)
    answers.close()  # as an interruption does
    assert not [child for child in psutil.Process().children(recursive=True) if child.name() == "uv"]
    assert not (tmp_path / "kept").exists()
    index.answers.set()


def test_environments_keep_answers_in_their_cache(tmp_path: Path, index: Index, adapter: Maker) -> None:
    friend = adapter(tool="tinyfriend", requires=["tinyfriend==1.0"])
    environments = Environments(tmp_path / "cache", tmp_path / "locks")
    assert environments.together((adapter(),), friend).distributions == {"tinyfriend": "1.0", "tinytool": "1.0"}
    assert len(list((tmp_path / "cache" / "together").iterdir())) == 1


@pytest.fixture
def ask_alone(tmp_path: Path, index: Index, adapter: Maker) -> Callable[..., Shared]:
    """Resolve one tool, which no Python before 3.98 can have, for a version of Python."""
    index.files |= wheel_file("bound", "1.0", python=">=3.98") | wheel_file("base", "1.0")
    index.files |= wheel_file("bound", "2.0", "base", python=">=3.98")

    def for_python(version: str, pin: str = "bound==2.0", now: datetime = NOVEMBER) -> Shared:
        return pinned((adapter(tool="bound", requires=[pin]),), version, tmp_path / "kept", now=now)

    return for_python


def test_a_tool_is_resolved_for_another_python_that_nobody_has(ask_alone: Callable[..., Shared]) -> None:
    assert ask_alone("3.98").distributions == {"base": "1.0", "bound": "2.0"}
    shared = ask_alone("3.97")
    assert shared.outcome is ResolverAnswer.CONFLICT
    assert shared.sentence.startswith("No solution found")


def test_what_is_said_for_one_python_is_kept_apart_from_another_and_for_the_month(
    ask_alone: Callable[..., Shared], index: Index
) -> None:
    first, second = ask_alone("3.98"), ask_alone("3.97")
    asked = len(index.asked)
    assert (ask_alone("3.98"), ask_alone("3.97")) == (first, second)
    assert len(index.asked) == asked
    ask_alone("3.97", now=DECEMBER)
    assert len(index.asked) > asked


def test_for_another_python_too_a_missing_version_is_no_conflict(ask_alone: Callable[..., Shared]) -> None:
    assert ask_alone("3.98", pin="bound==9.0").outcome is ResolverAnswer.UNKNOWN


def test_environments_resolve_for_another_python(tmp_path: Path, index: Index, adapter: Maker) -> None:
    environments = Environments(tmp_path / "cache", tmp_path / "locks")
    assert environments.on_python((adapter(),), "3.98").distributions == {"tinytool": "1.0"}
    assert not list((tmp_path / "cache").glob("environments/*"))


@pytest.mark.parametrize(
    ("stderr", "outcome"),
    [
        (
            "error: No solution found when resolving dependencies\n  cause: Because a==1 depends on c<2 and b on c>=2\n",
            ResolverAnswer.CONFLICT,
        ),
        (
            "× No solution found when resolving dependencies:\n╰─▶ Because a==1 depends on c<2\n",
            ResolverAnswer.CONFLICT,
        ),
        (
            "error: Failed to build `a==1`\n  cause: No solution found when resolving: `setuptools`\n",
            ResolverAnswer.UNKNOWN,
        ),
        (
            "error: No solution found when resolving dependencies\n  cause: Because a was not found in the registry\n",
            ResolverAnswer.UNKNOWN,
        ),
        (
            "error: Failed to fetch: `http://127.0.0.1:9/simple/a/`\n  cause: Connection refused\n",
            ResolverAnswer.UNKNOWN,
        ),
        ("", ResolverAnswer.UNKNOWN),
    ],
)
def test_a_conflict_is_told_from_everything_else(stderr: str, outcome: ResolverAnswer) -> None:
    assert refusal(stderr).outcome is outcome


def test_what_is_not_a_requirement_never_reaches_uv(ask: Callable[..., Shared]) -> None:
    with pytest.raises(Unavailable, match="not a requirement"):
        ask("--index-url=https://example.org")
