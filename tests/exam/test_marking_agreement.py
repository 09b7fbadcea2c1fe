"""The page on which examiner and supervisor see how far marking is and how markers agree."""

import re

import pytest
from sqlalchemy import select

from exam.models.marking import MarkerEnd
from tests import factories
from tests.exam import steps
from tests.exam.scripts import Pile, third_marker


@pytest.fixture
def pile(session, cast):
    return Pile(session, cast, 4)


def page(house, person, pile):
    return house.as_(person, "en").get(f"/sittings/{pile.id}/marking")


def rows(text):
    """Each row of the page's tables as its words."""
    found = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    words = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]
    return [row for row in words if not row.startswith(("Question", "Marker"))]


def end(house, person, pile, marker, reason="marks at random"):
    return house.as_(person, "en").post(
        f"/sittings/{pile.id}/marking/ends", {"marker": str(marker), "reason": reason}
    )


def ends(session):
    session.commit()
    columns = (MarkerEnd.sitting_id, MarkerEnd.marker_id, MarkerEnd.reason, MarkerEnd.by_id)
    found = [tuple(row) for row in session.execute(select(*columns))]
    session.commit()
    return found


@pytest.mark.parametrize(
    ("login", "status"),
    [("kong", 200), ("shen", 200), ("tang", 404), ("cun", 403), ("lin", 403), ("chen", 403)],
)
def test_who_reads_a_sitting_sees_its_marking(house, cast, pile, login, status):
    assert page(house, cast.people[login], pile).status_code == status


def test_progress_by_question_and_the_figures_of_each_marker(house, session, cast, pile):
    """Marks 3|2, 4|0 with 3.5 by a third, 1, and one script that nobody has marked."""
    third = third_marker(session, cast)
    one, two, three, _ = pile.scripts
    for script, person, points in (
        (one, cast.cun, ("2", "1")),
        (one, cast.yan, ("2", "0")),
        (two, cast.cun, ("2", "2")),
        (two, cast.yan, ("0", "0")),
        (three, cast.cun, ("1", "0")),
    ):
        pile.give(house.as_(person), script, *points)

    before = rows(page(house, cast.kong, pile).text)
    pile.give(house.as_(third), two, "2", "1.5")
    after = rows(page(house, cast.kong, pile).text)

    assert before[:2] == [
        "law-written 4 1 1 1 too few to say",
        "All questions 4 1 1 1 too few to say",
    ]
    assert after[0] == "law-written 4 1 0 2 too few to say"
    assert sorted(after[2:]) == sorted(
        [
            f"{cast.yan.name} 2 2 too few to say 0 0% 1 50% – 0 of 1",
            f"{cast.shang.name} 1 0 too few to say – – – –",
            f"{cast.cun.name} 3 2 too few to say 0 0% 1 50% – 1 of 1",
        ]
    )


def test_with_ten_scripts_kappa_and_severity_are_told_and_seeds_beside_them(house, session, cast):
    pile = Pile(session, cast, 12)
    for at, script in enumerate(pile.scripts):
        pile.give(house.as_(cast.cun), script, str(at % 3), "1")
        pile.give(house.as_(cast.yan), script, str(at % 3), "0.5")

    text = page(house, cast.shen, pile).text

    found = rows(text)
    assert re.match(r"law-written 12 0 0 12 0\.8\d 0\.7\d – 0\.9\d", found[0])
    assert f"{cast.cun.name} 12 12 +0.50 +0.50 – +0.50 0 0% 12 100% – –" in found
    assert f"{cast.yan.name} 12 12 −0.50 −0.50 – −0.50 0 0% 12 100% – –" in found
    assert 'aria-label="Severity of each marker"' in text


def test_all_the_same_is_not_defined_rather_than_nought_or_a_crash(house, session, cast):
    pile = Pile(session, cast, 10)
    for script in pile.scripts:
        for person in (cast.cun, cast.yan):
            pile.give(house.as_(person), script, "2", "2")

    found = rows(page(house, cast.kong, pile).text)

    assert found[0] == "law-written 10 0 0 10 not defined"
    assert f"{cast.cun.name} 10 10 +0.00 +0.00 – +0.00 10 100% 10 100% – –" in found


def test_what_was_given_for_seeds_stands_apart_from_the_pairs(house, session, cast):
    pile = Pile(session, cast, 6)
    seed = pile.scripts[0]
    for person in (cast.cun, cast.yan):
        pile.give(house.as_(person), seed, "2", "1")
    house.as_(cast.kong).post(f"/sittings/{pile.id}/marking/seeds", {"script": [str(seed)]})
    third = third_marker(session, cast)
    while script := pile.next(house.as_(third)):
        pile.give(house.as_(third), script, "1", "1")

    found = rows(page(house, cast.kong, pile).text)

    assert f"{third.name} 6 0 too few to say – – too few to say 1 seed –" in found


def test_a_part_of_a_case_stands_as_a_question_of_its_own(house, session, cast):
    revision = factories.case(
        session, "law-case", author=cast.chen, parts=("single", "short_answer", "short_answer")
    )
    pile = Pile(session, cast, 2, revision=revision, slots=(2, 3))

    found = rows(page(house, cast.kong, pile).text)

    assert found == [
        "law-case part 2 2 0 0 0 too few to say",
        "law-case part 3 2 0 0 0 too few to say",
        "All questions 4 0 0 0 too few to say",
    ]


def test_a_sitting_without_scripts_says_so(house, session, cast):
    planned = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)

    text = house.as_(cast.kong, "en").get(f"/sittings/{planned.id}/marking").text
    seeds = house.as_(cast.kong, "en").get(f"/sittings/{planned.id}/marking/seeds").text

    assert "No written answers yet." in text
    assert "No script is settled yet." in seeds


def test_the_page_costs_the_same_for_one_script_and_for_three(
    house, session, cast, pile, statements
):
    def asked():
        with statements() as found:
            page(house, cast.kong, pile)
        return len(found)

    pile.give(house.as_(cast.cun), pile.scripts[0], "1", "1")
    pile.give(house.as_(cast.yan), pile.scripts[0], "1", "1")
    one = asked()
    for script in pile.scripts[1:3]:
        pile.give(house.as_(cast.cun), script, "1", "1")
        pile.give(house.as_(cast.yan), script, "1", "1")

    assert asked() == one


def test_an_examiner_sets_a_markers_marks_aside_with_a_reason(house, session, cast, pile):
    script = pile.scripts[0]
    for person in (cast.cun, cast.yan):
        pile.give(house.as_(person), script, "2", "2")
    before = pile.marks()

    answer = end(house, cast.kong, pile, cast.cun.id)

    assert answer.status_code == 303
    assert ends(session) == [(pile.id, cast.cun.id, "marks at random", cast.kong.id)]
    assert pile.marks() == before
    told = steps.entry(session, "exam.marker_ended")
    assert (told["marker"], told["reason"]) == (cast.cun.id, "marks at random")
    text = page(house, cast.kong, pile).text
    assert "marks at random" in text
    assert rows(text)[0] == "law-written 4 1 0 0 too few to say"


def test_their_scripts_go_back_to_the_others_and_they_mark_no_more_of_it(
    house, app, session, cast, pile
):
    third = third_marker(session, cast)
    for person in (cast.cun, cast.yan):
        for script in pile.scripts:
            pile.give(house.as_(person), script, "2", "2")
    assert pile.next(house.as_(third)) is None
    end(house, cast.kong, pile, cast.cun.id)
    steps.beat(app)

    ended = house.as_(cast.cun)
    assert f"/marking/{pile.id}" not in ended.get("/marking/").text
    assert ended.get(f"/marking/{pile.id}").status_code == 404
    assert pile.next(house.as_(third)) in pile.scripts
    while script := pile.next(house.as_(third)):
        pile.give(house.as_(third), script, "1", "2")
    steps.beat(app)
    assert steps.acts(session).count("exam.graded") == 1


def test_marks_of_another_sitting_stay(house, session, cast, pile):
    other = Pile(session, cast, 1, revision=pile.revision)
    pile.give(house.as_(cast.cun), pile.scripts[0], "2", "2")

    end(house, cast.kong, pile, cast.cun.id)

    assert other.give(house.as_(cast.cun), other.scripts[0], "2", "2").status_code == 303


@pytest.mark.parametrize(
    ("login", "status"), [("tang", 403), ("shen", 403), ("yan", 403), ("cun", 403), ("lin", 403)]
)
def test_nobody_else_sets_marks_aside(house, session, cast, pile, login, status):
    pile.give(house.as_(cast.cun), pile.scripts[0], "2", "2")

    assert end(house, cast.people[login], pile, cast.cun.id).status_code == status
    assert ends(session) == []


def test_without_a_reason_a_marker_or_twice_it_is_refused(house, session, cast, pile):
    pile.give(house.as_(cast.cun), pile.scripts[0], "2", "2")

    refused = [
        end(house, cast.kong, pile, cast.cun.id, reason=" \n"),
        end(house, cast.kong, pile, cast.yan.id),
        end(house, cast.kong, pile, "x"),
    ]
    end(house, cast.kong, pile, cast.cun.id)
    refused.append(end(house, cast.kong, pile, cast.cun.id))

    assert [answer.status_code for answer in refused] == [409, 404, 404, 409]
    assert "Say why the marks are set aside." in refused[0].text
    assert len(ends(session)) == 1


def test_after_the_first_run_no_marker_is_set_aside(house, app, session, cast, pile):
    for person in (cast.cun, cast.yan):
        for script in pile.scripts:
            pile.give(house.as_(person), script, "2", "2")
    steps.beat(app)

    answer = end(house, cast.kong, pile, cast.cun.id)

    assert "This sitting is marked already." in answer.text
    assert answer.status_code == 409
    assert ends(session) == []


def test_the_tab_leads_there(house, cast, pile):
    text = house.as_(cast.kong, "en").get(f"/sittings/{pile.id}").text

    assert f'href="/sittings/{pile.id}/marking"' in text
