import copy
import pickle

import pytest

from evalkit.model.fast_dataclass import made_often


@made_often(frozen=True, slots=True)
class Made:
    name: str
    values: tuple[float, ...] = ()


def test_it_compares_and_hashes_by_its_fields() -> None:
    assert Made("a", (1.0,)) == Made("a", (1.0,))
    assert Made("a") != Made("b")
    assert len({Made("a"), Made("a"), Made("b")}) == 2


def test_it_has_no_attributes_but_its_fields() -> None:
    with pytest.raises(AttributeError):
        Made("a").other = 1  # type: ignore[attr-defined]


def test_it_can_be_copied_and_sent_to_another_process() -> None:
    made = Made("a", (1.0,))
    assert copy.copy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made
