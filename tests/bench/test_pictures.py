"""Pages and pictures: what a browser makes of the files of a run, and what hostile ones cannot do."""

from __future__ import annotations

import os
import socket
import struct
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from evalkit.bench import Bench, Launcher, browser
from evalkit.bench.browser_process import MOST_PIXELS, NoPicture, drawn
from evalkit.bench.pictures import Look, Pictures
from evalkit.model import Status
from evalkit.store.pictures import LARGEST, TALLEST, size_of
from tests.bench.riddle import RIGHT, Workshop

NO_CHROMIUM = "there is no Chromium here: install the package chromium"
PAGE = """<!doctype html><title>not on it</title><h1>age</h1><table><tr><td>missing</td><td>20.0 %</td></tr></table>
<p style="display:none">hidden</p><p style="position:absolute;left:-9000px">away</p><details><summary>more</summary>folded</details>
<svg height="30"><text y="20">axis</text></svg><div style="height:90000px"></div><img src="file:///etc/hostname"><img src="{address}">
<script>
  document.querySelector("h1").append(" drawn");
  for (const ask of [() => fetch("{address}"), () => new WebSocket("ws{address}".replace("http", "")), () => navigator.sendBeacon("{address}"),
    () => open("{address}"), () => alert(1), () => {{ location = "{address}" }}]) {{ try {{ ask() }} catch {{}} }}
</script>
<iframe src="{address}"></iframe>"""
CHECKER = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    page = truth["pages"]["outputs/report.html"]
    words, all_words = page["text"].split(), page["all"].split()
    right = words == ["age", "drawn", "missing", "20.0", "%", "more", "axis"] and {"hidden", "away", "folded"} < set(all_words)
    return Verdict(right, float(right), (repr(page),))
"""


@pytest.mark.browser
def test_the_checker_reads_what_a_page_shows_which_reaches_nobody_and_becomes_a_small_picture(
    workshop: Workshop,
) -> None:
    if why := browser.lack():
        pytest.skip(why)
    (workshop.task / "checker.py").write_text(CHECKER)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        page = PAGE.format(address=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        source = f"open('outputs/report.html', 'w').write({page!r})\n"
        sample = workshop.sample(source, pages=("outputs/report.html",), draw=True)
        assert (sample.status, sample.reason) == (Status.OK, "")
        with pytest.raises(BlockingIOError):
            listening.accept()
    (picture,) = sample.pictures
    assert (picture.file, picture.why, picture.height) == ("outputs/report.html", "", TALLEST)
    assert size_of(picture.image) == (picture.width, picture.height)
    assert len(picture.image) <= LARGEST


def test_without_a_browser_a_sample_is_what_it_is_and_says_why_there_is_no_picture(
    workshop: Workshop, launcher: Launcher
) -> None:
    with Bench(workshop.root, launcher, lack=lambda: NO_CHROMIUM) as bench:
        bare = Workshop(workshop.root, bench)
        sample = bare.sample(RIGHT + "open('outputs/plot.svg', 'w')\n", pictures=("outputs/plot.svg",), draw=True)
        assert sample.status is Status.OK
        assert [(one.file, one.image, one.why) for one in sample.pictures] == [("outputs/plot.svg", b"", NO_CHROMIUM)]
        assert bare.sample(RIGHT, pictures=("outputs/plot.svg",), draw=True).pictures == (), "it drew nothing"
        judged = bare.sample(RIGHT, pages=("outputs/report.html",))
        assert (judged.status, judged.reason) == (Status.UNAVAILABLE, NO_CHROMIUM), "the checker needs the page"


LOOK = """
def look(page, level):
    page.point(40, 2000)
    page.wait(50)
    where = page.ask("[scrollY > 0, document.querySelector('p').textContent]")
    page.click(10, 10)
    return [level, where, page.ask("document.querySelector('p').textContent"), page.ask("secret"), page.ask("nonsense(")]
"""
LOOKED_AT = """<!doctype html><p>still</p><div style="height:3000px"></div><script>
  var secret = 1;
  Array.prototype.toJSON = () => "forged";
  document.addEventListener("mousemove", () => { document.querySelector("p").textContent = "pointed at"; });
  document.addEventListener("click", () => { document.querySelector("p").textContent = "clicked"; });
</script>"""
LOOKING_CHECKER = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    saw = truth["pages"]["outputs/report.html"]["saw"]
    return Verdict(saw == ["hello", [True, "pointed at"], "clicked", None, None], 1.0, (repr(saw),))
"""


@pytest.mark.browser
def test_a_task_looks_at_a_page_whose_scripts_cannot_reach_what_it_asks(workshop: Workshop) -> None:
    if why := browser.lack():
        pytest.skip(why)
    (workshop.task / "checker.py").write_text(LOOKING_CHECKER)
    (workshop.task / "look.py").write_text(LOOK)
    source = f"open('outputs/report.html', 'w').write({LOOKED_AT!r})\n"
    sample = workshop.sample(source, pages=("outputs/report.html",))
    assert (sample.status, sample.reason) == (Status.OK, "")
    (workshop.task / "look.py").write_text("def look(page, level):\n    return 1 / 0\n")
    sample = workshop.sample(source, pages=("outputs/report.html",))
    assert sample.status is Status.PROBE_ERROR, "the task's own code broke, not the implementation"
    assert sample.reason == "look.py of riddle broke: tasks/riddle/look.py:2: ZeroDivisionError: division by zero"


@pytest.mark.browser
def test_an_svg_that_is_a_page_is_opened_by_itself(tmp_path: Path) -> None:
    if why := browser.lack():
        pytest.skip(why)
    (tmp_path / "look.py").write_text(
        "def look(page, level):\n    return page.ask('document.documentElement.nodeName')\n"
    )
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><text y="20">axis</text></svg>'
    (tmp_path / "plot.svg").write_text(drawing)
    pictures = Pictures(sys.executable, lambda: os.environ, tmp_path)
    [made] = pictures.drawn(tmp_path, ["plot.svg"], Look(tmp_path, "hello")).values()
    pictures.close()
    assert (made.text.split(), made.saw, made.width, made.height) == (["axis"], "svg", 300, 200)


STAND_IN = """\
#!{python}
import json, os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from evalkit.bench.standing_process import questions
for asked in questions(Path(sys.argv[-1])):
    question = asked.question
    with open(os.path.join(question["folder"], question["file"])) as page:
        text = page.read().replace("<p>", "")
    with open(os.path.join(question["folder"], "opened"), "a") as opened:
        opened.write("x")
    breaks = os.path.exists(os.path.join(question["page"]["task"], "look.py"))
    answer = {{"text": text, "all": text, "image": "", "width": 1, "height": 1, "broken": "it broke" * breaks}}
    asked.answer(json.dumps(answer))
"""
"""Of the process that opens pages in a browser, which takes seconds: it answers as that does."""


def test_the_very_same_page_is_opened_once_and_another_one_by_itself(tmp_path: Path) -> None:
    stand_in = tmp_path / "python"
    stand_in.write_text(STAND_IN.format(python=sys.executable, root=str(Path(__file__).parents[2])))
    stand_in.chmod(0o700)
    pictures = Pictures(str(stand_in), lambda: os.environ, tmp_path, lack=lambda: "")

    def words(page: str, level: str = "hello") -> list[str]:
        (tmp_path / "report.html").write_text(page)
        [made] = pictures.drawn(tmp_path, ["report.html"], Look(tmp_path, level)).values()
        return made.text.split()

    def opened() -> int:
        return len((tmp_path / "opened").read_text())

    try:
        assert [words("<p>one"), words("<p>one"), words("<p>two"), words("<p>one")] == [
            ["one"],
            ["one"],
            ["two"],
            ["one"],
        ]
        assert opened() == 2
        assert words("<p>one", level="adapt") == ["one"], "another level may look at it in another way"
        assert opened() == 3
        (tmp_path / "look.py").write_text("def look(page, level):\n    return 1 / 0\n")
        [broken] = pictures.drawn(tmp_path, ["report.html"], Look(tmp_path, "adapt")).values()
        assert broken.broken
        assert opened() == 4
        assert pictures.drawn(tmp_path, ["report.html"], Look(tmp_path, "adapt"))["report.html"].broken
        assert opened() == 5, "what broke is tried again"
    finally:
        pictures.close()


@pytest.mark.slow  # several browsers, one after another
@pytest.mark.browser
def test_one_browser_opens_the_files_of_one_implementation_each_as_if_it_were_the_first(tmp_path: Path) -> None:
    if why := browser.lack():
        pytest.skip(why)
    started: list[str] = []

    def environ() -> dict[str, str]:
        started.append("a browser")
        return dict(os.environ)

    pictures = Pictures(sys.executable, environ, tmp_path)

    def words(script: str) -> list[str]:
        (tmp_path / "report.html").write_text(f"<p id=p></p><script>p.textContent = {script}</script>")
        [made] = pictures.drawn(tmp_path, ["report.html"]).values()
        return made.text.split()

    store = "(document.cookie = 'seen=1', name = 'seen', 'nothing')"
    try:
        pictures.turn_to("skew/scipy")
        assert [words("'one'"), words(store), words("document.cookie + name + 'fresh'")] == [
            ["one"],
            ["nothing"],
            ["fresh"],
        ]
        assert len(started) == 1
        pictures.turn_to("skew/scipy")
        assert words("'two'") == ["two"]
        assert len(started) == 1
        pictures.turn_to("skew/pandas")
        assert words("'three'") == ["three"]
        assert len(started) == 2
        (tmp_path / "plot.png").write_bytes(png(60_000, 60_000))
        [refused] = pictures.drawn(tmp_path, ["plot.png"]).values()
        assert refused.why
        assert words("'four'") == ["four"], "what could not be opened ends its browser, and the next file has another"
    finally:
        pictures.close()
    assert not list(tmp_path.glob("**/browser-*")), "the browser left its temporary folder behind"


def no_browser() -> NoReturn:
    raise AssertionError("a browser was started for it")


def png(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims this size."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height) + bytes(9)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (png(60_000, 60_000), f"60,000 × 60,000 pixels large; {MOST_PIXELS // 1_000_000} million"),
        (b"GIF89a", "it is no PNG"),
    ],
)
def test_a_picture_that_would_fill_the_memory_becomes_a_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "plot.png").write_bytes(data)
    with pytest.raises(NoPicture, match=why):
        drawn(no_browser, tmp_path, "plot.png")


def test_what_is_no_file_has_no_picture_and_what_is_too_large_becomes_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "linked.html").symlink_to("/etc/passwd")
    assert drawn(no_browser, tmp_path, "linked.html") == {"absent": True}
    with (tmp_path / "large.html").open("wb") as stream:
        stream.truncate(3_000_000_000)
    with pytest.raises(NoPicture, match="larger than 30 MB"):
        drawn(no_browser, tmp_path, "large.html")


def test_a_picture_that_no_file_can_be_is_lacking_and_nobody_is_blamed(workshop: Workshop) -> None:
    sample = workshop.sample(RIGHT, draw=True, pictures=(f"outputs/{'x' * 300}.png",))
    assert (sample.status, sample.pictures) == (Status.OK, ())
