"""What of the user's variables reaches a process that evalkit starts: a list for each kind of process, and nothing else.

Whatever is not named here stays out, so that nothing that a user has set can change what is installed, how it is
compiled, or how fast it runs. evalkit starts four kinds of processes: uv, its own Python, interpreters that it asks
what they are, and measured ones. Only uv speaks to the network, and gets what that needs; where evalkit itself asks a
package index, it takes the same.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

FIXED: Mapping[str, str] = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONNOUSERSITE": "1"}
"""What every process gets, whatever the user has set: language, time zone, and no packages of the user's own."""

_HARDWARE = ("OPENBLAS_CORETYPE", "NVPL_CORETYPE")
"""Work round hardware that a library misjudges, such as a virtual machine's processor.

Without them the tool would crash here, which says nothing about the tool, and they hold no secrets. How many threads a
library may use is not among them: that is fixed for all.
"""

_SHARED_PYTHON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What a Python that is a shared library may need to start; for evalkit's own Python alone."""

_NETWORK = (
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "SSL_CLIENT_CERT", "NETRC"),
)
"""Proxies, certificates and passwords, as uv and most others read them."""

_OF_UV = re.compile(
    "UV_(?:"
    # Where distributions and interpreters come from, and how to get in there.
    "DEFAULT_INDEX|INDEX|INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|INDEX_STRATEGY|INDEX_[A-Z0-9_]+_(?:USERNAME|PASSWORD)"
    "|KEYRING_PROVIDER|INSECURE_HOST|NATIVE_TLS|SYSTEM_CERTS|CREDENTIALS_DIR|GITHUB_TOKEN"
    "|ASTRAL_MIRROR_URL|PYTHON_INSTALL_MIRROR|PYTHON_DOWNLOADS_JSON_URL|PYTHON_DOWNLOADS"
    # How patient to be with the network.
    "|OFFLINE|HTTP_TIMEOUT|REQUEST_TIMEOUT|HTTP_CONNECT_TIMEOUT|HTTP_RETRIES|CONCURRENT_DOWNLOADS"
    # Where uv keeps things.
    "|CACHE_DIR|PYTHON_INSTALL_DIR"
    ")"
)
_PATHS = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSL_CLIENT_CERT", "NETRC", "UV_CREDENTIALS_DIR", "UV_FIND_LINKS")
"""Those that may be paths relative to the working folder, which is not uv's."""


def for_uv(outside: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return what of the variables `outside` uv gets: network, index and certificates, and where it keeps its things.

    `home` is a folder of evalkit's own to take for the home folder: what stands in the user's (settings of pip, conda,
    distutils) would change what is built. The user's own is taken where a keyring is asked for passwords.
    """
    users = home_of(outside)
    passed = {name: value for name, value in outside.items() if name in _NETWORK or _OF_UV.fullmatch(name)}
    passed |= {name: _absolute(passed[name]) for name in _PATHS if passed.get(name)}
    has_keyring = passed.get("UV_KEYRING_PROVIDER", "disabled") != "disabled"
    if has_keyring and "DBUS_SESSION_BUS_ADDRESS" in outside:
        passed["DBUS_SESSION_BUS_ADDRESS"] = outside["DBUS_SESSION_BUS_ADDRESS"]
    cache, data = folder_in(outside, "XDG_CACHE_HOME", ".cache"), folder_in(outside, "XDG_DATA_HOME", ".local/share")
    usual = cache / "uv" if cache and _may_be_written(cache / "uv") else home / "uv-cache"
    pythons = data / "uv" / "python" if data else home / "uv-python"
    if not os.path.isdir(pythons) and not _may_be_written(pythons):
        pythons = home / "uv-python"
    places = {
        "UV_CACHE_DIR": outside.get("UV_CACHE_DIR") or usual,
        "UV_PYTHON_INSTALL_DIR": outside.get("UV_PYTHON_INSTALL_DIR") or pythons,
        "UV_CREDENTIALS_DIR": passed.get("UV_CREDENTIALS_DIR") or (data and data / "uv" / "credentials"),
        "NETRC": passed.get("NETRC") or (users and os.path.isfile(users / ".netrc") and users / ".netrc"),
    }
    return {
        **passed,
        **{name: os.path.abspath(place) for name, place in places.items() if place},
        **FIXED,
        "PATH": outside.get("PATH", os.defpath),  # compilers, where something has to be built
        "HOME": str(users if has_keyring and users else home),
        "TMPDIR": tempfile.gettempdir(),
    }


def for_own_python(outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what the Python that runs this process needs to start again; most need nothing."""
    outside = os.environ if outside is None else outside
    return {name: outside[name] for name in _SHARED_PYTHON if name in outside}


def for_own_script(outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return all variables for a script of evalkit's own, whose answers must hang on nothing but its input.

    None of them says where modules are found: whoever starts it says so in its input, for what it starts itself must
    not find them.
    """
    return {
        **for_own_python(outside),
        **FIXED,
        "PATH": os.confstr("CS_PATH") or os.defpath,
        "HOME": tempfile.gettempdir(),
        "TMPDIR": tempfile.gettempdir(),
        "PYTHONHASHSEED": "0",
    }


def for_candidate(outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what an interpreter gets that is asked what it is: what a shim needs to find it, and no loader's paths."""
    outside = os.environ if outside is None else outside
    return {
        **for_measured(outside),
        **FIXED,
        **{name: outside[name] for name in ("PATH", "HOME") if name in outside},
    }


def for_measured(outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what of the user's variables a measured process gets."""
    outside = os.environ if outside is None else outside
    return {name: outside[name] for name in _HARDWARE if name in outside}


def home_of(outside: Mapping[str, str]) -> Path | None:
    """Return the user's home folder; None where nobody knows one."""
    home = outside.get("HOME") or home_of_account()
    return Path(home) if home and os.path.isabs(home) else None


def home_of_account() -> str:
    """Return the home folder that the system has noted for the user, or ''."""
    try:
        import pwd  # noqa: PLC0415  (not on every platform)

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return ""


def folder_in(outside: Mapping[str, str], variable: str, usual: str) -> Path | None:
    """Return a folder of the XDG base directories: the one in `variable`, else `usual` in the home folder."""
    named = outside.get(variable, "")
    if os.path.isabs(named):  # others are to be ignored, says the specification
        return Path(named)
    home = home_of(outside)
    return home / usual if home else None


def _may_be_written(folder: Path) -> bool:
    """Whether a folder is there, or could be made, and this user may write there."""
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def _absolute(value: str) -> str:
    parts = (part if "://" in part or not os.path.exists(part) else os.path.abspath(part) for part in value.split(","))
    return ",".join(parts)
