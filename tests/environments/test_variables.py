"""What of the user's variables reaches which process: lists of what may, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.environments.variables import FIXED, for_candidate, for_measured, for_own_python, for_own_script, for_uv

HOME = Path("/evalkits/own")
NETWORK = {
    "HTTPS_PROXY": "p",
    "no_proxy": "n",
    "SSL_CERT_FILE": "/c",
    "UV_DEFAULT_INDEX": "d",
    "UV_INDEX_URL": "i",
    "UV_INDEX_OWN_PASSWORD": "w",
    "UV_NATIVE_TLS": "1",
    "UV_OFFLINE": "1",
    "UV_HTTP_RETRIES": "9",
}


def test_uv_gets_what_leads_to_an_index() -> None:
    assert NETWORK.items() <= for_uv(NETWORK, HOME).items()


@given(
    st.dictionaries(
        st.from_regex(r"(UV|PIP|PYTHON|LD|CONDA|LC|DYLD|SOURCE|RUST|RAYON)_[A-Z_]{1,20}", fullmatch=True), st.just("x")
    )
)
def test_nothing_else_gets_to_uv(outside: dict[str, str]) -> None:
    got = for_uv({**outside, "HOME": "/home/ada"}, HOME)
    ours = {"PATH", "HOME", "TMPDIR", "UV_CACHE_DIR", "UV_PYTHON_INSTALL_DIR", "UV_CREDENTIALS_DIR", *FIXED}
    assert {name for name in got if name.startswith(("PIP", "PYTHON", "LD", "CONDA", "LC", "SOURCE", "RUST"))} <= ours
    may = (
        "INDEX",
        "FIND_LINKS",
        "KEYRING",
        "INSECURE",
        "TLS",
        "CERTS",
        "MIRROR",
        "DOWNLOADS",
        "OFFLINE",
        "HTTP",
        "TIMEOUT",
        "TOKEN",
    )
    assert not [name for name in got if name not in ours and not any(part in name for part in may)]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "PYTHONOPTIMIZE",
            "PYTHONPATH",
            "PYTHONHOME",
            "PYTHONDONTWRITEBYTECODE",
            "PYTHONWARNINGS",
            "SOURCE_DATE_EPOCH",
        ),
        *("UV_EXCLUDE_NEWER", "UV_LINK_MODE", "UV_NO_BINARY", "UV_CONSTRAINT", "UV_PYTHON", "UV_PROJECT_ENVIRONMENT"),
        *("UV_PREVIEW", "UV_CONCURRENT_INSTALLS", "UV_NO_CACHE", "UV_CONFIG_FILE", "UV_TORCH_BACKEND"),
        *("PIP_INDEX_URL", "PIP_TARGET", "LD_PRELOAD", "LD_LIBRARY_PATH", "MALLOC_ARENA_MAX", "CFLAGS", "API_TOKEN"),
    ],
)
def test_what_would_change_what_is_installed_gets_to_nobody(name: str) -> None:
    outside = {name: "x", "HOME": "/home/ada", "PATH": "/bin"}
    assert name not in for_uv(outside, HOME)
    assert name not in for_measured(outside)
    assert name not in for_candidate(outside)


def test_language_and_time_zone_are_the_same_for_all() -> None:
    outside = {"LC_ALL": "de_DE", "LANG": "de_DE", "TZ": "Pacific/Kiritimati", "PYTHONNOUSERSITE": ""}
    for got in (for_uv(outside, HOME), for_candidate(outside), for_own_script(outside)):
        assert FIXED.items() <= got.items()


def test_uv_looks_into_its_own_folders_though_its_home_is_another(tmp_path: Path) -> None:
    ada = str(tmp_path)
    got = for_uv({"HOME": ada}, HOME)
    assert got["HOME"] == str(HOME)
    assert got["UV_CACHE_DIR"] == f"{ada}/.cache/uv"
    assert got["UV_PYTHON_INSTALL_DIR"] == f"{ada}/.local/share/uv/python"
    assert for_uv({"HOME": ada, "XDG_CACHE_HOME": f"{ada}/fast"}, HOME)["UV_CACHE_DIR"] == f"{ada}/fast/uv"
    assert for_uv({"HOME": ada, "XDG_CACHE_HOME": "fast"}, HOME)["UV_CACHE_DIR"] == f"{ada}/.cache/uv"
    assert for_uv({"HOME": ada, "UV_CACHE_DIR": "/own"}, HOME)["UV_CACHE_DIR"] == "/own"


def test_where_the_home_folder_cannot_be_written_uv_keeps_its_things_in_evalkits_own() -> None:
    got = for_uv({"HOME": "/proc/self"}, HOME)
    assert got["UV_CACHE_DIR"] == str(HOME / "uv-cache")
    assert got["UV_PYTHON_INSTALL_DIR"] == str(HOME / "uv-python")


def test_passwords_in_netrc_are_found(tmp_path: Path) -> None:
    assert "NETRC" not in for_uv({"HOME": str(tmp_path)}, HOME)
    (tmp_path / ".netrc").write_text("")
    assert for_uv({"HOME": str(tmp_path)}, HOME)["NETRC"] == str(tmp_path / ".netrc")


def test_a_keyring_needs_the_users_own_home() -> None:
    outside = {"HOME": "/home/ada", "UV_KEYRING_PROVIDER": "subprocess", "DBUS_SESSION_BUS_ADDRESS": "bus"}
    assert (for_uv(outside, HOME)["HOME"], for_uv(outside, HOME)["DBUS_SESSION_BUS_ADDRESS"]) == ("/home/ada", "bus")
    assert for_uv({**outside, "UV_KEYRING_PROVIDER": "disabled"}, HOME)["HOME"] == str(HOME)


def test_a_relative_folder_of_wheels_is_that_of_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wheels").mkdir()
    got = for_uv({"UV_FIND_LINKS": "wheels,https://example.org/x", "HOME": "/h"}, HOME)
    assert got["UV_FIND_LINKS"] == f"{tmp_path / 'wheels'},https://example.org/x"


def test_a_loaders_path_is_for_evalkits_own_python_alone() -> None:
    outside = {"LD_LIBRARY_PATH": "/opt/lib", "OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "9"}
    assert for_own_python(outside) == {"LD_LIBRARY_PATH": "/opt/lib"}
    assert for_measured(outside) == {"OPENBLAS_CORETYPE": "Haswell"}
    assert "LD_LIBRARY_PATH" in for_own_script(outside)


def test_a_script_of_evalkits_own_sees_nothing_of_the_users() -> None:
    outside = {"PYTHONHASHSEED": "7", "PYTHONPATH": "/p", "HOME": "/home/ada", "PATH": "/odd", "TOKEN": "t"}
    got = for_own_script(outside)
    assert got["PYTHONHASHSEED"] == "0"
    assert not {"PYTHONPATH", "TOKEN"} & got.keys()
    assert "/odd" not in got["PATH"].split(os.pathsep)
