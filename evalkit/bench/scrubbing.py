"""Remove everything from kept text that identifies the machine or its user."""

from __future__ import annotations

import getpass
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlsplit

from evalkit.environments import Unavailable, home_of_account, uv_settings

_INDEX_VARIABLES = re.compile(r"^(UV|PIP|POETRY|PDM|CONDA)_.*(INDEX|FIND_LINKS|CHANNEL|REPOSITOR|TRUSTED_HOST|MIRROR)")
_SCHEME = r"\b[a-z][a-z0-9+.-]{0,20}://"  # bounded, so that a long line of dots takes no longer than another
_REST = r"[^\s'\"<>)\]]*[^\s'\"<>)\],;:.]"  # of an address, less the punctuation of the sentence that it ends
_CREDENTIALS = re.compile(rf"{_SCHEME}[^\s/'\"<>@]+@{_REST}", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s,'\"]+", re.IGNORECASE)
_COMMON_WORDS = """
    root user users admin administrator runner ubuntu debian fedora centos alpine linux darwin windows vagrant docker
    jenkins gitlab github azure travis circleci jovyan coder vscode codespace devcontainer container sandbox builder
    build worker agent nobody guest daemon default local localhost localdomain home data test tests testing python
    conda mamba evalkit service server system name host hostname node main work temp none null true false
"""
_EVERYBODYS = frozenset(_COMMON_WORDS.split())
"""Names that identify nobody and words that programs print; replacing them would only spoil text."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose machine this is: their name, the machine's, and the home folder of their account ('' where unknown)."""

    user: str
    host: str
    home: str

    @classmethod
    def here(cls) -> Self:
        """Return the owner of this machine."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError):
            user = ""
        return cls(user, socket.gethostname(), home_of_account())


def scrub(text: str, *, work: Path | None = None, env: Path | None = None, owner: Owner | None = None) -> str:
    """Return `text` without names of this machine and its user.

    The folder `work` becomes <work>, the environment `env` <env>, the home folder <home>, the host's name <host>, the
    user's name <user>, and addresses with credentials or of the user's package index <address>. A host or user name
    stays if it is as common as 'root' or shorter than four letters, because it identifies nobody and replacing it would
    spoil words. Without an `owner` it is this machine's.
    """
    if not text:
        return text
    owner = owner or Owner.here()
    text = _CREDENTIALS.sub("<address>", text)
    for host in sorted(_index_hosts(), key=len, reverse=True):
        # A host without a dot may be any word, so it counts only in an address.
        scheme = _SCHEME + ("" if "." not in host else "|(?<![\\w.-])")
        text = re.sub(rf"(?:{scheme}){re.escape(host)}(?![\w-])(?:[/:?]{_REST})?", "<address>", text)
    for folder, word in sorted(_folders(work, env, owner.home), key=lambda pair: -len(pair[0])):
        if folder in text:  # most folders are new, and a pattern takes longer to compile than to look
            text = re.sub(re.escape(folder) + r"(?![\w-])", word, text)
    for name, word in _names(owner):
        text = re.sub(rf"(?<![\w]){re.escape(name)}(?![\w])", word, text, flags=re.IGNORECASE)
    return text


def _folders(work: Path | None, env: Path | None, account: str) -> Iterator[tuple[str, str]]:
    homes = {Path(home) for home in (os.environ.get("HOME", ""), os.path.expanduser("~"), account) if home}
    for folder, word in [(work, "<work>"), (env, "<env>"), *((home, "<home>") for home in homes)]:
        if folder is None:
            continue
        for variant in {os.path.abspath(folder), os.path.realpath(folder)}:
            if len(variant) > 1:  # a home at '/' says nothing, and would match everything
                yield variant, word
                yield quote(variant), word


def _configured() -> dict[str, str]:
    """What uv's configuration files say, as variables."""
    where = ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "UV_CONFIG_FILE", "UV_NO_CONFIG")
    return _configured_by(tuple((name, os.environ[name]) for name in where if name in os.environ))


@cache
def _configured_by(where: tuple[tuple[str, str], ...]) -> dict[str, str]:
    try:
        return uv_settings(dict(where))
    except Unavailable:  # whoever asks uv will hear of it
        return {}


def _names(owner: Owner) -> Iterator[tuple[str, str]]:
    for name, word in ((owner.host, "<host>"), (owner.host.partition(".")[0], "<host>"), (owner.user, "<user>")):
        if len(name) > 3 and name.lower() not in _EVERYBODYS:
            yield name, word


def _index_hosts() -> Iterator[str]:
    for name, value in (*_configured().items(), *os.environ.items()):
        if _INDEX_VARIABLES.match(name):
            for address in _ADDRESS.findall(value) or [f"//{host}" for host in value.split()]:
                try:
                    host = urlsplit(address).hostname
                except ValueError:
                    continue
                if host and host not in _EVERYBODYS:
                    yield host
