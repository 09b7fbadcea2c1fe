"""Where a sitting stands, at both edges of its window."""

import pytest

from exam.rules.phases import PHASE_NAMES, Phase, SittingFacts, phase_of

pytestmark = pytest.mark.pure

OPENS, CLOSES = 1_000, 2_000


@pytest.mark.parametrize(
    ("done", "at_ms", "phase"),
    [
        ((), 0, Phase.PLANNED),
        ((), OPENS, Phase.PLANNED),
        ((), CLOSES, Phase.PLANNED),
        (("sealed",), OPENS - 1, Phase.SEALED),
        (("sealed",), OPENS, Phase.OPEN),
        (("sealed",), CLOSES - 1, Phase.OPEN),
        (("sealed",), CLOSES, Phase.ENDING),
        (("sealed",), 10 * CLOSES, Phase.ENDING),
        (("sealed", "closed"), OPENS, Phase.CLOSED),
        (("sealed", "closed"), 10 * CLOSES, Phase.CLOSED),
        (("sealed", "closed", "released"), 0, Phase.RELEASED),
        (("sealed", "closed", "released"), 10 * CLOSES, Phase.RELEASED),
    ],
)
def test_the_phase_follows_from_what_was_done_and_the_clock(done, at_ms, phase):
    facts = SittingFacts(
        opens_ms=OPENS,
        closes_ms=CLOSES,
        is_sealed="sealed" in done,
        is_closed="closed" in done,
        is_released="released" in done,
    )

    assert phase_of(facts, at_ms) is phase


def test_every_phase_has_a_name():
    assert set(PHASE_NAMES) == set(Phase)
