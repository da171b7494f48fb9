"""Becomes the program in its arguments, in a network of its own that has loopback and nothing else.

    python -I -S offline_process.py PROGRAM [ARGUMENT...]

Linux only. If the user may make network namespaces, it makes one; otherwise it makes it in a new user namespace, which
keeps user and group. It uses the standard library only. If no such network is possible, it prints the reason in one
line on standard error and ends with `CANNOT`, without starting the program.
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
"""The exit code if no separate network is possible (EX_OSERR of sysexits.h)."""

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
_PR_SET_PDEATHSIG = 1


class NoNamespace(Exception):
    """No network namespace is possible here; the text says why."""


def unshare(flags: int) -> None:
    """Give this process namespaces of its own, as the system call does; raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)  # os.unshare is there from Python 3.12 only
    if libc.unshare(flags) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def enter(unshare: Callable[[int], None] = unshare, system: str = sys.platform) -> None:
    """Move this process into a new network that has only loopback; raises `NoNamespace`."""
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
    """Keep user and group in the new user namespace; Linux requires that setgroups is denied first."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        answer = fcntl.ioctl(control, _GET_FLAGS, struct.pack("16sh22x", b"lo", 0))
        (flags,) = struct.unpack_from("h", answer, 16)
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh22x", b"lo", flags | _UP))


def _end_with(parent: int) -> None:
    """End when the parent ends, as the launcher asked; the kernel forgets this on entering a user namespace."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(CANNOT)


def main(argv: list[str], unshare: Callable[[int], None] = unshare, system: str = sys.platform) -> None:
    """Enter the network and become the program."""
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
