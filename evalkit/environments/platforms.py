"""The name of this machine's platform, as it stands in the names of lock files."""

from __future__ import annotations

import platform
import sys
import sysconfig


def platform_tag() -> str:
    """Return what wheels of this machine depend on, such as 'linux-x86_64' or 'macos-arm64'.

    Linux with musl instead of glibc is 'linux-musl-...': it takes other wheels.
    """
    machine = platform.machine().lower()
    if sys.platform.startswith("linux"):
        libc = "musl-" if "musl" in str(sysconfig.get_config_var("HOST_GNU_TYPE")) else ""
        return f"linux-{libc}{machine}"
    return f"macos-{machine}" if sys.platform == "darwin" else f"{sys.platform}-{machine}"
