"""Distributions that say what they require, for a package index of our own."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import zipfile

MODULE = "VALUE = 42\n" * 100
BACKEND = "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"


def wheel_file(name: str, version: str, *requires: str, python: str = "", module: str = MODULE) -> dict[str, bytes]:
    """A wheel with one module, as an entry for an index's files."""
    info = f"{name}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {each}" for each in requires]
    metadata += [f"Requires-Python: {python}"] if python else []
    files = {
        f"{name}.py": module.encode(),
        f"{info}/METADATA": "\n".join([*metadata, ""]).encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for path, data in files.items()
    )
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path), data)
    return {f"{name}-{version}-py3-none-any.whl": buffer.getvalue()}


def source_that_does_not_build(name: str, version: str) -> dict[str, bytes]:
    """A source distribution whose build backend raises."""
    files = {
        "pyproject.toml": BACKEND,
        "backend.py": "raise RuntimeError('no compiler here')\n",
        "PKG-INFO": f"Metadata-Version: 1.0\nName: {name}\nVersion: {version}\n",
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return {f"{name}-{version}.tar.gz": buffer.getvalue()}
