"""One turn at a time: of all the evalkits that a user runs on a machine, one may time something."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator

from evalkit.store.cache_folder import cache_folder
from evalkit.store.files import exclusive

_LOOK_SECONDS = 5.0
"""After how long to look again whether somebody still has the turn, should nobody have said that it is over."""
_PEER = struct.Struct("3i")  # process, user and group of who listens


@contextlib.contextmanager
def turn(waiting: Callable[[], None], name: str = "") -> Iterator[None]:
    """Have the turn while the body runs; call `waiting` once where another evalkit of this user has it.

    On Linux the turn is an abstract socket: it needs no folder, whatever HOME, TMPDIR and EVALKIT_CACHE say, leaves
    nothing behind, and is free as soon as its holder ends, however it ends. Elsewhere it is a locked file in evalkit's
    cache. Where there can be neither, everybody has it. `name` keeps the turns of tests apart.
    """
    if sys.platform != "linux":
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                stack.enter_context(exclusive(cache_folder() / f"timing{name}.lock", waiting))
            yield
        return
    address = f"\0evalkit-timing-{os.getuid()}{name}"
    told = False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as place:
        while not _take(place, address) and _is_ours(address):
            if not told:
                waiting()
                told = True
            _wait(address)
        yield


def _take(place: socket.socket, address: str) -> bool:
    """Whether the turn is ours now, or nobody can have it."""
    try:
        place.bind(address)
        place.listen()
    except OSError as error:
        return error.errno != errno.EADDRINUSE
    return True


def _is_ours(address: str) -> bool:
    """Whether a process of this user has the turn; nobody waits for other users' processes."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        try:
            asking.connect(address)
            peer = asking.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
        except OSError:
            return True  # over just now: it is asked for again
        return bool(_PEER.unpack(peer)[1] == os.getuid())


def _wait(address: str) -> None:
    """Wait for the holder to end its turn: nobody answers there, and the line breaks then."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_LOOK_SECONDS)
        try:
            line.connect(address)
            line.recv(1)
        except OSError:
            time.sleep(0.01)  # it may be free, or others may be waiting in great number
