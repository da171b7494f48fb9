"""uv's configuration files: what leads to an index passes, as variables, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.environments import Unavailable
from evalkit.environments.uv_settings import merged, settings

WHOLE = """
exclude-newer = "2024-01-01"
link-mode = "symlink"
resolution = "lowest"
native-tls = true
allow-insecure-host = ["a.example.org", "b.example.org"]
no-binary-package = ["numpy"]
http-proxy = "http://proxy.example.org"

[pip]
target = "/elsewhere"
no-deps = true
extra-index-url = ["https://e.example.org/simple"]

[[index]]
name = "own"
url = "https://own.example.org/simple"

[[index]]
url = "https://default.example.org/simple"
default = true

[[index]]
name = "some"
url = "https://some.example.org/simple"
explicit = true

[[index]]
url = "https://flat.example.org/wheels"
format = "flat"
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The variables of a user whose configuration is WHOLE."""
    file = tmp_path / ".config" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text(WHOLE)
    return {"HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path / "system")}


def test_indexes_proxies_and_certificates_pass_and_nothing_else(home: dict[str, str]) -> None:
    assert settings(home) == {
        "UV_NATIVE_TLS": "true",
        "UV_INSECURE_HOST": "a.example.org b.example.org",
        "HTTP_PROXY": "http://proxy.example.org",
        "UV_EXTRA_INDEX_URL": "https://e.example.org/simple",
        "UV_INDEX": "own=https://own.example.org/simple",
        "UV_DEFAULT_INDEX": "https://default.example.org/simple",
        "UV_FIND_LINKS": "https://flat.example.org/wheels",
    }


def test_the_users_own_variables_go_before(home: dict[str, str]) -> None:
    own = {**home, "UV_DEFAULT_INDEX": "d", "UV_INDEX": "i", "UV_NATIVE_TLS": "false", "http_proxy": "p"}
    got = merged(own)
    assert (got["UV_DEFAULT_INDEX"], got["UV_NATIVE_TLS"]) == ("d", "false")
    assert got["UV_INDEX"] == "i own=https://own.example.org/simple"
    assert got["HTTP_PROXY"] == got["http_proxy"] == "p"
    assert "UV_DEFAULT_INDEX" not in merged({**home, "UV_INDEX_URL": "u"})


def test_the_systems_file_stands_behind_the_users(home: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "system" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'native-tls = false\nkeyring-provider = "subprocess"\n[[index]]\nurl = "https://s.example.org/simple"\n'
    )
    got = settings(home)
    assert (got["UV_NATIVE_TLS"], got["UV_KEYRING_PROVIDER"]) == ("true", "subprocess")
    assert got["UV_INDEX"] == "own=https://own.example.org/simple https://s.example.org/simple"


def test_a_file_may_be_named_or_all_forbidden(home: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('index-url = "https://o.example.org"\n')
    assert settings({**home, "UV_CONFIG_FILE": str(other)}) == {"UV_INDEX_URL": "https://o.example.org"}
    assert settings({**home, "UV_NO_CONFIG": "1"}) == {}
    assert settings({"XDG_CONFIG_DIRS": "", "HOME": str(tmp_path / "empty")}) == {}


@pytest.mark.parametrize("text", ["not toml at all [", "a = " + "[" * 100_000, "index = 3\n"])
def test_what_is_no_configuration_is_said_or_left_out(home: dict[str, str], tmp_path: Path, text: str) -> None:
    file = tmp_path / ".config" / "uv" / "uv.toml"
    file.write_text(text)
    if "[" in text:
        with pytest.raises(Unavailable, match=r"uv\.toml cannot be read \(it is not TOML\)"):
            settings(home)
    else:
        assert settings(home) == {}
