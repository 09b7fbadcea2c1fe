"""Whether one script waits for a marker is told without the pile, and just as the pile tells it."""

import pytest

from accounts.queries import actor_of
from core.database import db
from exam.models.sittings import Sitting
from exam.queries.piles import pile_of, waits_for
from tests.exam.scripts import Pile, third_marker


@pytest.fixture
def pile(session, cast):
    return Pile(session, cast, 9)


def waiting(app, pile, marker):
    """The scripts that wait for a marker: by the pile, and each asked for by itself."""
    scripts = pile.scripts
    with app.app_context():
        sitting, actor = db.session.get_one(Sitting, pile.id), actor_of(marker)
        queue = sorted(pile_of(sitting, actor).queue)
        return queue, [each for each in scripts if waits_for(sitting, each, actor)]


def test_one_script_waits_just_when_it_is_in_the_queue(house, app, session, cast, pile):
    markers = [cast.cun, cast.yan, third_marker(session, cast)]
    scripts, seen = pile.scripts, []

    def look():
        for marker in markers:
            queue, asked = waiting(app, pile, marker)
            assert asked == queue
            seen.append(len(queue))

    look()
    for place, script in enumerate(scripts[:3]):
        pile.give(house.as_(markers[0]), script, "2", "1")
        pile.give(house.as_(markers[1]), script, *(("0", "0") if place == 2 else ("2", "1")))
    look()
    house.as_(cast.kong).post(f"/sittings/{pile.id}/marking/seeds", {"script": scripts[:2]})
    for script in scripts[3:8]:
        pile.give(house.as_(markers[2]), script, "1", "1")
    look()
    house.as_(cast.kong).post(
        f"/sittings/{pile.id}/marking/ends", {"marker": markers[0].id, "reason": "过松"}
    )
    session.commit()
    for marker in markers[1:]:
        queue, asked = waiting(app, pile, marker)
        assert asked == queue
        seen.append(len(queue))

    assert seen == [9, 9, 9, 6, 6, 7, 6, 6, 4, 6, 4]


def test_giving_a_mark_reads_no_other_script_of_the_sitting(house, cast, pile, statements):
    first = pile.scripts[0]
    marker = house.as_(cast.cun)

    with statements() as said:
        assert pile.give(marker, first, "2", "1").status_code == 303

    piles = [each for each in said if "sitting_id IN" in each and "marker_id = " not in each]
    scripts = [each for each in piles if "script.id = " not in each]
    assert [each for each in scripts if "script" in each.partition("WHERE")[0]] == []
