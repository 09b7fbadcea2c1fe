"""Seeds: settled scripts that an examiner chooses and other markers get unawares."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select

from exam.models.marking import Script, Seed
from exam.models.results import Result
from exam.queries.scripts import marks_now, settled_points
from tests.browsing import without_token
from tests.exam import steps
from tests.exam.scripts import ANSWER, Pile, third_marker
from tests.people import grant


@pytest.fixture
def pile(session, cast):
    """Eight scripts, nobody has marked any."""
    return Pile(session, cast, 8)


def seeds(session):
    session.commit()
    rows = session.execute(select(Seed.script_id, Seed.points, Seed.by_id).order_by(Seed.script_id))
    found = [tuple(row) for row in rows]
    session.commit()
    return found


def settle(house, cast, pile, *scripts, points=("2", "1")):
    for person in (cast.cun, cast.yan):
        for script in scripts:
            assert pile.give(house.as_(person), script, *points).status_code == 303


def sow(house, person, pile, *scripts):
    browser = house.as_(person, "en")
    return browser.post(f"/sittings/{pile.id}/marking/seeds", {"script": list(scripts)})


def test_an_examiner_makes_settled_scripts_seeds(house, session, cast, pile):
    one, two, three = pile.scripts[:3]
    settle(house, cast, pile, one, two)
    pile.give(house.as_(cast.cun), three, "1", "1")

    answer = sow(house, cast.kong, pile, one, two)

    assert answer.status_code == 303
    assert seeds(session) == [(one, Decimal(3), cast.kong.id), (two, Decimal(3), cast.kong.id)]
    assert steps.acts(session).count("exam.seed_set") == 2
    told = steps.entry(session, "exam.seed_set")
    assert (told["sitting"], told["points"]) == (pile.id, "3.000")


def test_what_is_not_settled_is_no_seed_nor_is_nothing_or_one_twice(house, session, cast, pile):
    one, two = pile.scripts[:2]
    settle(house, cast, pile, one)
    pile.give(house.as_(cast.cun), two, "1", "1")

    refused = [sow(house, cast.kong, pile, two), sow(house, cast.kong, pile)]
    sow(house, cast.kong, pile, one)
    twice = sow(house, cast.kong, pile, one)

    assert [answer.status_code for answer in (*refused, twice)] == [409, 409, 409]
    assert "have settled can be a seed" in refused[0].text
    assert "Tick the scripts" in refused[1].text
    assert "is a seed already" in twice.text
    assert [row[0] for row in seeds(session)] == [one]


def test_a_script_of_another_sitting_or_a_word_is_none(house, session, cast, pile):
    settle(house, cast, pile, pile.scripts[0])

    answers = [sow(house, cast.kong, pile, each) for each in ("99999", "x", "-1", "1" * 20)]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert seeds(session) == []


@pytest.mark.parametrize(
    ("login", "look", "act"),
    [
        ("tang", 404, 403),
        ("shen", 200, 403),
        ("cun", 403, 403),
        ("lin", 403, 403),
        ("chen", 403, 403),
    ],
)
def test_only_an_examiner_over_the_unit_sets_seeds(house, session, cast, pile, login, look, act):
    script = pile.scripts[0]
    settle(house, cast, pile, script)
    who = cast.people[login]

    assert house.as_(who).get(f"/sittings/{pile.id}/marking/seeds").status_code == look
    assert sow(house, who, pile, script).status_code == act
    assert seeds(session) == []


def test_who_has_marked_in_the_sitting_sets_no_seeds_in_it(house, session, cast, pile):
    settle(house, cast, pile, pile.scripts[0])
    grant(session, cast.cun, "examiner", cast.units["yunxi"])
    session.commit()

    assert sow(house, cast.cun, pile, pile.scripts[0]).status_code == 403
    assert seeds(session) == []


def test_after_the_first_run_no_seed_is_set(house, app, session, cast, pile):
    settle(house, cast, pile, *pile.scripts)
    steps.beat(app)

    answer = sow(house, cast.kong, pile, pile.scripts[0])

    assert "This sitting is marked already." in answer.text
    assert answer.status_code == 409
    assert seeds(session) == []


def test_the_page_shows_settled_scripts_unnamed_those_agreed_upon_first(house, session, cast, pile):
    agreed, apart, waiting = pile.scripts[:3]
    pile.give(house.as_(cast.cun), apart, "1", "1")
    pile.give(house.as_(cast.yan), apart, "1", "2")
    settle(house, cast, pile, agreed)

    page = house.as_(cast.kong, "en").get(f"/sittings/{pile.id}/marking/seeds").text

    assert re.findall(r'name="script" value="(\d+)"', page) == [str(agreed), str(apart)]
    assert f'value="{waiting}"' not in page
    assert page.count(ANSWER.split("\n")[0]) == 2
    assert "marker 2 gave 3" in page
    assert page.count("both exactly alike") == 1
    names = (cast.cun.name, cast.yan.name, f"written-{pile.id}", "松岩", "Songyan")
    assert [word for word in names if word in page] == []


def test_the_page_of_seeds_costs_the_same_for_one_script_and_for_three(
    house, session, cast, pile, statements
):
    browser = house.as_(cast.kong)

    def asked():
        with statements() as found:
            page = browser.get(f"/sittings/{pile.id}/marking/seeds")
        return page.text.count('name="script"'), len(found)

    settle(house, cast, pile, pile.scripts[0])
    one = asked()
    settle(house, cast, pile, *pile.scripts[1:3])

    assert (asked(), one[0]) == ((3, one[1]), 1)


def test_another_marker_gets_a_seed_after_every_fifth_script_and_cannot_tell_it(
    house, session, cast, pile
):
    seed = pile.scripts[0]
    settle(house, cast, pile, seed)
    sow(house, cast.kong, pile, seed)
    browser = house.as_(third_marker(session, cast), "en")
    seen, pages, waiting = [], [], []
    while script := pile.next(browser):
        page = without_token(browser.get(f"/marking/{pile.id}/scripts/{script}").text)
        waiting.append(int(re.search(r"(\d+) left for you", page)[1]))
        pages.append(re.sub(rf"/scripts/{script}\b|\d+ of \d+ marked, \d+ left", "", page))
        assert pile.give(browser, script, "1", "1").status_code == 303
        seen.append(script)

    assert seen[5] == seed
    assert sorted(seen) == pile.scripts
    assert waiting == [8, 7, 6, 5, 4, 3, 2, 1]
    assert pages == [pages[0]] * 8


def test_a_seed_is_taken_only_when_its_turn_has_come(house, session, cast, pile):
    seed, other = pile.scripts[:2]
    settle(house, cast, pile, seed, other)
    sow(house, cast.kong, pile, seed)
    browser = house.as_(third_marker(session, cast), "en")

    early = [pile.give(browser, script, "1", "1") for script in (seed, other)]
    for script in pile.scripts[2:7]:
        pile.give(browser, script, "1", "1")
    late = [pile.give(browser, script, "1", "1").status_code for script in (other, seed)]

    assert [answer.status_code for answer in early] == [409, 409]
    assert early[0].text.count("Enough people have marked") == 1
    assert early[1].text.count("Enough people have marked") == 1
    assert late == [409, 303]


def test_who_settled_a_seed_does_not_get_it_again_nor_does_its_candidates_unit(
    house, session, cast, pile
):
    seed = pile.scripts[0]
    settle(house, cast, pile, seed)
    sow(house, cast.kong, pile, seed)
    browser = house.as_(cast.cun)
    for script in pile.scripts[1:]:
        pile.give(browser, script, "1", "1")

    assert pile.next(browser) is None
    assert pile.next(house.as_(cast.rong)) is None
    assert pile.give(house.as_(cast.rong), seed, "1", "1").status_code == 404


def test_what_is_given_for_a_seed_counts_for_no_candidate(house, app, session, cast, pile):
    seed = pile.scripts[0]
    settle(house, cast, pile, seed)
    sow(house, cast.kong, pile, seed)
    third = house.as_(third_marker(session, cast))
    while script := pile.next(third):
        pile.give(third, script, "0", "0")
    while script := pile.next(house.as_(cast.cun)):
        pile.give(house.as_(cast.cun), script, "0", "0")
    steps.beat(app)

    session.commit()
    statement = (
        select(Result.score)
        .join(Script, Script.attempt_id == Result.attempt_id)
        .order_by(Script.id)
    )
    scores = list(session.scalars(statement))
    assert scores == [Decimal(3), *[Decimal(0)] * 7]
    assert (seed, third_id(cast), "0") in pile.marks()


def test_when_a_marker_who_settled_a_seed_is_set_aside_what_was_given_for_it_counts(
    house, app, session, cast, pile
):
    """The page says so where the seeds are chosen."""
    seed = pile.scripts[0]
    settle(house, cast, pile, seed)
    sow(house, cast.kong, pile, seed)
    third, kong = house.as_(third_marker(session, cast)), house.as_(cast.kong, "en")
    while script := pile.next(third):
        pile.give(third, script, "1", "1")
    with app.app_context():
        before = settled_points(pile.sitting, marks_now(pile.sitting))

    kong.post(f"/sittings/{pile.id}/marking/ends", {"marker": cast.cun.id, "reason": "x"})

    with app.app_context():
        after = settled_points(pile.sitting, marks_now(pile.sitting))
    attempt = pile.attempts[0].id
    assert (before[attempt], after[attempt]) == ({1: Fraction(3)}, {1: Fraction(5, 2)})
    page = kong.get(f"/sittings/{pile.id}/marking/seeds").text
    assert "counts for no candidate unless a marker who settled it is set aside" in page


def third_id(cast):
    return cast.shang.id
