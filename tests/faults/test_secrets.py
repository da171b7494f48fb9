"""Secrets of the user, planted where people keep them: none reaches a measured process, and none is kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ONE_WORKER, SmallWorkspace

ROOT = Path(__file__).parents[2]
CANARY = "c4n4ry"
"""Every secret has it in it, and nothing else does."""
VARIABLES = {
    "AWS_SECRET_ACCESS_KEY": f"{CANARY}-aws",
    "GITHUB_TOKEN": f"ghp_{CANARY}",
    "HF_TOKEN": f"hf_{CANARY}",
    "WANDB_API_KEY": f"{CANARY}-wandb",
    "MLFLOW_TRACKING_PASSWORD": f"{CANARY}-mlflow",
    "DATABASE_URL": f"postgres://me:{CANARY}@db.example.org/all",
    "UV_INDEX_URL": f"https://me:{CANARY}@pypi.example.org/simple",
    "UV_INDEX_INTERNAL_PASSWORD": f"{CANARY}-uv",
    "PIP_EXTRA_INDEX_URL": f"https://me:{CANARY}@extra.example.org/simple",
    "HTTPS_PROXY": f"http://me:{CANARY}@proxy.example.org:3128",
    "SSH_AUTH_SOCK": f"/nowhere/{CANARY}.sock",
    "EVALKIT_DEBUG": "",
}
FILES = {
    ".netrc": f"machine pypi.example.org login me password {CANARY}\n",
    ".pypirc": f"[pypi]\nusername = __token__\npassword = pypi-{CANARY}\n",
    ".aws/credentials": f"[default]\naws_secret_access_key = {CANARY}\n",
    ".config/uv/uv.toml": f'[[index]]\nurl = "https://me:{CANARY}@pypi.example.org/simple"\n',
    ".config/pip/pip.conf": f"[global]\nindex-url = https://me:{CANARY}@pypi.example.org/simple\n",
    ".ssh/id_ed25519": f"-----BEGIN OPENSSH PRIVATE KEY-----\n{CANARY}\n",
    ".bash_history": f"export TOKEN={CANARY}\n",
}
LOOKING = """
import os, pathlib, subprocess, sys
seen = dict(os.environ)
for folder in {"~", seen["HOME"], "."}:
    for file in pathlib.Path(folder).expanduser().rglob("*"):
        if file.is_file() and "/inputs/" not in str(file):
            print(file, file.read_bytes()[:500], file=sys.stderr)
print(seen, sys.argv, subprocess.run(["env"], capture_output=True, text=True).stdout)
"""
"""What an inquisitive program prints: its variables, those of its children, and all that it has for a home."""


ENDINGS = {"plain": "", "other": "raise SystemExit('failed: ' + repr(seen))\n"}
"""One tool looks and is right, and the other one looks and fails, which keeps what it printed."""


def test_a_secret_reaches_no_measured_process_and_nothing_that_is_kept(
    small: SmallWorkspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    for name, text in FILES.items():
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    small.environ = {**VARIABLES, "HOME": str(home)}
    for tool, ending in ENDINGS.items():
        adapt = small.root / f"tasks/counting/{tool}/adapt.py"
        adapt.write_text(adapt.read_text().replace("\nwith", f"{LOOKING}{ending}\nwith", 1))
    asked = ("--probes", "run,code", "--blocks", "1", "--level", "adapt")
    done = small.evalkit("run", "rubrics/small.yaml", *asked, *ONE_WORKER)
    kept = {file: file.read_bytes() for file in (small.root / "reports").rglob("*") if file.is_file()}
    for tool in ENDINGS:  # it did look
        found = [data for file, data in kept.items() if tool in str(file.relative_to(small.root)) and b"HOME" in data]
        assert any(b"PATH" in data for data in found), (tool, done.stderr)
    assert [file.name for file, data in kept.items() if CANARY.encode() in data] == []
    assert CANARY not in done.stdout + done.stderr


def test_what_was_published_names_no_machine() -> None:
    published = [file for file in (ROOT / "reports" / "reference").rglob("*") if file.is_file()]
    assert published
    for file in published:
        text = file.read_text(encoding="utf-8", errors="replace").replace("<work>/tmp/", "<work>/")  # of a sandbox
        folders = [f"/{folder}/" for folder in ("home", "root", "Users", "work")]
        for identifying in (*folders, "/tmp/tmp", "site-packages/simple", "@pypi"):
            assert identifying not in text, (file.name, identifying)
        assert not re.search(r"[\w\]]:3128\b", text), (file.name, "a proxy's port")
