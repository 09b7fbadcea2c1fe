"""Modules that come first: they hold, they say why, and they stand in nobody's way needlessly."""

import re

import pytest
from sqlalchemy import select

from courses.importing import load, read_folder
from courses.models.studying import CheckAnswer, Reading, Stretch
from courses.rules.completion import CourseProgress, Gap, ModuleProgress, Standing
from courses.rules.prerequisites import Prior, waits
from tests.courses import files
from tests.courses.conftest import RIGHT, shelf_files

B2, B3 = "/courses/procedure/b2/", "/courses/procedure/b3/"
MISSING = (Gap("something"),)


def module(code, *, is_read=False, missing=MISSING):
    standing = Standing(
        is_read=is_read, total=1, right=0, needed=1, missing=missing, completed_at=None
    )
    return ModuleProgress(code=code, number=1, titles={}, minutes=15, standing=standing)


def course(code, *modules):
    return CourseProgress(
        code=code, titles={}, descriptions={}, required_percent=80, modules=modules
    )


@pytest.mark.pure
def test_a_module_waits_for_those_it_needs_that_are_not_complete_in_any_course():
    done, begun, fresh = module("a1", missing=()), module("a2", is_read=True), module("a3")
    last = module("b4")
    shelf = [course("law", done, begun, fresh), course("procedure", last)]

    assert waits({"b4": ["a1", "a2", "gone"], "a3": ["a1"], "gone": ["a1"]}, shelf) == {
        "b4": (Prior("law", begun),)
    }


@pytest.mark.pure
def test_what_was_begun_stays_open():
    begun = module("b4", is_read=True)

    assert waits({"b4": ["a1"]}, [course("law", module("a1")), course("procedure", begun)]) == {}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("needs", "codes"),
    [
        ('{ b3 = ["b2"] }', []),
        ('{ b3 = ["z9"] }', ["CM125"]),
        ('{ z9 = ["b2"] }', ["CM125"]),
        ('{ b3 = ["b2"], b2 = ["b3"] }', ["CM126"]),
        ('{ b3 = ["b3"] }', ["CM126"]),
        ('{ b3 = "b2" }', ["CM106"]),
        ('["b2"]', ["CM106"]),
    ],
)
def test_needs_name_modules_that_are_there_and_run_in_no_circle(tmp_path, needs, codes):
    changed = shelf_files() | {
        "procedure/course.toml": files.course(modules='["b2", "b3"]', needs=needs)
    }

    found = read_folder(files.write(tmp_path, changed)).findings

    assert [each.code for each in found if each.is_error] == codes


@pytest.fixture
def needed(app, questions, tmp_path):
    """The shelf, where b3 needs b2."""
    changed = shelf_files() | {
        "procedure/course.toml": files.course(modules='["b2", "b3"]', needs='{ b3 = ["b2"] }')
    }
    with app.app_context():
        load(files.write(tmp_path / "needed", changed), actor=None)


@pytest.mark.usefixtures("needed")
def test_a_module_that_waits_keeps_its_text_and_says_what_comes_first(house, cast):
    lin = house.as_(cast.lin, "en")

    answer = lin.get(B3)

    assert answer.status_code == 403
    assert "This module opens once you have completed what comes first." in answer.text
    assert f'href="{B2}"' in answer.text
    assert files.FILLER[:8] not in answer.text
    assert "Opens after:" in lin.get("/courses/procedure/").text


@pytest.mark.usefixtures("needed")
def test_a_module_that_waits_is_not_called_open_in_the_list_nor_in_the_outline(house, cast):
    lin = house.as_(cast.lin, "en")

    listed = lin.get("/courses/procedure/").text.split('<ol class="way">')[1].split("</li>")
    outline = lin.get(B2).text.split('<nav class="contents"')[1].split("</nav>")[0].split("</li>")

    assert [
        ("Opens later" in each, "Not yet begun" in each) for each in (*listed[:2], *outline[:2])
    ] == [(False, True), (True, False), (False, False), (True, False)]
    assert "Opens later" not in house.as_(cast.chen, "en").get("/courses/procedure/").text


def test_acts_on_a_module_that_waits_are_refused_and_nothing_is_kept(
    house, cast, session, needed, questions
):
    lin = house.as_(cast.lin, "en")

    read = lin.post(f"{B3}reading")
    answered = lin.post(
        f"{B3}checks/q-6/answers", {"revision": questions["q-6"].id, "answer": RIGHT["q-6"]}
    )

    told = lin.post(f"{B3}stretches", {"seconds": 60, "anchor": "s1"})

    assert (read.status_code, answered.status_code, told.status_code) == (409, 409, 409)
    assert session.scalars(select(Stretch)).all() == []
    assert session.scalars(select(Reading)).all() == []
    assert session.scalars(select(CheckAnswer)).all() == []


@pytest.mark.usefixtures("needed")
def test_time_in_a_module_that_waits_for_nothing_is_kept_without_a_look_at_anybodys_progress(
    app, house, cast, statements, session
):
    lin = house.as_(cast.lin, "en")

    with app.app_context(), statements() as heard:
        told = lin.post(f"{B2}stretches", {"seconds": 60, "anchor": "s1"})

    assert told.status_code == 204
    assert [each.anchor for each in session.scalars(select(Stretch))] == ["s1"]
    assert [each for each in heard if "course_check_answer" in each] == []


@pytest.fixture
def first_waits(app, questions, tmp_path):
    """The shelf, where b2 needs b3, which comes after it, and law waits for both."""
    changed = shelf_files() | {
        "procedure/course.toml": files.course(modules='["b2", "b3"]', needs='{ b2 = ["b3"] }'),
        "law/course.toml": files.course(
            code='"law"',
            order="1",
            modules='["a1"]',
            title='{ zh = "法律基础", en = "Law" }',
            needs='{ a1 = ["b2"] }',
        ),
    }
    with app.app_context():
        load(files.write(tmp_path / "first_waits", changed), actor=None)


@pytest.mark.usefixtures("first_waits")
@pytest.mark.parametrize("page", ["/courses/", "/courses/procedure/", "/"])
def test_every_page_leads_on_to_an_open_module(house, cast, page):
    text = house.as_(cast.lin, "en").get(page).text

    assert led_to(text) == [B3]


def led_to(page):
    """The modules that the chief buttons of a page lead to."""
    return re.findall(r'class="btn btn-primary[^"]*" href="(/courses/[^"#]*)', page)


@pytest.mark.usefixtures("first_waits")
def test_a_course_whose_modules_all_wait_leads_into_none_of_them(house, cast):
    text = house.as_(cast.lin, "en").get("/courses/law/").text

    assert ("Opens after:" in text, led_to(text)) == (True, [])


def test_it_opens_once_what_comes_first_is_complete(house, cast, needed, questions):
    lin = house.as_(cast.lin, "en")
    lin.post(f"{B2}reading")
    for code in ("q-1", "q-2", "q-3", "q-4"):
        lin.post(
            f"{B2}checks/{code}/answers", {"revision": questions[code].id, "answer": RIGHT[code]}
        )

    assert lin.get(B3).status_code == 200


@pytest.mark.usefixtures("needed")
def test_nothing_is_closed_to_who_writes_or_reviews(house, cast):
    assert house.as_(cast.chen).get(B3).status_code == 200
