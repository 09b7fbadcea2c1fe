"""Where officers stop in the courses and which self-checks fail, with small groups protected."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from core.clock import now
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import CheckAnswer, Reading, Stretch
from tests.courses.conftest import questions, shelf  # noqa: F401
from tests.people import add_person, grant

B2 = "procedure"


@pytest.fixture
def company(session, cast):
    """Officers in units: so many in each."""

    def gather(**numbers):
        found = []
        for unit, count in numbers.items():
            for at in range(count):
                person = add_person(session, f"{unit}{at}", f"学员{unit}{at}", cast.units[unit])
                grant(session, person, "officer", cast.units[unit])
                found.append(person)
        session.commit()
        return found

    return gather


@pytest.fixture
def module(session, shelf):  # noqa: F811
    """The module b2 and its revision."""
    return session.scalars(select(ModuleRevision).join(Module).where(Module.code == "b2")).one()


def read(session, module, *people, days=0):
    at = now() - timedelta(days=days)
    session.add_all(Reading(person_id=p.id, revision_id=module.id, at=at) for p in people)
    session.commit()


def opened(session, module, *people, anchor="s1", days=0):
    at = now() - timedelta(days=days)
    session.add_all(
        Stretch(person_id=p.id, module_id=module.module_id, anchor=anchor, seconds=60, at=at)
        for p in people
    )
    session.commit()


def tried(session, module, asked, person, share):
    session.add(
        CheckAnswer(
            person_id=person.id,
            module_id=module.module_id,
            question=asked.question.code,
            question_revision_id=asked.id,
            value="b",
            earned=Fraction(share).numerator,
            full=Fraction(share).denominator,
            at=now(),
        )
    )
    session.commit()


def figures(house, person, unit, language="en"):
    return house.as_(person, language).get(f"/progress/units/{unit.id}/learning")


def test_a_manager_sees_how_far_officers_came_and_where_they_stopped(
    house, cast, session, company, module
):
    people = company(songyan=8)
    read(session, module, *people[:3], days=20)
    opened(session, module, *people[3:8], anchor="nowhere", days=15)

    page = figures(house, cast.meng, cast.units["songyan"]).text

    b2 = page.split("<h3>Inspection</h3>")[1].split("</article>")[0]
    assert ["".join(each.split("</b>")[0]) for each in b2.split("<b>")[1:5]] == ["8", "3", "0", "0"]
    assert "Most are lost here: Reading" in b2
    assert "Stopped: 8" in b2
    assert "Reading <b>5</b>" in b2
    assert "At the self-check" not in b2


def rows_of(page):
    """The first table of self-checks."""
    table = page.split("<tbody")[1].split("</tbody>")[0]
    return [row.split("</tr>")[0] for row in table.split("<tr")[1:]]


def test_self_checks_are_told_by_first_try_and_too_few_are_not_told(
    house,
    cast,
    session,
    company,
    module,
    questions,  # noqa: F811
):
    people = company(songyan=6)
    for at, person in enumerate(people[:5]):
        tried(session, module, questions["q-1"], person, 1 if at < 2 else 0)
        tried(session, module, questions["q-1"], person, 1)
    for person in people[:4]:
        tried(session, module, questions["q-2"], person, 0)

    page = figures(house, cast.meng, cast.units["songyan"]).text

    rows = rows_of(page)
    assert [("q-1" in rows[0], "</span>40%<" in rows[0])] == [(True, True)]
    assert [("q-2" in rows[1], "under 5" in rows[1])] == [(True, True)]
    assert "4" not in rows[1].split("under 5")[1]


@pytest.mark.parametrize(
    ("language", "stem", "shown"),
    [
        (
            "zh",
            f"<p>哪些<strong>违反</strong>规定，{'一' * 90}</p>",
            f"哪些违反规定，{'一' * 71}……",
        ),
        (
            "en",
            f"<p>Which <em>break</em>s it, {'one ' * 45}</p>",
            f"Which breaks it, {'one ' * 34}one…",
        ),
    ],
)
def test_a_long_question_is_cut_as_its_language_does_and_its_words_stay_whole(
    house,
    cast,
    session,
    company,
    module,
    questions,  # noqa: F811
    language,
    stem,
    shown,
):
    questions["q-1"].asked = {"zh": {"stem": stem}, "en": {"stem": stem}}
    for person in company(songyan=5):
        tried(session, module, questions["q-1"], person, 1)

    page = figures(house, cast.meng, cast.units["songyan"], language).text

    assert f'<td role="cell">{shown} <small' in rows_of(page)[0]


def test_a_unit_that_is_too_small_is_left_out(house, cast, company, module):
    company(songyan=2)

    page = figures(house, cast.meng, cast.units["songyan"]).text

    assert "This unit is too small for figures about it" in page
    assert "learning-module" not in page


def test_a_big_unit_is_left_out_where_it_would_tell_of_a_small_one_beside_it(
    house, cast, company, module
):
    company(songyan=7, lanting=2, shibei=8)
    chen = cast.chen

    city = figures(house, chen, cast.units["yunxi"]).text
    big = figures(house, chen, cast.units["songyan"]).text
    small = figures(house, chen, cast.units["lanting"]).text

    assert ("learning-module" in city, "learning-module" in big, "learning-module" in small) == (
        True,
        False,
        False,
    )


def test_of_too_many_officers_each_unit_is_looked_at_by_itself(
    house, cast, company, module, monkeypatch
):
    company(songyan=7, shibei=8)
    monkeypatch.setattr("oversight.queries.learning.MOST", 7)

    province = figures(house, cast.chen, cast.units["qinglan"]).text

    assert "too many officers here" in province
    assert "learning-module" not in province


@pytest.mark.parametrize("part", ["lin", "kong", "xu", "lu", "cun"])
def test_who_neither_manages_nor_teaches_sees_nothing(house, cast, company, module, part):
    company(songyan=8)

    assert figures(house, getattr(cast, part), cast.units["songyan"]).status_code == 403
    assert house.as_(getattr(cast, part)).get("/progress/learning").status_code == 403


def test_a_manager_sees_own_units_alone(house, cast, company, module):
    company(songyan=8, shibei=8)

    assert figures(house, cast.meng, cast.units["shibei"]).status_code == 404
    assert figures(house, cast.meng, cast.units["yunxi"]).status_code == 404
    assert house.as_(cast.meng).get("/progress/units/999999/learning").status_code == 404
    assert house.stranger().get("/progress/learning").status_code == 303


def test_a_trainer_finds_the_door_and_the_way_to_the_units(house, cast, company, module):
    company(songyan=8)
    chen = house.as_(cast.chen, "en")

    assert 'href="/progress/learning"' in chen.get("/courses/").text
    assert chen.get("/progress/learning").status_code == 200


def test_the_page_asks_as_many_statements_for_many_as_for_few(
    house, cast, session, company, module, statements
):
    people = company(songyan=6)
    read(session, module, *people[:2])
    with statements() as few:
        figures(house, cast.meng, cast.units["songyan"])
    read(session, module, *people[2:])
    opened(session, module, *people)

    with statements() as many:
        figures(house, cast.meng, cast.units["songyan"])

    assert len(many) == len(few)
