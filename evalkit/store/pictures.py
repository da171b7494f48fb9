"""Pictures in a run's folder, which somebody else may have made: still images in WebP, within the size that evalkit writes."""

from __future__ import annotations

from pathlib import Path

from evalkit.store.run_files import beginning_of

LARGEST = 150_000
"""In bytes."""
WIDEST, TALLEST = 1200, 2400
"""In pixels."""

_HEADER = 30
_ANIMATED = 0x02


def picture(folder: Path, name: str) -> tuple[bytes, int, int] | None:
    """Return a picture below a run's folder with its width and height; None if there is none that evalkit would write."""
    read = beginning_of(folder, name, LARGEST)
    size = size_of(read.data) if read and read.is_whole else None
    return (read.data, *size) if read and size and size[0] <= WIDEST and size[1] <= TALLEST else None


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a still WebP, going by its headers; None for anything else."""
    if len(data) < _HEADER or data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        return None
    if data[12:16] == b"VP8X" and not data[20] & _ANIMATED:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        return width, height
    return None
