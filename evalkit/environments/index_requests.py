"""How to ask a package index: which ones there are, and the proxies, certificates and passwords that lead to them.

All of it is in the variables that uv gets, so that evalkit asks an index as uv does.
"""

from __future__ import annotations

import base64
import netrc
import re
import ssl
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError
from urllib.parse import SplitResult, unquote, urlsplit

DEFAULT_INDEX = "https://pypi.org/simple"
"""The index that uv asks where nobody names another."""

_INDEXES = ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX_URL")
_NAMED = re.compile(r"(?:(?P<name>[\w.-]+)=)?(?P<url>[a-z]+://.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a sign of life, for one whole answer, and for all answers together."""

    silence: float = 30
    answer: float = 120
    all_answers: float = 600


PATIENCE = Patience()


def indexes_in(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses of the package indexes that these variables name, in the order in which uv asks them."""
    first = " ".join(environ.get(name, "") for name in ("UV_INDEX", "UV_EXTRA_INDEX_URL")).split()
    last = environ.get("UV_DEFAULT_INDEX") or environ.get("UV_INDEX_URL") or DEFAULT_INDEX
    found = (_NAMED.fullmatch(text) for text in [*first, last])
    return tuple(dict.fromkeys(parts["url"] for parts in found if parts))


def is_offline(environ: Mapping[str, str]) -> bool:
    """Whether the user's settings forbid to ask anybody."""
    return environ.get("UV_OFFLINE", "").lower() not in ("", "0", "false")


def size_of_file(address: str, environ: Mapping[str, str], patience: Patience = PATIENCE) -> int | None:
    """Ask an index for the size of one of its files, in bytes, without downloading it; None where it does not say.

    An index that answers in HTML lists its files without their sizes.
    """
    try:
        at = urlsplit(address)
        if at.scheme not in ("http", "https") or not at.hostname:
            return None
        request = request_for(at._replace(netloc=host_and_port(at), fragment="").geturl(), at, environ, method="HEAD")
        with opener_for(at, environ).open(request, timeout=patience.silence) as answer:
            return int(answer.headers.get("Content-Length") or 0) or None
    except HTTPError as error:
        error.close()
    except (OSError, HTTPException, ValueError):  # a URLError is an OSError
        pass
    return None


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, never from HTTPS to less, and takes the password along to the same place alone."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme == "http"):
            return None
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None:
            request.method = req.get_method()  # before Python 3.13, a HEAD would become a GET
        secret = req.unredirected_hdrs.get("Authorization")
        if request is not None and secret and _origin(old) == _origin(new):
            request.add_unredirected_header("Authorization", secret)
        return request


def opener_for(at: SplitResult, environ: Mapping[str, str]) -> urllib.request.OpenerDirector:
    """Raises OSError or ValueError where certificates cannot be read."""
    context = ssl.create_default_context(
        cafile=environ.get("SSL_CERT_FILE") or None, capath=environ.get("SSL_CERT_DIR") or None
    )
    if client := environ.get("SSL_CLIENT_CERT"):
        context.load_cert_chain(client)
    if {at.hostname, host_and_port(at)} & set(environ.get("UV_INSECURE_HOST", "").replace(",", " ").split()):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return urllib.request.build_opener(
        urllib.request.ProxyHandler(_proxies(at, environ)),
        urllib.request.HTTPSHandler(context=context),
        _Redirects(),
    )


def request_for(
    address: str, at: SplitResult, environ: Mapping[str, str], method: str = "GET"
) -> urllib.request.Request:
    """Return a request with the password that the settings have for this place, which follows no redirect elsewhere."""
    request = urllib.request.Request(address, method=method)  # noqa: S310
    if login := _login(at, environ):
        secret = base64.b64encode(":".join(login).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {secret}")
    return request


def _proxies(at: SplitResult, environ: Mapping[str, str]) -> dict[str, str]:
    def said(name: str) -> str:
        return environ.get(name) or environ.get(name.upper()) or ""

    around = said("no_proxy")
    if around and urllib.request.proxy_bypass_environment(host_and_port(at), {"no": around}):  # type: ignore[attr-defined]
        return {}
    found = {scheme: said(f"{scheme}_proxy") or said("all_proxy") for scheme in ("http", "https")}
    return {scheme: proxy for scheme, proxy in found.items() if proxy}


def _login(at: SplitResult, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return user and password for an index: of the configured one at the same place that is nearest, else from netrc."""
    near = [(shared, login) for each, login in _configured(environ) if (shared := _shared_path(each, at)) is not None]
    if near:
        return max(near, key=lambda one: one[0])[1]
    file = environ.get("NETRC")
    if not file or not at.hostname:
        return None
    try:
        known = netrc.netrc(file).authenticators(at.hostname)
    except (OSError, netrc.NetrcParseError, ValueError):
        return None
    return (known[0], known[2] or "") if known and (known[0] or known[2]) else None


def _configured(environ: Mapping[str, str]) -> Iterator[tuple[SplitResult, tuple[str, str]]]:
    """Yield the configured indexes that have a user or a password, with both."""
    for text in " ".join(environ.get(name, "") for name in _INDEXES).split():
        if not (parts := _NAMED.fullmatch(text)):
            continue
        each = urlsplit(parts["url"])
        user, password = unquote(each.username or ""), unquote(each.password or "")
        if parts["name"]:
            variable = f"UV_INDEX_{re.sub(r'[^A-Z0-9]', '_', parts['name'].upper())}"
            user = environ.get(f"{variable}_USERNAME") or user
            password = environ.get(f"{variable}_PASSWORD") or password
        if user or password:
            yield each, (user, password)


def _shared_path(one: SplitResult, other: SplitResult) -> int | None:
    """Return how many parts of their paths two addresses share from the front; None if they are not at the same place."""
    if _origin(one) != _origin(other):
        return None
    paths = zip(one.path.strip("/").split("/"), other.path.strip("/").split("/"), strict=False)
    shared = 0
    for mine, others in paths:
        if mine != others:
            break
        shared += 1
    return shared


def _origin(at: SplitResult) -> tuple[str, str, int]:
    return at.scheme, (at.hostname or "").lower(), at.port or (443 if at.scheme == "https" else 80)


def host_and_port(at: SplitResult) -> str:
    """Return an address's host and port, without a user or a password."""
    return at.netloc.rpartition("@")[2]
