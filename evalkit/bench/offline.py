"""Becomes the program in its arguments, in a network of its own that has loopback and nothing else.

    python -I -S offline.py PROGRAM [ARGUMENT...]

Linux only. Whoever may make network namespaces makes one; anybody else makes it within a user namespace of their own,
in which their user and group stay what they are. Standard library only. Where there can be no such network, it says why
on standard error in one line and ends with `CANNOT`, and the program is not started.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable

CANNOT = 71
"""The exit code where there can be no network of its own (EX_OSERR of sysexits.h)."""

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
_PR_SET_PDEATHSIG = 1


class NoNamespace(Exception):
    """There can be no network namespace here; its text says why."""


def unshare(flags: int) -> None:
    """Give this process namespaces of its own, as the system call does; raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)  # os.unshare is there from Python 3.12 only
    if libc.unshare(flags) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def enter(unshare: Callable[[int], None] = unshare, system: str = sys.platform) -> None:
    """Move this process into a new network in which loopback alone is up; raises `NoNamespace`."""
    if system != "linux":
        raise NoNamespace(f"network namespaces exist on Linux only, and this is {system}")
    user, group = os.geteuid(), os.getegid()
    try:
        unshare(_CLONE_NEWNET)
    except PermissionError:
        try:
            unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
            _stay(user, group)
        except OSError as error:
            raise NoNamespace(f"this machine forbids user namespaces: {error.strerror}") from None
    except OSError as error:
        raise NoNamespace(f"this machine has no network namespaces: {error.strerror}") from None
    try:
        _raise_loopback()
    except OSError as error:
        raise NoNamespace(f"loopback could not be brought up in a network namespace: {error.strerror}") from None


def _stay(user: int, group: int) -> None:
    """Be in the new user namespace who one was outside; Linux asks that setgroups be denied first."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        answer = fcntl.ioctl(control, _GET_FLAGS, struct.pack("16sh22x", b"lo", 0))
        (flags,) = struct.unpack_from("h", answer, 16)
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh22x", b"lo", flags | _UP))


def _end_with(parent: int) -> None:
    """End when the parent does, as the launcher asked for: entering a user namespace makes the kernel forget it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(CANNOT)


def main(argv: list[str], unshare: Callable[[int], None] = unshare, system: str = sys.platform) -> None:
    """Enter, and become the program."""
    parent = os.getppid()
    try:
        enter(unshare, system)
    except NoNamespace as reason:
        sys.stderr.write(f"{reason}\n")
        sys.exit(CANNOT)
    _end_with(parent)
    try:
        os.execvp(argv[0], argv)  # noqa: S606
    except OSError as error:
        sys.stderr.write(f"{error.strerror}: {argv[0]}\n")
        sys.exit(127)


if __name__ == "__main__":
    main(sys.argv[1:])
