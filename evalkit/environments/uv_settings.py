"""What of uv's configuration files reaches uv: package indexes, proxies and certificates, as variables.

Everything else in them would change what is resolved or where it is installed (`exclude-newer`, `target`, `link-mode`),
so uv is told to read none. Nothing is written anywhere: they may hold passwords.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evalkit.environments.environment import Unavailable
from evalkit.environments.variables import folder_in

_AS_VARIABLES = {
    "index-strategy": "UV_INDEX_STRATEGY",
    "keyring-provider": "UV_KEYRING_PROVIDER",
    "native-tls": "UV_NATIVE_TLS",
    "system-certs": "UV_SYSTEM_CERTS",
    "offline": "UV_OFFLINE",
    "python-install-mirror": "UV_PYTHON_INSTALL_MIRROR",
    "python-downloads-json-url": "UV_PYTHON_DOWNLOADS_JSON_URL",
    "http-proxy": "HTTP_PROXY",
    "https-proxy": "HTTPS_PROXY",
    "no-proxy": "NO_PROXY",
    "cache-dir": "UV_CACHE_DIR",
    "index-url": "UV_INDEX_URL",
    "extra-index-url": "UV_EXTRA_INDEX_URL",
    "find-links": "UV_FIND_LINKS",
    "allow-insecure-host": "UV_INSECURE_HOST",
}
_SEPARATORS = {"find-links": ",", "no-proxy": ","}
"""Between the values of a list; a space for the others."""

_DEFAULT = ("UV_DEFAULT_INDEX", "UV_INDEX_URL")
NO_INDEX = "UV_NO_INDEX"
"""Stands for a setting that uv has no variable for: to look into folders of wheels alone."""


def settings(outside: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that stand for what uv's configuration files say of indexes, proxies and certificates.

    `outside` are the user's variables, which say where the files are. The user's own variables are not in the result,
    and go before it where both are set.

    Raises:
        Unavailable: a file cannot be read, or is not TOML.
    """
    found: dict[str, str] = {}
    indexes: list[str] = []
    for file in _files(outside):  # the user's before the system's
        said = _read(file)
        for table in (said.get("pip", {}), said):
            if isinstance(table, dict):
                for key, variable in _AS_VARIABLES.items():
                    if key in table:
                        found.setdefault(variable, _text(table[key], _SEPARATORS.get(key, " ")))
                if table.get("no-index") is True:
                    found.setdefault(NO_INDEX, "1")
        listed = said.get("index")
        for index in listed if isinstance(listed, list) else ():
            if not isinstance(index, dict) or not isinstance(index.get("url"), str) or index.get("explicit") is True:
                continue  # an explicit one serves only those who name it
            named = f"{index['name']}={index['url']}" if isinstance(index.get("name"), str) else index["url"]
            if index.get("format") == "flat":
                found["UV_FIND_LINKS"] = ",".join(filter(None, [found.get("UV_FIND_LINKS"), index["url"]]))
            elif index.get("default") is True:
                found.setdefault("UV_DEFAULT_INDEX", named)
            else:
                indexes.append(named)
    if indexes:
        found["UV_INDEX"] = " ".join(dict.fromkeys(indexes))
    return found


def merged(outside: Mapping[str, str]) -> dict[str, str]:
    """Return the variables `outside` with those that stand for uv's configuration files behind them.

    Raises:
        Unavailable: a file cannot be read, or is not TOML.
    """
    said = settings(outside)
    if any(outside.get(name) for name in _DEFAULT):
        for name in _DEFAULT:
            said.pop(name, None)
    lower = {name: outside[name.lower()] for name in said if name.lower() in outside}  # http_proxy
    both = " ".join(filter(None, (outside.get("UV_INDEX"), said.get("UV_INDEX"))))  # uv looks into both
    return {**said, **lower, **outside, **({"UV_INDEX": both} if both else {})}


def _files(outside: Mapping[str, str]) -> Iterator[Path]:
    if outside.get("UV_NO_CONFIG", "").lower() in ("1", "true", "yes", "on"):
        return
    if outside.get("UV_CONFIG_FILE"):
        yield Path(outside["UV_CONFIG_FILE"])
        return
    own = folder_in(outside, "XDG_CONFIG_HOME", ".config")
    systems = [
        Path(each) for each in outside.get("XDG_CONFIG_DIRS", "/etc/xdg").split(os.pathsep) if os.path.isabs(each)
    ]
    places = [own / "uv" / "uv.toml"] if own else []
    for place in (*places, *(each / "uv" / "uv.toml" for each in systems), Path("/etc/uv/uv.toml")):
        if os.path.isfile(place):
            yield place


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        why = error.strerror or "unknown reason"
    except (ValueError, RecursionError):
        why = "it is not TOML"
    raise Unavailable(
        f"uv's configuration file {file.name} cannot be read ({why}): mend it, or set UV_NO_CONFIG=1"
    ) from None


def _text(value: Any, separator: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return separator.join(map(str, value)) if isinstance(value, list) else str(value)
