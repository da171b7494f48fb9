from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.environments import Unavailable
from evalkit.environments.lock_file import platform_tag_of
from evalkit.environments.uv_command import UvFailed, complaint, scrubbed, uv_environ, uv_program


def test_proxies_certificates_and_indexes_of_the_user_are_kept() -> None:
    own = {"HTTPS_PROXY": "p", "SSL_CERT_FILE": "c", "UV_DEFAULT_INDEX": "d", "UV_INDEX_URL": "i"}
    assert own.items() <= uv_environ(outside=own).items()


@pytest.mark.parametrize(
    "name",
    ["PYTHONDONTWRITEBYTECODE", "UV_RESOLUTION", "UV_CONSTRAINT", "UV_NO_VERIFY_HASHES", "UV_PYTHON", "PYTHONPATH"],
)
def test_what_would_change_the_environment_is_left_out(name: str) -> None:
    assert name not in uv_environ(outside={name: "1"})


def test_an_adapters_index_comes_before_the_users() -> None:
    assert uv_environ("a", {"UV_INDEX": "b c"})["UV_INDEX"] == "a b c"
    assert uv_environ("a", {})["UV_INDEX"] == "a"
    assert "UV_INDEX" not in uv_environ(outside={})


def test_interpreters_are_not_downloaded_by_the_way_unless_the_user_says_so() -> None:
    assert uv_environ(outside={})["UV_PYTHON_DOWNLOADS"] == "never"
    assert uv_environ(outside={"UV_PYTHON_DOWNLOADS": "automatic"})["UV_PYTHON_DOWNLOADS"] == "automatic"


def test_a_missing_uv_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise FileNotFoundError("/home/ada/bin/uv")

    uv_program.cache_clear()
    monkeypatch.setattr("uv.find_uv_bin", gone)
    with pytest.raises(Unavailable, match="pip install uv"):
        uv_program()


def test_the_platform_names_system_and_machine() -> None:
    assert platform_tag_of("linux", "x86_64", "x86_64-pc-linux-gnu") == "linux-x86_64"
    assert platform_tag_of("linux", "aarch64", "aarch64-alpine-linux-musl") == "linux-musl-aarch64"
    assert platform_tag_of("darwin", "arm64", "arm64-apple-darwin23") == "macos-arm64"


UNKNOWN = """\
warning: Failed to inspect Python interpreter from search path at `/home/ada/.pyenv/shims/python3.10`
error: No solution found when resolving dependencies
  cause: Because nosuchpackage was not found in the package registry and you require nosuchpackage==1, we can conclude
         that your requirements are unsatisfiable.

hint: Packages were unavailable because the network was disabled.
"""
OLDER = """\
  \N{MULTIPLICATION SIGN} No solution found when resolving dependencies:
  ╰─▶ Because nosuchpackage was not found in the package registry and you
      require nosuchpackage==1, we can conclude that your requirements are
      unsatisfiable.
"""
REFUSED = """\
error: Failed to fetch: http://ada:secret@index.example.org/simple/six/
  cause: error sending request for url (http://ada:secret@index.example.org/simple/six/)
  cause: Connection refused (os error 111)
"""


@pytest.mark.parametrize("stderr", [UNKNOWN, OLDER])
def test_no_solution_is_said_in_uvs_own_words_whatever_its_age(stderr: str) -> None:
    assert complaint(stderr) == (
        "No solution found when resolving dependencies: Because nosuchpackage was not found in the package registry "
        "and you require nosuchpackage==1, we can conclude that your requirements are unsatisfiable"
    )


def test_a_full_disk_is_no_matter_of_the_network() -> None:
    full = UvFailed("Failed to install: x.whl: No space left on device (os error 28)")
    assert full.advice("check the network") == (
        "disk full: make room there, or name another folder in the variable EVALKIT_CACHE"
    )
    assert UvFailed("Connection refused (os error 111)").advice("check the network") == "check the network"


def test_addresses_and_passwords_are_left_out() -> None:
    assert complaint(REFUSED) == "Failed to fetch: <address>: Connection refused (os error 111)"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("at `/home/ada/.cache/uv/x.whl`", "at `x.whl`"),
        ("dns error for files.example.org:443", "dns error for <host>"),
        ("six==1.17.0 and numpy/core 3/4", "six==1.17.0 and numpy/core 3/4"),
        ("file:///srv/mirror/simple", "<address>"),
        ("git+https://example.org/x", "<address>"),
    ],
)
def test_paths_keep_their_last_name_and_hosts_go(text: str, clean: str) -> None:
    assert scrubbed(text) == clean


def test_without_an_error_line_the_last_words_are_taken() -> None:
    assert complaint("warning: a\nsomething broke\n") == "something broke"
    assert complaint("") == "uv said nothing"


@given(st.text())
def test_whatever_is_said_becomes_one_short_line(stderr: str) -> None:
    said = complaint(stderr)
    assert 0 < len(said) <= 320
    assert len(complaint("error: " + stderr).splitlines()) <= 1
