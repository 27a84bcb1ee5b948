"""The fold and a simulator that was written from the page of rules alone say the same."""

from __future__ import annotations

import pytest

from tests.simulator.stories import disagreement


@pytest.mark.parametrize("part", range(4))
def test_the_fold_and_the_simulator_agree_on_stories_nobody_wrote(part: int) -> None:
    """250 stories each; `python -m bench stories` tells 50,000."""
    for seed in range(part * 250, (part + 1) * 250):
        assert disagreement(seed) is None, disagreement(seed)
