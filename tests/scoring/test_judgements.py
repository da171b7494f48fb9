from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evalkit.scoring.judgements import Beats

SHARES = st.dictionaries(st.text(max_size=3), st.floats(0, 1), min_size=1)


@given(SHARES, st.data())
def test_shares_against_several_are_those_against_each(shares: dict[str, float], data: st.DataObject) -> None:
    places = {name: place for place, name in enumerate(shares)}
    own = data.draw(st.sampled_from([*shares]))
    beats = Beats(own, places, np.array([*shares.values()]))
    others = data.draw(st.lists(st.sampled_from([*beats]), unique=True)) if len(beats) else []
    assert beats.against(others).tolist() == [beats[other] for other in others]
