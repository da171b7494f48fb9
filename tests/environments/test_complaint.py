from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.environments.complaint import complaint, scrubbed

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
