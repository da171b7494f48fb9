"""The address of a service: a file in outputs/ with an http address of this machine's loopback, and nothing else."""

from __future__ import annotations

import ipaddress
import random
import socket
import stat
from pathlib import Path
from urllib.parse import urlsplit

ADDRESS = "address"
"""The file in outputs/ in which a service says where it answers."""
PORT = "PORT"
"""The variable with a free port of loopback, which a service may listen on."""
LONGEST = 300

_PORTS = range(10_000, 32_768)
"""Below the range that Linux takes the ports of outgoing connections from, so that none of these gets in the way."""
_TRIES = 50


class BadAddress(Exception):
    """An address that nobody may talk to; its text says why, for the author of the implementation."""


def read_address(outputs: Path) -> str:
    """Return the address in outputs/, or an empty text as long as there is none.

    Raises:
        BadAddress: the file is no regular file, is too long, or holds something other than an address of loopback.
    """
    file = outputs / ADDRESS
    try:
        about = file.lstat()
        if not stat.S_ISREG(about.st_mode):
            raise BadAddress(f"outputs/{ADDRESS} is not a regular file")
        if about.st_size > LONGEST:
            raise BadAddress(f"outputs/{ADDRESS} has more than {LONGEST} bytes")
        text = file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        raise BadAddress(f"outputs/{ADDRESS} cannot be read") from None
    return loopback(text) if text else ""


def loopback(text: str) -> str:
    """Return an address without a slash at its end.

    Raises:
        BadAddress: it is no http address of loopback with a port.
    """
    wrong = BadAddress(f"outputs/{ADDRESS} holds {text[:60]!r}; write an address such as http://127.0.0.1:8000")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme != "http" or not port or parts.username is not None or parts.query or parts.fragment:
        raise wrong
    if not text.isprintable() or " " in text:
        raise wrong
    if host != "localhost" and not _is_loopback(host):
        raise wrong
    return text.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    draw = random.SystemRandom()  # two evalkits on one machine must not draw the same ports
    for _ in range(_TRIES):
        if _is_free(port := draw.choice(_PORTS)):
            return port
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
