from __future__ import annotations

import pytest

from evalkit.environments import Unavailable, platform_tag
from evalkit.environments.uv_command import uv_environ, uv_program


def test_proxies_certificates_and_indexes_of_the_user_are_kept() -> None:
    own = {"HTTPS_PROXY": "p", "SSL_CERT_FILE": "c", "UV_DEFAULT_INDEX": "d", "UV_INDEX_URL": "i", "HOME": "h"}
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


def test_the_platform_names_system_and_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def tag(system: str, machine: str, libc: str) -> str:
        monkeypatch.setattr("sys.platform", system)
        monkeypatch.setattr("platform.machine", lambda: machine)
        monkeypatch.setattr("sysconfig.get_config_var", lambda _: libc)
        return platform_tag()

    assert tag("linux", "x86_64", "x86_64-pc-linux-gnu") == "linux-x86_64"
    assert tag("linux", "aarch64", "aarch64-alpine-linux-musl") == "linux-musl-aarch64"
    assert tag("darwin", "arm64", "arm64-apple-darwin23") == "macos-arm64"
