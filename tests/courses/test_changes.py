"""A changed module tells those who studied the old one what changed."""

import pytest
from sqlalchemy import delete, select

from accounts.models import Notice
from courses.importing import load
from courses.models.courses import CourseRevision
from courses.models.modules import ModuleRevision, Passage
from courses.queries.studied import who_studied
from tests.courses import files
from tests.courses.conftest import RIGHT
from tests.courses.testing import has_read, has_studied

B2 = "/courses/procedure/b2/"
ZH = "procedure/zh/02-inspection.md"


def complete(browser, questions, codes=("q-1", "q-2", "q-3", "q-4")):
    browser.post(f"{B2}reading")
    for code in codes:
        browser.post(
            f"{B2}checks/{code}/answers", {"revision": questions[code].id, "answer": RIGHT[code]}
        )


@pytest.fixture
def reworded(app, shelf):
    """Imports the shelf with b2 reworded in this way."""

    def again(old, new):
        path = shelf / ZH
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        with app.app_context():
            load(shelf, actor=None)

    return again


@pytest.fixture
def studied(app, session):
    """Who studied b2 as it stands, by id."""

    def asked():
        session.rollback()
        with app.app_context():
            return who_studied(b2(session))

    return asked


def b2(session):
    newest = select(ModuleRevision).where(ModuleRevision.module.has(code="b2"))
    return session.scalars(newest.order_by(ModuleRevision.id.desc())).first()


def as_migrated(session):
    """Every text in one passage without a heading, of the page as an older version made it."""
    session.rollback()
    for revision in session.scalars(select(ModuleRevision)):
        words = {}
        for each in sorted(revision.passages, key=lambda each: each.position):
            words.setdefault(each.language, []).extend([each.heading, each.words])
        session.execute(delete(Passage).where(Passage.revision_id == revision.id))
        session.add_all(
            Passage(
                revision_id=revision.id, language=language, position=0,
                anchor="", heading="", words=" ".join(said).strip(), folded="",
            )
            for language, said in words.items()
        )  # fmt: skip
        revision.fingerprint = "0" * 64
    session.commit()
    session.expunge_all()


def numbers(session):
    session.rollback()
    rows = session.scalars(select(ModuleRevision).order_by(ModuleRevision.id))
    return [(each.module.code, each.number) for each in rows]


def notices(session):
    session.rollback()
    rows = session.scalars(select(Notice).order_by(Notice.id))
    return [(each.person_id, each.text, each.values, each.path) for each in rows]


def test_those_who_studied_a_module_hear_that_it_changed_and_nobody_else(
    house, cast, session, questions, reworded
):
    complete(house.as_(cast.lin), questions)
    house.as_(cast.zhao).post(f"{B2}reading")

    reworded("十分钟里，法律要走完。", "十五分钟里，法律要走完。")

    assert notices(session) == [
        (
            cast.lin.id,
            "“%(module)s”, which you studied, was changed. See what is new.",
            {"module": {"zh": "市场检查", "en": "Inspection"}},
            f"{B2}changes",
        )
    ]


def test_who_is_told_has_read_it_and_has_enough_different_questions_right(
    house, cast, questions, studied, shelf
):
    complete(house.as_(cast.lin), questions, ("q-1", "q-2", "q-3", "q-4"))
    complete(house.as_(cast.zhao), questions, ("q-1", "q-2", "q-3", "q-3"))
    half = {"revision": questions["q-4"].id, "answer": "8"}
    house.as_(cast.zhao).post(f"{B2}checks/q-4/answers", half)

    assert studied() == [cast.lin.id]


def test_a_question_taken_out_of_the_bank_stands_in_nobodys_way(
    house, cast, session, questions, studied, shelf
):
    complete(house.as_(cast.lin), questions, ("q-1", "q-2", "q-3", "q-4"))
    complete(house.as_(cast.zhao), questions, ("q-2", "q-3", "q-4"))
    complete(house.as_(cast.he), questions, ("q-1", "q-2", "q-3"))
    before = studied()

    questions["q-1"].state = questions["q-5"].state = "retired"
    session.commit()

    assert (before, studied()) == ([cast.lin.id], sorted([cast.lin.id, cast.zhao.id]))


def test_without_self_checks_who_read_it_is_told_and_nobody_where_no_course_has_it(
    house, cast, session, questions, studied, shelf
):
    house.as_(cast.lin).post(f"{B2}reading")
    for each in questions.values():
        each.state = "retired"
    session.commit()
    before = studied()

    for course in session.scalars(select(CourseRevision)):
        course.modules = [code for code in course.modules if code != "b2"]
    session.commit()

    assert (before, studied()) == ([cast.lin.id], [])


def test_the_quiz_of_a_module_is_not_looked_at(app, session, cast, tested):
    has_studied(session, cast.lin)
    has_read(session, cast.zhao)
    path = tested / ZH
    path.write_text(path.read_text(encoding="utf-8").replace("十分钟里", "十五分钟里"), "utf-8")

    with app.app_context():
        load(tested, actor=None)

    assert [each[0] for each in notices(session)] == [cast.lin.id]


def test_whom_to_tell_asks_as_many_queries_for_three_readers_as_for_one(
    house, cast, questions, statements, studied, shelf
):
    counts = []
    for person in (cast.lin, cast.zhao, cast.he):
        complete(house.as_(person), questions)
        with statements() as heard:
            found = studied()
        counts.append((len(found), len(heard)))

    assert counts == [(1, counts[0][1]), (2, counts[0][1]), (3, counts[0][1])]


def test_a_course_may_gain_a_module_while_one_that_people_read_changes(
    app, house, cast, session, questions, shelf, reworded
):
    complete(house.as_(cast.lin), questions)
    files.write(
        shelf,
        {
            "procedure/course.toml": files.course(modules='["b2", "b3", "b4"]'),
            "procedure/zh/04-closing.md": files.module(module="b4", title="结案", title_parts=None),
        },
    )

    reworded("十分钟里", "十五分钟里")

    assert numbers(session)[-2:] == [("b2", 2), ("b4", 1)]
    assert [each[0] for each in notices(session)] == [cast.lin.id]


def test_where_sections_are_cut_is_no_change_but_a_word_is(
    house, cast, session, questions, shelf, reworded
):
    reworded("法律要走完。\n", "法律要走完。\n\n## 亮证\n\n先亮证\n\n## 询问\n\n再问话\n")
    lin = house.as_(cast.lin)
    complete(lin, questions)
    as_migrated(session)

    reworded("", "")

    assert sorted(numbers(session)[-3:]) == [("a1", 2), ("b2", 3), ("b3", 2)]
    assert notices(session) == []
    assert f"{B2}changes" not in lin.get(B2).text

    reworded("法律要走完", "法律须走完")

    assert [each[0] for each in notices(session)] == [cast.lin.id]
    assert f"{B2}changes" in lin.get(B2).text


def test_the_page_of_changes_shows_what_went_and_what_came(house, cast, questions, reworded):
    lin = house.as_(cast.lin)
    complete(lin, questions)

    reworded("十分钟里，法律要走完。", "十五分钟里，法律要走完。")

    page = lin.get(f"{B2}changes")
    assert page.status_code == 200
    assert "<ins>" in page.text
    assert "五" in page.text.split("<ins>")[1][:80]
    assert f"{B2}changes" in lin.get(B2).text
    assert f"{B2}changes" in lin.get("/courses/").text
    assert "已完成" in lin.get("/courses/procedure/").text


def test_the_page_of_changes_says_what_is_still_to_be_answered(
    house, cast, questions, shelf, reworded
):
    lin = house.as_(cast.lin, "en")
    complete(lin, questions)

    reworded("十分钟里，法律要走完。", "十五分钟里，法律要走完。")
    complete_still = lin.get(f"{B2}changes").text
    (shelf / "procedure/en/02-inspection.md").write_text(
        files.module(title="Inspection", title_parts=None, checks="q-1, q-2, q-3, q-5, q-6"),
        encoding="utf-8",
    )
    reworded("checks: q-1, q-2, q-3, q-4, q-5", "checks: q-1, q-2, q-3, q-5, q-6")

    page = lin.get(f"{B2}changes").text
    stays = "What you completed stays complete"
    assert (stays in complete_still, stays in page) == (True, False)
    assert "Self-check questions still to be answered right: 1." in page


def test_once_the_changes_were_read_nothing_waits_any_more(house, cast, questions, reworded):
    lin = house.as_(cast.lin)
    complete(lin, questions)
    reworded("十分钟里", "十五分钟里")

    lin.post(f"{B2}reading")

    late = lin.get(f"{B2}changes")
    assert (late.status_code, late.location) == (303, B2)
    assert "没有需要您再读的改动" in lin.get(B2).text
    assert f"{B2}changes" not in lin.get(B2).text


def test_other_marks_around_the_same_words_are_no_change(house, cast, session, questions, reworded):
    lin = house.as_(cast.lin)
    complete(lin, questions)

    reworded("应当**主动**出示", "应当主动**出示**")

    assert notices(session) == []
    assert f"{B2}changes" not in lin.get(B2).text


def test_a_change_in_another_language_is_told_as_such(
    app, house, cast, questions, shelf, session, reworded
):
    complete(house.as_(cast.lin), questions)
    path = shelf / "procedure/en/02-inspection.md"
    path.write_text(path.read_text("utf-8").replace("十分钟里", "In ten minutes"), "utf-8")
    reworded("", "")

    own, other = (house.as_(cast.lin, each).get(f"{B2}changes").text for each in ("zh", "en"))

    told = "此后只改动了另一种语言的文本"
    assert (told in own, "只需看标出的改动" in own, "没有变动" in own) == (True, False, True)
    assert ("only what is marked is new" in other, "<ins>" in other) == (True, True)
    assert ("another language" in other, own.count("<ins>")) == (False, 0)


def test_who_never_read_it_has_nothing_to_compare(house, cast, reworded):
    reworded("十分钟里", "十五分钟里")

    answer = house.as_(cast.zhao).get(f"{B2}changes")

    assert (answer.status_code, answer.location) == (303, B2)
    assert house.stranger().get(f"{B2}changes").status_code == 303
