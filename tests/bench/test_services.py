"""Services: implementations that run until they are stopped, while the task's driver talks to them."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evalkit.bench import Limits, browser
from evalkit.bench.setting import CHATTED, NO_ADDRESS
from evalkit.environments import EnvironmentPaths
from evalkit.model import Implementation, Status
from tests.bench.namespaces import namespace_or_skip
from tests.bench.riddle import LIMITS, Workshop, tool
from tests.bench.talking import CHECKER, DRIVER, ECHO, FOREVER, SERVICE

ENVIRONMENT = EnvironmentPaths(Path(sys.executable), Path(sys.executable).parent.parent)
SHORT = Limits(timeout_seconds=1.5, memory_mb=2000)
SPAWN = "import subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', {!r}])\nprint('child', child.pid, flush=True)\n"
SLEEP = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
NUMBERED = "Handler.do_GET, plain = lambda self: ({} if self.path == '/10' else plain(self)), Handler.do_GET\n"


@pytest.fixture
def talking(workshop: Workshop) -> Workshop:
    """A workspace whose task has a driver."""
    (workshop.task / "driver.py").write_text(DRIVER)
    (workshop.task / "checker.py").write_text(CHECKER)
    return workshop


def test_a_service_is_verified_by_what_the_driver_saw_and_ends_by_the_stop(talking: Workshop) -> None:
    sample = talking.sample(SERVICE, driver="http")
    assert (sample.status, sample.reason, sample.log) == (Status.OK, "", "serving\n")
    assert sample.ready_seconds
    assert sample.wall_seconds
    assert 0 < sample.ready_seconds < sample.wall_seconds
    assert sample.load
    assert (len(sample.load.latencies), sample.load.lost) == (20, 0)
    assert sample.left_behind == 0, "a service that ends when it is asked leaves nothing"


def test_what_the_checker_refuses_is_wrong_and_has_no_figures(talking: Workshop) -> None:
    sample = talking.sample(ECHO + NUMBERED.format("self.send_error(404)") + FOREVER, driver="http")
    assert sample.status is Status.WRONG
    assert sample.reason.startswith("answered ['/0', '/1'")
    assert (sample.wall_seconds, sample.ready_seconds, sample.load) == (None, None, None)


def test_a_service_without_its_outputs_folder_is_at_fault_and_not_the_checker(talking: Workshop) -> None:
    remove = "import shutil\nHandler.do_GET, plain = lambda self: (shutil.rmtree('outputs', True), plain(self)), Handler.do_GET\n"
    sample = talking.sample(ECHO + remove + FOREVER, driver="http")
    assert (sample.status, sample.reason) == (Status.WRONG, "outputs/ is no longer a folder")


def test_a_request_that_a_service_drops_is_lost(talking: Workshop) -> None:
    (talking.task / "checker.py").write_text(CHECKER.replace("right = ", "right = True or "))
    sample = talking.sample(ECHO + NUMBERED.format("setattr(self, 'close_connection', True)") + FOREVER, driver="http")
    assert sample.load
    assert (len(sample.load.latencies), sample.load.lost) == (19, 1)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("print('no')\n", NO_ADDRESS),
        ("raise ValueError('no model')\n", "ValueError: no model"),
        (ECHO, NO_ADDRESS),
        (ECHO + NUMBERED.format("os._exit(0)") + FOREVER, CHATTED),
        (ECHO + NUMBERED.format("os._exit(3)") + FOREVER, "ended with exit code 3: serving"),
    ],
)
def test_a_service_that_ends_by_itself_has_failed(talking: Workshop, source: str, reason: str) -> None:
    sample = talking.sample(source, driver="http")
    assert (sample.status, sample.reason) == (Status.FAILED, reason)


@pytest.mark.parametrize(
    ("late", "reason"),
    [
        ("time.sleep(60)\n", "was not ready within 1.5 s: it wrote no outputs/address"),
        (
            "open('outputs/address', 'w').write('http://127.0.0.1:' + os.environ['PORT'])\ntime.sleep(60)\n",
            "was not ready within 1.5 s: nothing answered at its outputs/address",
        ),
        (
            ECHO + NUMBERED.format("time.sleep(60)") + FOREVER,
            "the driver's conversation with it was not over within 1.5 s",
        ),
    ],
)
def test_a_service_that_hangs_is_ended_at_the_limit_of_time(talking: Workshop, late: str, reason: str) -> None:
    sample = talking.sample("import os, time\n" + late, driver="http", limits=SHORT)
    assert (sample.status, sample.reason) == (Status.TIMEOUT, reason)


def test_an_address_elsewhere_is_refused(talking: Workshop) -> None:
    elsewhere = "import time\nopen('outputs/address', 'w').write('http://example.org:80')\ntime.sleep(60)\n"
    sample = talking.sample(elsewhere, driver="http")
    assert sample.status is Status.WRONG
    assert "outputs/address holds 'http://example.org:80'; write an address such as" in sample.reason


@pytest.mark.parametrize(
    ("driver", "reason"),
    [
        ("def drive(folder, address, level, truth):\n    raise KeyError('row')\n", "KeyError: 'row'"),
        ("def drive(*_):\n    return {}\n", "drive() must return a Conversation, not dict"),
        ("import no_such_module\n", "No module named 'no_such_module'"),
    ],
)
def test_a_broken_driver_is_nobodys_failure_but_the_tasks(talking: Workshop, driver: str, reason: str) -> None:
    (talking.task / "driver.py").write_text(driver)
    sample = talking.sample(SERVICE, driver="http")
    assert sample.status is Status.PROBE_ERROR
    assert sample.reason.startswith("the driver of riddle broke: ")
    assert reason in sample.reason


def test_a_driver_may_say_itself_when_a_service_is_ready(talking: Workshop) -> None:
    picky = "tried = []\ndef ready(folder, address, level):\n    tried.append(address)\n    return len(tried) > 3\n"
    checked = "    assert len(tried) == 4, tried\n    load ="
    (talking.task / "driver.py").write_text(picky + DRIVER.replace("    load =", checked, 1))
    assert talking.sample(SERVICE, driver="http").status is Status.OK


def test_the_children_of_a_service_end_with_it(talking: Workshop, ended: Callable[[int], bool]) -> None:
    sample = talking.sample(SPAWN.format(SLEEP) + SERVICE, driver="http")
    assert (sample.status, sample.left_behind) == (Status.OK, 0)
    assert ended(int(sample.log.split()[1]))


@pytest.mark.slow  # it waits as long as a service may take to end
def test_who_does_not_end_when_asked_is_killed_and_counted(talking: Workshop, ended: Callable[[int], bool]) -> None:
    sample = talking.sample(SPAWN.format(DEAF) + SERVICE, driver="http")
    assert (sample.status, sample.left_behind) == (Status.OK, 1)
    assert ended(int(sample.log.split()[1]))


def test_processor_time_and_memory_are_the_services_and_not_the_drivers(talking: Workshop) -> None:
    large = "    large = b'x' * 300_000_000\n    time.sleep(0.5)\n"
    (talking.task / "driver.py").write_text("import time\n" + DRIVER.replace("    load =", large + "    load =", 1))
    watched = talking.sample(SERVICE, driver="http", watch_memory=True)
    assert watched.peak_memory_mb
    assert watched.peak_memory_mb < 200
    assert watched.curve
    busy = "    began = time.process_time()\n    while time.process_time() < began + 1: pass\n"
    (talking.task / "driver.py").write_text("import time\n" + DRIVER.replace("    load =", busy + "    load =", 1))
    timed = talking.sample(SERVICE, driver="http")
    assert timed.cpu_seconds
    assert timed.cpu_seconds < 1


def test_the_digest_of_outputs_is_that_of_what_was_seen_whatever_the_port(talking: Workshop) -> None:
    first, again = (talking.sample(SERVICE, driver="http", digest_outputs=True).outputs for _ in range(2))
    (talking.task / "driver.py").write_text(DRIVER.replace('"answers":', '"more": 1, "answers":'))
    other = talking.sample(SERVICE, driver="http", digest_outputs=True).outputs
    assert first == again != other


def test_the_last_stage_is_the_service(talking: Workshop) -> None:
    sources = {
        "hello/fit.py": "import time\ntime.sleep(0.3)\nopen('model', 'w').close()\nprint('fitted')\n",
        "hello/serve.py": "assert open('model')\n" + SERVICE,
    }
    sample = talking.sample(sources, stages=2, driver="http")
    assert (sample.status, sample.reason, sample.log) == (Status.OK, "", "fitted\nserving\n")
    assert sample.ready_seconds
    assert sample.wall_seconds
    assert sample.wall_seconds > sample.ready_seconds + 0.3, (
        "the first stage is in the whole time, and not in the other"
    )


def test_a_service_runs_again_in_the_same_sandbox_at_another_address(talking: Workshop) -> None:
    script = talking.task / "tool" / "hello.py"
    script.parent.mkdir()
    script.write_text(SERVICE)
    one = Implementation("riddle", "tool", "hello", script, (script,), driver="http")
    with talking.bench.setting(one, tool(), ENVIRONMENT, talking.task, LIMITS) as at:
        assert at.prepare(talking.bench.inputs(talking.task, 100, 7)) is None
        for _ in range(2):
            assert at.run().sample.status is Status.OK
            assert not list(at.sandbox.outputs.iterdir()), "an address is good for one run only"
        script.unlink()
        (at.sandbox.folder / "hello.py").write_text("raise SystemExit(1)")
        assert at.run().sample.status is Status.FAILED
        assert at.seen() == {}, "what was seen in the run before is gone"


def test_a_service_without_a_network_is_reached_on_its_own_loopback(talking: Workshop) -> None:
    offline = namespace_or_skip()
    script = talking.task / "tool" / "hello.py"
    script.parent.mkdir()
    script.write_text(SERVICE)
    one = Implementation("riddle", "tool", "hello", script, (script,), driver="http")
    with talking.bench.setting(one, tool(), ENVIRONMENT, talking.task, LIMITS) as at:
        assert at.prepare(talking.bench.inputs(talking.task, 100, 7)) is None
        sample = at.run(before=offline).sample
    assert (sample.status, sample.reason) == (Status.OK, "")


LOOK = """
from evalkit.model.conversation import Conversation
def drive(folder, address, level, truth, browser):
    page = browser.new_page()
    page.goto(address + "/shown")
    elsewhere = page.evaluate("fetch('http://example.org/').then(() => 'reached', () => 'refused')")
    return Conversation({"page": page.inner_text("body"), "elsewhere": elsewhere})
"""
LOOKED = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    saw = truth["conversation"]
    right = saw == {"page": "/shown", "elsewhere": "refused"}
    return Verdict(right, float(right), (str(saw),))
"""


@pytest.mark.browser
@pytest.mark.skipif(not browser.program(), reason="no Chromium here: install the package chromium")
def test_a_driver_that_asks_for_a_browser_gets_one_that_reaches_nothing_else(talking: Workshop) -> None:
    (talking.task / "driver.py").write_text(LOOK)
    (talking.task / "checker.py").write_text(LOOKED)
    sample = talking.sample(SERVICE, driver="browser")
    assert (sample.status, sample.reason, sample.load) == (Status.OK, "", None)


ACQUAINTED = """
import os
from evalkit.model.conversation import Conversation
def drive(folder, address, level, truth, browser):
    known = [len(context.cookies()) for context in browser.contexts]
    page = browser.new_page()
    page.goto(address + "/shown")
    page.evaluate("document.cookie = 'seen=1'")
    return Conversation({"process": os.getpid(), "known": known})
"""


@pytest.mark.browser
@pytest.mark.skipif(not browser.program(), reason="no Chromium here: install the package chromium")
def test_one_process_and_browser_talk_to_the_services_of_one_tool_each_as_if_it_were_the_first(
    talking: Workshop,
) -> None:
    (talking.task / "driver.py").write_text(ACQUAINTED)
    script = talking.task / "tool" / "hello.py"
    script.parent.mkdir()
    script.write_text(SERVICE)

    def talk(name: str) -> Mapping[str, Any]:
        one = Implementation("riddle", name, "hello", script, (script,), driver="browser")
        with talking.bench.setting(one, tool(), ENVIRONMENT, talking.task, LIMITS) as at:
            assert at.prepare(talking.bench.inputs(talking.task, 100, 7)) is None
            at.run(judge=False)
            assert at.told
            saw: Mapping[str, Any] = at.told.saw
            return saw

    first, again, other = talk("tool"), talk("tool"), talk("rival")
    assert [one["known"] for one in (first, again, other)] == [[], [], []]
    assert first["process"] == again["process"] != other["process"]


def test_a_driver_that_was_stopped_for_a_while_measured_nothing(talking: Workshop) -> None:
    halting = """
import os, signal, time
if os.fork() == 0:
    time.sleep(0.1)
    os.kill(os.getppid(), signal.SIGSTOP)
    time.sleep(0.4)
    os.kill(os.getppid(), signal.SIGCONT)
    os._exit(0)
time.sleep(0.3)
os.wait()
"""
    driver = DRIVER.replace("    load =", textwrap.indent(halting, "    ") + "    load =")
    (talking.task / "driver.py").write_text(driver)
    sample = talking.sample(SERVICE, driver="http")
    assert sample.status is Status.PROBE_ERROR
    assert sample.reason.startswith("the driver of riddle measured nothing: it was stopped for a while")
    (talking.task / "driver.py").write_text(DRIVER)
    assert talking.sample(SERVICE, driver="http").status is Status.OK, "the next conversation counts"


def test_without_a_browser_a_service_that_needs_one_is_unavailable_with_the_remedy(
    talking: Workshop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sample = talking.sample(SERVICE, driver="browser")
    assert sample.status is Status.UNAVAILABLE
    assert sample.reason.endswith("there is no Chromium here: install the package chromium")


def test_the_browser_without_a_window_is_taken_where_it_is() -> None:
    def first_of(*there: str) -> str:
        return browser.program(lambda name: f"/bin/{name}" if name in there else None)

    assert first_of("google-chrome", "chromium", "chromium-headless-shell") == "/bin/chromium-headless-shell"
    assert first_of("google-chrome", "chromium") == "/bin/chromium"
    assert first_of() == ""


def test_what_is_lacking_for_a_browser_is_told_with_its_remedy() -> None:
    assert "install the package chromium" in browser.lack(lambda _: None)
    assert "pip install 'evalkit-mlops[browser]'" in browser.lack(lambda name: f"/bin/{name}", lambda _: None)
    assert browser.lack(lambda name: f"/bin/{name}", lambda _: object()) == ""
