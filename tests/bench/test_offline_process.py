"""The network that has loopback and nothing else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from evalkit.bench import offline_process as offline
from evalkit.bench.offline_process import CANNOT
from tests.bench.namespaces import OFFLINE, namespace_or_skip

PYTHON = (sys.executable, "-I", "-S", "-c")


def start(*command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*OFFLINE, *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": os.defpath, **environ},
    )


@pytest.fixture(scope="module")
def namespace() -> None:
    namespace_or_skip()


@pytest.fixture
def server() -> Iterator[int]:
    """The port of a server on this machine's own loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


ECHO = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
    there, _ = server.accept()
    with there:
        there.sendall(b"hello")
        print(client.recv(5).decode())
"""
CONNECT = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5).close()
    print("connected")
except OSError as error:
    print(type(error).__name__)
"""


@pytest.mark.usefixtures("namespace")
def test_loopback_works() -> None:
    done = start(*PYTHON, ECHO)
    assert (done.stdout, done.stderr, done.returncode) == ("hello\n", "", 0)


@pytest.mark.usefixtures("namespace")
def test_nothing_outside_can_be_reached_not_even_this_machine(server: int) -> None:
    outside = subprocess.run(
        [*PYTHON, CONNECT, "127.0.0.1", str(server)], capture_output=True, text=True, timeout=60, check=True
    )
    assert outside.stdout == "connected\n"
    assert start(*PYTHON, CONNECT, "127.0.0.1", str(server)).stdout == "ConnectionRefusedError\n"
    assert start(*PYTHON, CONNECT, "192.0.2.1", "9").stdout == "OSError\n"


@pytest.mark.usefixtures("namespace")
def test_loopback_is_the_only_network_that_is_up() -> None:
    look = """
import fcntl, socket, struct
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    for _, name in socket.if_nameindex():
        flags = struct.unpack_from("h", fcntl.ioctl(s, 0x8913, struct.pack("16sh22x", name.encode(), 0)), 16)[0]
        if flags & 1:
            print(name)
"""
    assert start(*PYTHON, look).stdout == "lo\n"


@pytest.mark.usefixtures("namespace")
def test_the_program_is_given_its_arguments_variables_and_user_and_its_exit_code_comes_back() -> None:
    show = "import os, sys; print(sys.argv[1:], os.environ['KEY'], os.getuid(), os.getgid()); sys.exit(3)"
    done = start(*PYTHON, show, "a b", "--c", KEY="value")
    assert done.stdout == f"['a b', '--c'] value {os.getuid()} {os.getgid()}\n"
    assert done.returncode == 3


@pytest.mark.usefixtures("namespace")
def test_the_process_becomes_the_program() -> None:
    with subprocess.Popen(
        [*OFFLINE, *PYTHON, "import os; print(os.getpid())"], stdout=subprocess.PIPE, text=True
    ) as it:
        assert it.communicate(timeout=60)[0] == f"{it.pid}\n"


@pytest.mark.usefixtures("namespace")
def test_a_program_that_is_not_there_is_said() -> None:
    done = start("no-such-program")
    assert (done.returncode, done.stderr) == (127, "No such file or directory: no-such-program\n")


UNPRIVILEGED = f"""
import importlib.util, os, socket
spec = importlib.util.spec_from_file_location("offline", {offline.__file__!r})
offline = importlib.util.module_from_spec(spec)
spec.loader.exec_module(offline)
def refuse(flags):
    if not flags & offline._CLONE_NEWUSER:
        raise PermissionError(1, "Operation not permitted")
    offline.unshare(flags)
before = os.getuid(), os.getgid()
try:
    offline.enter(refuse)
except offline.NoNamespace as reason:
    raise SystemExit(f"skip: {{reason}}")
assert (os.getuid(), os.getgid()) == before
"""


@pytest.mark.usefixtures("namespace")
def test_who_may_not_make_networks_makes_one_as_themselves(server: int) -> None:
    done = subprocess.run(
        [*PYTHON, UNPRIVILEGED + ECHO + CONNECT, "127.0.0.1", str(server)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.stderr.startswith("skip: "):
        pytest.skip(done.stderr.strip())
    assert (done.stdout, done.stderr) == ("hello\nConnectionRefusedError\n", "")


def test_where_namespaces_are_forbidden_the_program_is_not_started(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(flags: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    with pytest.raises(SystemExit) as ended:
        offline.main(["/bin/false"], refuse, "linux")
    assert ended.value.code == CANNOT
    assert capsys.readouterr().err == "this machine forbids user namespaces: Operation not permitted\n"


def test_where_there_are_none_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        offline.main(["/bin/false"], system="darwin")
    assert ended.value.code == CANNOT
    assert capsys.readouterr().err == "network namespaces exist on Linux only, and this is darwin\n"
