"""The listener: writes down which hosts a Python process looks up, connects to or sends to.

Python imports it at start-up where its folder stands on PYTHONPATH, so child processes listen too. It runs in a tool's
own interpreter: the standard library only, Python 3.9 and later. Each process appends one line of JSON for each event
to `<pid>.jsonl` in the folder that EVALKIT_LISTEN_INTO names, straight to the system: a process that is killed has
still told. It takes Python's audit events, which the interpreter itself raises; what native code does by itself is not
seen. It only looks: nothing is refused or altered.

A line's `what` is 'start', 'lookup', 'request', 'connect', 'send', or 'answer' (the addresses that a name resolved to).
"""

from __future__ import annotations

import _socket
import contextlib
import functools
import importlib.machinery
import importlib.util
import json
import os
import sys
from collections.abc import Callable
from typing import Any

_INTO = os.environ.get("EVALKIT_LISTEN_INTO", "")
_INTERNET = (_socket.AF_INET, _socket.AF_INET6)
_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
_SENDS = {"socket.connect": "connect", "socket.sendto": "send", "socket.sendmsg": "send"}
_PLUMBING = frozenset(
    [
        "socket",
        "_socket",
        "ssl",
        "select",
        "selectors",
        "urllib",
        "http",
        "requests",
        "urllib3",
        "httpx",
        "httpcore",
        "aiohttp",
        "anyio",
        "sniffio",
        "h11",
        "h2",
        "asyncio",
        "concurrent",
        "threading",
        "queue",
        "functools",
        "contextlib",
        "sitecustomize",
    ]
)
"""What carries a request for others, and so is not who asked."""
_open_files: dict[int, int] = {}


def _write(what: str, **said: Any) -> None:
    pid = os.getpid()
    if pid not in _open_files:  # also after a fork
        path = os.path.join(_INTO, f"{pid}.jsonl")
        _open_files[pid] = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    line = json.dumps({"what": what, **said}, default=str).encode() + b"\n"
    try:
        os.write(_open_files[pid], line)
    except OSError:  # a program that tidies up closes all files, ours among them
        del _open_files[pid]
        raise


def _text(host: Any) -> str:
    return host.decode(errors="replace") if isinstance(host, (bytes, bytearray)) else str(host or "")


def _asker() -> dict[str, Any]:
    """The innermost frame that is not plumbing: its module and line, and the packages that called it, innermost first."""
    frame = sys._getframe(1)  # noqa: SLF001  (the only way to see who is calling)
    innermost: dict[str, Any] | None = None
    carrier = "?"
    via: list[str] = []
    while frame is not None:
        module = str(frame.f_globals.get("__name__", "?"))
        top = module.partition(".")[0]
        if top not in _PLUMBING and not top.startswith("importlib"):
            if innermost is None:
                innermost = {"asker": module, "line": frame.f_lineno}
            if top not in via:
                via.append(top)
        elif frame.f_globals is not globals() and innermost is None:
            carrier = module
        frame = frame.f_back  # type: ignore[assignment]
    return {**(innermost or {"asker": carrier, "line": 0}), "via": via[:8]}


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Take one audit event; nothing that goes wrong here may reach the program."""
    if event in _LOOKUPS:
        given = arguments[0]
        host = given[0] if isinstance(given, tuple) else given
        if host:
            _write("lookup", host=_text(host), how=event, **_asker())
    elif event in _SENDS:
        socket, address = arguments[0], arguments[1]
        if isinstance(address, tuple) and address and int(socket.family) in _INTERNET:
            datagram = (int(socket.type) & 0xF) == _socket.SOCK_DGRAM
            port = address[1] if len(address) > 1 else 0
            _write(_SENDS[event], host=_text(address[0]), port=port, datagram=datagram, how=event, **_asker())
    elif event == "urllib.Request":
        _write("request", url=_text(arguments[0]).partition("?")[0], how=event, **_asker())
    elif event == "http.client.connect":
        _write("request", host=_text(arguments[1]), port=arguments[2], how=event, **_asker())


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(("socket.", "urllib.", "http.")):
        with contextlib.suppress(Exception):
            _hear(event, arguments)


def _addresses(answer: Any) -> list[str]:
    if isinstance(answer, str):
        return [answer]
    if isinstance(answer, tuple):  # gethostbyname_ex, gethostbyaddr
        return [str(address) for address in answer[2]]
    return sorted({str(entry[4][0]) for entry in answer})


def _telling(ask: Callable[..., Any]) -> Callable[..., Any]:
    """The same lookup, which tells what it answered: the audit event comes before there is an answer."""

    @functools.wraps(ask)
    def asked(*arguments: Any, **named: Any) -> Any:
        answer = ask(*arguments, **named)
        with contextlib.suppress(Exception):
            host = arguments[0] if arguments else named.get("host")
            if host:
                _write("answer", host=_text(host), addresses=_addresses(answer))
        return answer

    return asked


def _listen() -> None:
    _write("start", python=sys.version.split()[0])
    sys.addaudithook(_hook)
    loaded = sys.modules.get("socket")
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        told = _telling(getattr(_socket, name))
        setattr(_socket, name, told)
        if loaded is not None and name != "getaddrinfo":  # the others, socket copies when it is imported
            setattr(loaded, name, told)


def _run_the_next() -> None:
    """Run the sitecustomize that would have run without this one: the first further down the path."""
    here = os.path.dirname(os.path.realpath(__file__))
    places = [os.path.realpath(place) for place in sys.path]
    if here not in places:
        return
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path[places.index(here) + 1 :])
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


if _INTO:
    with contextlib.suppress(OSError):
        _listen()
_run_the_next()
