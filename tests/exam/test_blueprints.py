"""The blueprints' rooms: the list, a version, the editor that keeps the next one, its check."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from accounts.queries import actor_of
from core.clock import now
from core.errors import NotAllowed
from exam.actions import blueprints
from exam.models.sittings import Blueprint
from tests import factories
from tests.exam import steps

FORM = {
    "base": "0",
    "code": "spring",
    "title.zh": "春季考试",
    "title.en": "Spring exam",
    "minutes": "60",
    "pass_percent": "60",
    "kinds.kind": ["single", ""],
    "kinds.count": ["2", ""],
    "kinds.points": ["1.5", ""],
    "groups.topics": ["law.*"],
    "groups.easy": ["2"],
    "groups.medium": [""],
    "groups.hard": [""],
    "sections.code": ["law"],
    "sections.zh": ["法律"],
    "sections.en": ["Law"],
    "sections.topics": ["law.*"],
    "sections.floor_percent": ["50"],
    "sections.course": [""],
}
CONTENT = Path(__file__).parents[2] / "exam" / "content"
JSON = {"Accept": "application/json"}


@pytest.fixture
def kong(house, cast):
    return house.as_(cast.kong, "en")


@pytest.fixture
def spring(kong, session):
    """The first version, kept in the browser."""
    kong.post("/blueprints/", FORM)
    return session.scalars(select(Blueprint)).one()


def kept(session):
    session.commit()
    rows = session.scalars(select(Blueprint).order_by(Blueprint.code, Blueprint.version)).all()
    session.commit()
    return [(row.code, row.version, row.definition["minutes"]) for row in rows]


def test_what_is_typed_is_kept_as_the_first_version(kong, session, cast):
    answer = kong.post("/blueprints/", FORM)

    (row,) = session.scalars(select(Blueprint))
    assert (answer.status_code, answer.location) == (303, "/blueprints/spring/1")
    assert (row.code, row.version, row.by_id) == ("spring", 1, cast.kong.id)
    assert row.definition["kinds"] == [{"kind": "single", "count": 2, "points": "1.5"}]
    assert steps.acts(session) == ["exam.blueprint_kept"]
    assert steps.entry(session, "exam.blueprint_kept")["subject"] == ["blueprint", str(row.id)]


def test_the_next_number_is_taken_by_itself_and_the_version_before_stays(kong, session, spring):
    page = kong.get("/blueprints/new?code=spring&version=1").text

    answer = kong.post("/blueprints/", FORM | {"base": "1", "minutes": "90"})

    assert ('name="base" value="1"' in page, 'value="Spring exam"' in page) == (True, True)
    assert answer.location == "/blueprints/spring/2"
    assert kept(session) == [("spring", 1, 60), ("spring", 2, 90)]


@pytest.mark.parametrize(
    ("base", "said"),
    [("0", "A blueprint with this code is there already"), ("7", "was kept by somebody else")],
)
def test_who_was_overtaken_is_told_and_keeps_what_they_typed(kong, session, spring, base, said):
    answer = kong.post("/blueprints/", FORM | {"base": base, "minutes": "95"})

    assert answer.status_code == 409
    assert (said in answer.text, 'value="95"' in answer.text) == (True, True)
    assert ('name="base" value="1"' in answer.text, "/blueprints/spring/1" in answer.text) == (
        True,
        True,
    )
    assert kept(session) == [("spring", 1, 60)]


def test_who_took_a_code_that_is_there_may_choose_another(kong, session, spring):
    page = kong.post("/blueprints/", FORM).text

    answer = kong.post("/blueprints/", FORM | {"base": "1", "code": "summer"})

    assert " readonly" not in page
    assert answer.location == "/blueprints/summer/1"
    assert kept(session) == [("spring", 1, 60), ("summer", 1, 60)]


def test_of_two_who_keep_the_next_version_at_once_one_wins_and_one_is_told(
    house, cast, session, spring
):
    browsers = [house.as_(cast.kong), house.as_(cast.kong)]

    def keep(number):
        form = FORM | {"base": "1", "minutes": str(70 + number)}
        return browsers[number].post("/blueprints/", form).status_code

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(keep, range(2)))

    assert statuses == [303, 409]
    assert [version for _, version, _ in kept(session)] == [1, 2]


def test_an_examiner_of_one_city_keeps_no_next_version_of_the_provinces_blueprint(
    house, cast, session, spring
):
    answer = house.as_(cast.tang).post("/blueprints/", FORM | {"base": "1", "pass_percent": "0"})

    assert answer.status_code == 403
    assert kept(session) == [("spring", 1, 60)]


def test_a_version_in_which_nothing_differs_is_not_kept(kong, session, spring):
    answer = kong.post("/blueprints/", FORM | {"base": "1"})

    assert (answer.status_code, "Nothing differs from version 1." in answer.text) == (409, True)
    assert kept(session) == [("spring", 1, 60)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"minutes": "soon"}, "Write a whole number."),
        ({"groups.easy": ["3"]}, "The kinds ask for 2 questions, the topics for 3."),
        ({"groups.topics": ["law.dance"]}, "There is no topic called law.dance."),
        ({"sections.course": ["ballet"]}, "There is no course called ballet."),
        ({"code": ""}, "A code has small letters"),
    ],
)
def test_what_cannot_be_kept_is_shown_again_with_the_reason(kong, session, changes, said):
    answer = kong.post("/blueprints/", FORM | changes)

    assert answer.status_code == 422
    assert (said in answer.text, 'value="春季考试"' in answer.text) == (True, True)
    assert kept(session) == []
    assert steps.acts(session) == []


def test_the_check_says_in_each_language_what_is_short(kong, session, cast):
    steps.bank(session, cast.chen, 1)
    factories.question(session, "law-zh", author=cast.chen, languages=("zh",))

    said = kong.post("/blueprints/check", FORM, headers=JSON).json

    languages = re.split(r'data-language="', said["html"])[1:]
    assert said["places"] == {}
    assert said["sums"] == {
        "kinds": "2 questions, 3 points",
        "groups": "2 easy, 0 medium, 0 hard: 2 questions",
    }
    assert ("can be met" in languages[0], "1 question short" in languages[1]) == (True, True)
    assert "1 / 2" in languages[1]
    assert kept(session) == []


def test_the_check_names_the_field(kong):
    form = FORM | {"kinds.points": ["", ""], "minutes": "x"}

    said = kong.post("/blueprints/check", form, headers=JSON).json

    assert said["places"] == {
        "minutes": "Write a whole number.",
        "kinds.0.points": "Write a number.",
    }


def test_without_a_script_check_and_row_buttons_show_the_form_again(kong, session, cast):
    steps.bank(session, cast.chen)
    form = FORM | {"kinds.kind": ["single", "case"], "rows": "kinds-up-1"}

    page = kong.post("/blueprints/check", form)

    assert page.status_code == 200
    assert re.findall(r'value="(\w+)" selected', page.text) == ["case", "single"]
    assert "can be met" in kong.post("/blueprints/check", FORM).text


ANYTHING = st.text(max_size=8) | st.sampled_from(["1", "-1", "99999", "single", "case", "law.*"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*FORM, "rows", "show_paper", "retakes.number", "exposure", "target"]),
        st.lists(ANYTHING, max_size=3) | ANYTHING,
    ),
    st.booleans(),
)
def test_no_form_that_is_posted_to_the_check_breaks_it(kong, changes, asks_for_data):
    answer = kong.post("/blueprints/check", FORM | changes, headers=JSON if asks_for_data else {})

    assert answer.status_code == 200


def test_a_version_tells_everything_and_what_differs(kong, session, cast, spring):
    steps.bank(session, cast.chen)
    changed = {"base": "1", "minutes": "90", "retakes.number": "2", "retakes.cooling_days": "7"}
    kong.post("/blueprints/", FORM | changed)
    sitting = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    sitting.blueprint_id = spring.id
    session.commit()

    page = " ".join(kong.get("/blueprints/spring/2?with=1").text.split())

    for words in (
        "Spring exam",
        "2 questions, 3 points",
        "Law 50%",
        "2 retakes in 365 days",
        "at least 7 days apart",
        "What differs from version 1",
        "<td>60</td><td>90</td>",
        "in 1 sitting<",
        "孔令仪",
        "can be met",
    ):
        assert words in page


@pytest.mark.parametrize("path", ["/spring/2", "/spring/1?with=9", "/autumn/1", "/spring/2/file"])
def test_a_version_that_is_not_there_is_missing(kong, spring, path):
    assert kong.get(f"/blueprints{path}").status_code == 404


def test_a_version_goes_out_as_a_file_and_comes_back(kong, session, spring):
    file = kong.get("/blueprints/spring/1/file")
    changed = file.text.replace("minutes = 60", "minutes = 45")

    page = bring(kong, changed.encode())

    assert file.headers["Content-Disposition"] == 'attachment; filename="spring-1.toml"'
    assert page.status_code == 200
    assert ('value="45"' in page.text, 'name="base" value="1"' in page.text) == (True, True)
    assert kept(session) == [("spring", 1, 60)]


def bring(browser, content):
    return browser.post(
        "/blueprints/file",
        {"file": (io.BytesIO(content), "spring.toml")},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize("content", [b"", b"code =", b"\xff\xfe", b"a = " + b"[" * 9_000, b"x = 1"])
def test_a_file_that_is_none_is_refused_with_the_reason(kong, session, content):
    answer = bring(kong, content)

    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert kept(session) == []


def test_the_shipped_qualification_exam_is_as_its_tables_say(app, kong, session):
    shipped = (CONTENT / "qualification.toml").read_bytes()
    without_courses = re.sub(rb'course = "\w+"\n|repeat_after = 3\n', b"", shipped)

    page = " ".join(bring(kong, without_courses).text.split())

    assert "69 questions, 100 points" in page
    assert "26 easy, 29 medium, 14 hard: 69 questions" in page
    assert "Not a blueprint yet" not in page


READING = ("/blueprints/", "/blueprints/spring/1", "/blueprints/spring/1/file")


@pytest.mark.parametrize("who", ["shen", "chen", "xu", "gu"])
def test_who_watches_or_fills_the_bank_reads_and_changes_nothing(house, cast, session, spring, who):
    browser = house.as_(getattr(cast, who), "en")

    pages = [browser.get(path) for path in READING]
    acts = [browser.get("/blueprints/new"), browser.post("/blueprints/", FORM | {"base": "1"})]
    acts += [browser.post("/blueprints/check", FORM), bring(browser, b"")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [act.status_code for act in acts] == [403] * 4
    assert "New version from this" not in pages[1].text
    assert kept(session) == [("spring", 1, 60)]


@pytest.mark.parametrize("who", ["lin", "meng", "lu"])
def test_nobody_else_reads_blueprints(house, cast, spring, who):
    browser = house.as_(getattr(cast, who))

    assert [browser.get(path).status_code for path in READING] == [403] * 3


def test_no_way_leads_around_the_duty(app, cast, session, spring):
    definition = dict(spring.definition) | {"minutes": 5}

    with app.app_context(), pytest.raises(NotAllowed):
        blueprints.keep_next(definition, base=1, actor=actor_of(cast.chen))

    assert kept(session) == [("spring", 1, 60)]


@pytest.mark.parametrize("path", ["/blueprints/", "/blueprints/a-0/1"])
def test_lists_take_as_many_statements_for_three_as_for_one(kong, session, cast, statements, path):
    def keep(*codes):
        for code in codes:
            definition = factories.DEFINITION | {"code": code}
            session.add(Blueprint(code=code, version=1, definition=definition, at=now()))
        session.commit()

    def counted():
        kong.get(path)
        with statements() as heard:
            assert kong.get(path).status_code == 200
        return len(heard)

    keep("a-0")
    few = counted()
    keep("b-0", "c-0")

    assert counted() == few


def test_an_empty_house_says_how_to_begin(kong):
    assert "No blueprint yet. Make one here, or bring in a file." in kong.get("/blueprints/").text


@pytest.mark.parametrize("command", ["check", "keep"])
def test_the_commands_tell_unknown_topics(app, session, cast, tmp_path, command):
    shipped = (CONTENT / "contest-drill.toml").read_text(encoding="utf-8")
    file = tmp_path / "dance.toml"
    file.write_text(shipped.replace('"serv.*"', '"serv.dance"'), encoding="utf-8")

    done = app.test_cli_runner().invoke(args=["exam", "blueprint", command, str(file)])

    assert (done.exit_code, "There is no topic called serv.dance." in done.output) == (1, True)
    assert kept(session) == []
