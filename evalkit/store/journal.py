"""The journal file of one run."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evalkit.model import Observation
from evalkit.store.files import naming
from evalkit.store.journal_index import JournalIndex
from evalkit.store.journal_line import DamagedLine, OtherFormat, read_line, read_lines, write_line
from evalkit.store.manifest import NotARun
from evalkit.store.run_files import opened_file

_AT_ONCE, _BYTES_AT_ONCE = 500, 4_000_000
"""Lines that are read in one go, which is quicker; where one of them is damaged, they are read one by one."""
LONGEST_LINE = 16_000_000
"""In bytes. No observation is a tenth as long; what is longer is set aside without being kept in memory."""
MOST_ODD_LINES = 1_000_000
"""Lines with nothing in them, or set aside; a file with more of them is no journal that was damaged, and reading it takes
minutes."""
_NO_SYNC = frozenset((errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY))
"""What a file system answers that has no such call."""
_TOO_LONG = f"it is longer than {LONGEST_LINE // 1_000_000} MB"


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that was set aside; evalkit measures again what it should have held."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"journal.jsonl:{self.line}:1: evalkit set this line aside because {self.why}, and measures it again"


class Journal:
    """All observations of a run, oldest first.

    Opening reads the whole file. A damaged line stays in the file, and `damage` lists it; nothing is ever rewritten.
    Every `append` is on the disk when it returns, unless its file system has no `sync`: then the system decides when it
    is.

    Raises:
        OtherFormat: another version of evalkit wrote the journal.
        NotARun: the journal is a link, a pipe, a device or a folder, cannot be read, or holds mostly other things.
    """

    def __init__(
        self, file: Path, sync: Callable[[int], None] = os.fsync, most_odd_lines: int = MOST_ODD_LINES
    ) -> None:
        self.file, self._most_odd_lines = file, most_odd_lines
        self._sync = sync
        self.observations: list[Observation] = []
        self.damage: list[Damage] = []
        self._ends_whole = True
        self._empty_lines = 0
        self._index: JournalIndex | None = None
        if os.path.lexists(file):
            self._read()

    @property
    def index(self) -> JournalIndex:
        """The index of the observations, made at first use and updated by every append."""
        if self._index is None:
            self._index = JournalIndex()
            self._index.add(self.observations)
        return self._index

    def append(self, seen: Iterable[Observation]) -> None:
        """Record observations durably in one write; after a crash, only the last ones of it may be torn.

        Raises:
            OSError: they cannot be written, or not all of them; the error names the file.
        """
        new = list(seen)
        if not new:
            return
        text = "".join(write_line(observation) for observation in new)
        if not self._ends_whole:
            text = "\n" + text
        created = not self.file.exists()
        self._ends_whole = False  # until all of it is there
        with naming(self.file), self.file.open("ab") as stream:
            stream.write(text.encode("utf-8", "surrogatepass"))
            stream.flush()
            self._make_durable(stream.fileno())
        if created:
            _sync_folder(self.file.parent)
        self._ends_whole = True
        self.observations.extend(new)
        if self._index is not None:
            self._index.add(new)

    def _make_durable(self, descriptor: int) -> None:
        try:
            self._sync(descriptor)
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise

    def _read(self) -> None:
        try:
            with opened_file(self.file) as stream:
                for batch in _batches(stream):
                    self._take_all(batch)
                    if self._empty_lines + len(self.damage) > self._most_odd_lines:
                        raise NotARun(
                            f"{self.file} holds more than {self._most_odd_lines:,} lines that `evalkit run` did not write: "
                            "ask for the run again, or measure it again with --fresh"
                        )
        except OSError as error:
            why = error.strerror or "it is not a regular file"
            raise NotARun(
                f"{self.file} cannot be read ({why}); a run's journal is a file that `evalkit run` wrote"
            ) from None

    def _take_all(self, batch: list[tuple[int, bytes]]) -> None:
        self._ends_whole = batch[-1][1].endswith(b"\n")
        lines = [(number, line) for number, line in batch if line != b"\n"]
        self._empty_lines += len(batch) - len(lines)
        try:
            self.observations.extend(read_lines([line for _, line in lines]))
        except (DamagedLine, OtherFormat):
            for number, line in lines:
                self._take(number, line)

    def _take(self, number: int, line: bytes) -> None:
        if len(line) >= LONGEST_LINE:
            self.damage.append(Damage(number, _TOO_LONG))
            return
        try:
            self.observations.append(read_line(line))
        except OtherFormat as error:
            raise OtherFormat(f"the run in {self.file.parent} {error}") from None
        except DamagedLine as error:
            self.damage.append(Damage(number, str(error)))


def _batches(stream: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    """Yield the lines with their numbers, some hundred at a time; of a line that is too long, the beginning and its end."""
    batch: list[tuple[int, bytes]] = []
    number = size = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            last = line[-1:]
            while last != b"\n" and (more := stream.readline(LONGEST_LINE)):
                last = more[-1:]
            line = line[:-1] + last
        batch.append((number, line))
        size += len(line)
        if len(batch) >= _AT_ONCE or size >= _BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _sync_folder(folder: Path) -> None:
    """Make a new file's name durable too, on systems that can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
