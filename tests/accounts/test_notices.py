"""Notices: told to people, shown to them alone in their language, and read by a deed of theirs."""

import pytest
from sqlalchemy import select

from accounts.actions import notices
from accounts.models import Notice, NoticeReading
from accounts.queries import actor_of
from core.errors import Missing

RELEASED = "The results of %(sitting)s are out."


def tell(app, *people, text=RELEASED, values=None, path="/exam/"):
    named = {"sitting": {"zh": "夏季考试", "en": "the summer exam"}}
    with app.app_context():
        notices.tell([each.id for each in people], text, values or named, path)


def told(session):
    session.commit()
    rows = session.execute(select(Notice.person_id, Notice.text, Notice.path).order_by(Notice.id))
    return [tuple(row) for row in rows]


def readings(session):
    session.commit()
    rows = session.execute(select(NoticeReading.person_id, NoticeReading.notice_id))
    return [tuple(row) for row in rows]


def newest(session, person):
    session.commit()
    statement = select(Notice.id).where(Notice.person_id == person.id).order_by(Notice.id.desc())
    found = session.scalars(statement.limit(1)).one()
    session.commit()
    return found


def test_many_people_are_told_in_one_statement_and_each_once(app, session, cast, statements):
    with statements() as heard:
        tell(app, cast.lin, cast.zhao, cast.lin)

    assert len([each for each in heard if each.startswith("INSERT INTO notice")]) == 1
    assert told(session) == [
        (each, RELEASED, "/exam/") for each in sorted([cast.lin.id, cast.zhao.id])
    ]


def test_telling_nobody_writes_nothing(app, session, cast):
    tell(app)

    assert told(session) == []


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "x", "", "/a b"]
)
def test_a_notice_leads_nowhere_but_into_the_house(app, session, cast, path):
    with pytest.raises(ValueError, match="page of the house"):
        tell(app, cast.lin, path=path)

    assert told(session) == []


def test_a_message_without_its_values_is_not_told(app, session, cast):
    with pytest.raises(KeyError):
        tell(app, cast.lin, values={"other": "x"})

    assert told(session) == []


def test_a_notice_is_shown_in_the_readers_language_with_its_values(app, house, cast):
    tell(app, cast.lin)

    assert (
        "The results of the summer exam are out." in house.as_(cast.lin, "en").get("/notices/").text
    )
    assert "夏季考试" in house.as_(cast.lin).get("/notices/").text


def test_values_are_shown_as_text_whatever_they_hold(app, house, cast):
    tell(app, cast.lin, values={"sitting": "<script>alert(1)</script>"})

    page = house.as_(cast.lin, "en").get("/notices/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_others_were_told_is_neither_shown_nor_counted(app, house, cast):
    tell(app, cast.zhao)

    page = house.as_(cast.lin, "en").get("/notices/").text

    assert "summer exam" not in page
    assert "There are no notices for you yet." in page
    assert bell(page) == ""


def bell(page):
    """What stands beside the bell."""
    link = page.split('href="/notices/"', 1)[1].split("</a>", 1)[0]
    return link.split("</span>")[-1].removesuffix("</b>") if "<b>" in link else ""


def test_the_newest_stand_first_and_what_was_not_read_is_marked(app, house, session, cast):
    lin = house.as_(cast.lin, "en")
    tell(app, cast.lin, values={"sitting": "the first exam"})
    lin.post("/notices/reading", {"up_to": newest(session, cast.lin)})
    tell(app, cast.lin, values={"sitting": "the second exam"})

    page = lin.get("/notices/").text

    assert page.index("the second exam") < page.index("the first exam")
    assert "<strong>The results of the second exam are out.</strong>" in page
    assert "<strong>The results of the first exam" not in page
    assert bell(page) == bell(lin.get("/me/").text) == "1"


def test_looking_marks_nothing_as_read(app, house, session, cast):
    tell(app, cast.lin)
    lin = house.as_(cast.lin, "en")

    assert bell(lin.get("/notices/").text) == bell(lin.get("/notices/").text) == "1"
    assert readings(session) == []


def test_what_came_while_the_page_was_open_stays_unread(app, house, session, cast):
    lin = house.as_(cast.lin, "en")
    tell(app, cast.lin)
    shown = newest(session, cast.lin)
    tell(app, cast.lin)

    answer = lin.post("/notices/reading", {"up_to": shown})

    assert (answer.status_code, answer.location) == (303, "/notices/")
    assert readings(session) == [(cast.lin.id, shown)]
    assert bell(lin.get("/me/").text) == "1"


def test_reading_goes_forward_alone(app, house, session, cast):
    lin = house.as_(cast.lin)
    tell(app, cast.lin)
    first = newest(session, cast.lin)
    tell(app, cast.lin)
    second = newest(session, cast.lin)

    for number in (second, first, second):
        assert lin.post("/notices/reading", {"up_to": number}).status_code == 303

    assert readings(session) == [(cast.lin.id, second)]


@pytest.mark.parametrize("sent", ["", "0", "-1", "x", "99999999999", None])
def test_a_number_of_no_notice_is_not_found(app, house, session, cast, sent):
    tell(app, cast.lin)

    answer = house.as_(cast.lin).post("/notices/reading", {} if sent is None else {"up_to": sent})

    assert answer.status_code == 404
    assert readings(session) == []


def test_nobody_reads_for_another(app, house, session, cast):
    tell(app, cast.zhao)

    answer = house.as_(cast.lin).post("/notices/reading", {"up_to": newest(session, cast.zhao)})

    assert answer.status_code == 404
    assert readings(session) == []
    with app.app_context(), pytest.raises(Missing):
        notices.read(newest(session, cast.zhao), actor=actor_of(cast.lin))


def test_many_are_counted_to_a_hundred_and_paged(app, house, session, cast):
    for _ in range(101):
        tell(app, cast.lin)
    lin = house.as_(cast.lin, "en")

    first, third = lin.get("/notices/").text, lin.get("/notices/?page=3").text

    assert bell(first) == "99+"
    assert first.count("The results of the summer exam") == 50
    assert third.count("The results of the summer exam") == 1


def test_the_list_asks_as_often_for_one_as_for_three(app, house, cast, statements):
    lin = house.as_(cast.lin)

    def asked(path):
        with statements() as heard:
            lin.get(path)
        return len(heard), len([each for each in heard if "notice" in each])

    asked("/notices/")
    tell(app, cast.lin)
    one = asked("/notices/")
    tell(app, cast.lin)
    tell(app, cast.lin)

    assert asked("/notices/") == one
    assert asked("/me/")[1] == 1


def test_while_an_exam_is_on_nobody_asks_for_notices(app, house, session, cast, statements):
    tell(app, cast.lin)
    lin = house.as_(cast.lin, "en")

    with statements() as heard:
        page = lin.get("/exam/attempts/" + "0" * 32).text

    assert [each for each in heard if "notice" in each] == []
    assert bell(page) == ""
