"""How well sites are found: recall and precision over a folder of files that people have labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalkit.documents import BadInput, Place, Problem, read_document
from evalkit.probes.dsls.detector import find_sites
from evalkit.probes.dsls.kinds import DslPattern

LABELS = ".labels.yaml"
"""How the labels of `x.py` are called: `x.py.labels.yaml`."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How many labelled sites were found, and how many found ones are labelled.

    `missed` and `wrong` are 'file:line kind'; `kinds` holds the same by kind; `counter_examples` is the number of lines
    that are labelled as holding nothing although they look like it.
    """

    labelled: int
    found: int
    right: int
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    counter_examples: int = 0
    kinds: Mapping[str, Measured] | None = None

    @property
    def recall(self) -> float:
        """The share of the labelled sites that were found; 1 where there are none."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        """The share of the found sites that are labelled; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    def to_text(self) -> str:
        """All figures, by kind too, and every difference, for people."""
        size = f"{self.labelled} labelled sites, {self.counter_examples} counter-examples"
        lines = [f"{size}: recall {self.recall:.3f}, precision {self.precision:.3f}"]
        lines += [
            f"  {kind:20} {one.labelled:4} labelled, recall {one.recall:.3f}, precision {one.precision:.3f}"
            for kind, one in (self.kinds or {}).items()
        ]
        lines += [f"missed {place}" for place in self.missed] + [f"wrong  {place}" for place in self.wrong]
        return "\n".join(lines)


Label = tuple[str, int, str]
"""File, line from 1, kind."""


def measure(folder: Path, kinds: Sequence[DslPattern] = ()) -> Measured:
    """Find sites in every labelled file below a folder and compare; raises BadInput where labels cannot be read.

    Labels stand beside each file in `<file>.labels.yaml`: `sites: {kind: [first line, ...]}`, a line once for each site
    that begins there, and `counter: [lines]` for what only looks like a DSL.
    """
    labelled: Counter[Label] = Counter()
    found: Counter[Label] = Counter()
    counter = 0
    for file, sites, lines in read_labels(folder):
        counter += lines
        name = file.relative_to(folder).as_posix()
        labelled.update((name, line, kind) for kind, line in sites)
        found.update((name, site.first, site.kind) for site in find_sites(file, kinds))
    by_kind = {
        kind: _compared(_of(kind, labelled), _of(kind, found))
        for kind in sorted({kind for _, _, kind in (*labelled, *found)})
    }
    return _compared(labelled, found, counter, by_kind)


def read_labels(folder: Path) -> Iterator[tuple[Path, list[tuple[str, int]], int]]:
    """Each labelled file, its labels as kind and line, and the number of its counter-examples."""
    paths = sorted(folder.rglob(f"*{LABELS}"))
    if not paths:
        raise BadInput([Problem(Place(str(folder)), f"nothing here is labelled; write <file>{LABELS} beside a file")])
    for path in paths:
        problems: list[Problem] = []
        written = read_document(path, folder, problems)
        if written is None or problems:
            raise BadInput(problems)
        sites: list[tuple[str, int]] = []
        for kind, place, node in written.members("sites"):
            lines = [item.value for item in node.items()]
            if not lines or not all(isinstance(line, int) for line in lines):
                raise BadInput([Problem(place, f"{kind!r} must be a list of line numbers; write {kind}: [3, 12]")])
            sites += [(kind, line) for line in lines if isinstance(line, int)]
        file = path.with_name(path.name.removesuffix(LABELS))
        if not file.is_file():
            place = Place(path.relative_to(folder).as_posix())
            raise BadInput([Problem(place, f"labels {file.name}, which is not here; put it beside")])
        yield file, sites, len(list(written.items("counter")))


def _of(kind: str, labels: Counter[Label]) -> Counter[Label]:
    return Counter({label: count for label, count in labels.items() if label[2] == kind})


def _compared(
    labelled: Counter[Label], found: Counter[Label], counter: int = 0, kinds: Mapping[str, Measured] | None = None
) -> Measured:
    right = sum((labelled & found).values())
    missed, wrong = (tuple(_shown(labels)) for labels in (labelled - found, found - labelled))
    return Measured(labelled.total(), found.total(), right, missed, wrong, counter, kinds)


def _shown(labels: Counter[Label]) -> Iterator[str]:
    for file, line, kind in sorted(labels.elements()):
        yield f"{file}:{line} {kind}"
