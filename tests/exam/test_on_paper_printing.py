"""What is printed: papers and sheets without a key, keys once nobody can use them."""

import io
import re
import secrets
import subprocess
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import select

from core.clock import now
from core.jobs import Job
from exam.documents import printing
from exam.models.candidates import Form
from exam.models.printing import Printing
from exam.models.sittings import Blueprint, Closing
from question_bank.models import Picture, RevisionPicture
from tests import factories
from tests.exam import steps
from tests.exam.papers import (
    case,
    code_of,
    events,
    everything,
    home,
    noted,
    questions,
    ready,
)
from tests.people import add_person, grant

ODD = "#let x = 1; $a^2$ *bold* _it_ `raw` @ref <label> \\ // -- {{7*7}} {0.__class__} %s =="


def words(pdf):
    """The text of a PDF, with all white space taken out."""
    read = subprocess.run(
        ["/usr/bin/pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return re.sub(r"\s+", "", read.stdout.decode())


def pages(pdf):
    read = subprocess.run(
        ["/usr/bin/pdftotext", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return [re.sub(r"\s+", "", page) for page in read.stdout.decode().split("\f")[:-1]]


def squeezed(text):
    return re.sub(r"\s+", "", text)


def print_one(browser, attempt, what="papers"):
    address = f"/sittings/{attempt.sitting_id}/on-paper/registrations/{attempt.registration_id}"
    return browser.post(f"{address}/printings", {"what": what})


def print_all(browser, sitting, what):
    return browser.post(home(sitting, "/printings"), {"what": what})


def close(session, sitting):
    session.add(Closing(sitting_id=sitting.id, journal_hash="0" * 64, arrivals=0, at=now()))
    session.commit()


@pytest.fixture
def asked(session, cast):
    """One question of each kind, and a case."""
    return questions(session, cast.chen), case(session, cast.chen)


def test_a_paper_has_cover_questions_and_sheet_in_chinese(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, asked[0], parts=asked[1])
    code = code_of(session, attempt)

    answer = print_one(house.as_(cast.kong), attempt)

    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    said = pages(answer.data)
    for text in ("秋季资格考试", "试卷", code, "林知夏", "松岩县", "60分钟", "10题，满分11分"):
        assert text in said[0]
    questions_said = "".join(said[1:-1])
    for revision in asked[0]:
        assert squeezed(f"law-{revision.kind.replace('_', '-')} stem") in questions_said
    for text in ("以下材料供第9至10题使用", "sharedtextofthecase", "firstpart", "secondpart", "日"):
        assert text in questions_said
    assert "law-ordering option 2".replace(" ", "") in questions_said
    sheet = said[-1]
    for text in ("答题纸", code, "林知夏", "102分", "考生签名"):
        assert text in sheet
    assert "stem" not in sheet
    assert "1ABCD3对错9ABCD2ABCD8ABCD填写" in words(answer.data)


def test_a_paper_in_english_speaks_english(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, asked[0], language="en", parts=asked[1])

    said = words(print_one(house.as_(cast.kong), attempt).data)

    for text in (
        "Autumncertificationexam",
        "Answersheet",
        "60minutes",
        "Forquestions9to10",
        "3TF",
        "Putacrossintothebox",
        "SongyanCounty",
    ):
        assert text in said
    assert "答题" not in said


def test_a_case_of_one_part_names_one_question(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, [], parts=asked[1])
    form = session.get_one(Form, attempt.form_id)
    form.slots = form.slots[:1]
    session.commit()

    assert "以下材料供第1题使用" in words(print_one(house.as_(cast.kong), attempt).data)


def test_options_stand_in_the_order_of_the_form(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, asked[0][:1])
    form = session.get_one(Form, attempt.form_id)
    form.slots = [{**form.slots[0], "order": [2, 0, 3, 1]}]
    session.commit()

    said = words(print_one(house.as_(cast.kong), attempt).data)

    assert "Alaw-singleoption2Blaw-singleoption0Claw-singleoption3Dlaw-singleoption1" in said


def test_what_is_written_is_printed_word_for_word(house, session, cast, held):
    revision = factories.question(session, "law-odd", author=cast.chen)
    escaped = ODD.replace("<", "&lt;").replace(">", "&gt;")
    text = {"stem": f"<p>{escaped}</p>", "options": [escaped, "b", "c", "d"]}
    revision.asked = {"zh": text, "en": text}
    cast.lin.name = "林#知*夏$\u202e_x_"
    session.merge(cast.lin)
    held.title = "标题 #pagebreak() $x$"
    session.merge(held)
    session.commit()
    attempt = ready(session, held, cast.lin, [revision])

    said = words(print_one(house.as_(cast.kong), attempt).data)

    assert said.count(squeezed(ODD)) == 2
    assert "林#知*夏$_x_" in said
    assert squeezed("标题 #pagebreak() $x$") in said
    assert "\u202e" not in said


def test_braces_in_a_fill_in_question_are_braces(house, session, cast, held, asked):
    revision = asked[0][3]
    text = {"stem": "<p>begin {{1}} middle &#123;{2}} end</p>"}
    revision.asked = {"zh": text, "en": text}
    session.commit()
    attempt = ready(session, held, cast.lin, [revision])

    assert "begin(1)middle{{2}}end" in words(print_one(house.as_(cast.kong), attempt).data)


def test_a_picture_is_printed_and_one_that_is_lost_is_its_caption(house, session, cast, held):
    revision = factories.question(session, "law-picture", author=cast.chen)
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(file, "PNG")
    token = secrets.token_hex(16)
    picture = Picture(
        token=token,
        name="media/x.png",
        digest="0" * 64,
        mimetype="image/png",
        width=300,
        height=200,
        data=file.getvalue(),
        by_id=cast.chen.id,
        at=now(),
    )
    session.add(picture)
    session.flush()
    session.add(RevisionPicture(revision_id=revision.id, language="zh", picture_id=picture.id))
    stem = f'<p><img alt="seen" src="/pictures/{token}"><img alt="lost" src="/pictures/none"></p>'
    text = {"stem": stem, "options": ["a", "b", "c", "d"]}
    revision.asked = {"zh": text, "en": text}
    session.commit()
    attempt = ready(session, held, cast.lin, [revision])

    printed = print_one(house.as_(cast.kong), attempt).data

    assert b"/Subtype/Image" in printed.replace(b" ", b"")
    assert "[lost]" in words(printed)
    assert "[seen]" not in words(printed)


def test_neither_paper_nor_sheet_tells_a_key(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, asked[0], parts=asked[1])

    said = words(print_one(house.as_(cast.kong), attempt).data)

    for secret in ("七", "0.5", "rationale", "namesthelaw", "参考答案", "得3"):
        assert secret not in said


def test_the_key_is_in_the_letters_of_the_form(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, asked[0], parts=asked[1])
    form = session.get_one(Form, attempt.form_id)
    mixed = [3, 1, 2, 0]
    form.slots = [
        {
            **slot,
            "order": mixed if len(slot["order"]) == 4 and "part" not in slot else slot["order"],
        }
        for slot in form.slots
    ]
    attempt = session.merge(attempt)
    attempt.state = "closed"
    close(session, held)
    code = code_of(session, attempt)

    said = words(print_one(house.as_(cast.kong), attempt, "keys").data)

    for text in (
        code,
        "1单选B1",
        "2多选CD1",
        "3判断对1",
        "4填空(1)七或71",
        "5数值5日、days误差不超过0.51",
        "6排序ABC1",
        "7连线1A2B3C1",
        "8情景判断A得0.667、B得0.333、C得0、D得11",
        "9单选B1",
        "namesthelaw",
    ):
        assert text in said
    assert noted(session, "exam.forms_printed", "what", "count", "forms") == {
        "what": "keys",
        "count": 1,
        "forms": [code],
    }


def test_nobody_prints_a_key_before_the_sitting_is_closed(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, asked[0])
    factories.move_clock(session, 2 * factories.HOUR)
    kong = house.as_(cast.kong)
    before = everything(session)

    answers = [print_one(kong, attempt, "keys"), print_all(kong, held, "keys")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert everything(session) == before


def test_papers_are_not_printed_before_the_sealing_nor_after_the_closing(
    house, session, cast, planned, held, asked
):
    kong = house.as_(cast.kong)
    early = ready(session, planned, cast.lin, asked[0])
    late = ready(session, held, cast.lin, asked[0])
    close(session, held)
    before = everything(session)

    answers = [
        print_one(kong, early),
        print_all(kong, planned, "papers"),
        print_one(kong, late),
        print_all(kong, held, "reserves"),
    ]

    assert [answer.status_code for answer in answers] == [409] * 4
    assert everything(session) == before


@pytest.mark.parametrize("what", ["papers", "reserves"])
def test_who_may_still_sit_prints_no_papers_and_no_reserves(
    house, session, cast, held, asked, what
):
    grant(session, cast.kong, "officer", cast.units["yunxi"])
    session.commit()

    answer = print_all(house.as_(cast.kong), held, what)

    assert answer.status_code == 403
    assert session.scalars(select(Printing)).all() == []


def test_who_may_still_sit_sees_no_keys_where_papers_stay_closed(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, asked[0])
    close(session, held)
    grant(session, cast.kong, "officer", cast.units["yunxi"])
    kong = house.as_(cast.kong)
    assert print_one(kong, attempt, "keys").status_code == 200
    blueprint = session.get_one(Blueprint, held.blueprint_id)
    blueprint.definition = {**blueprint.definition, "show_paper": False}
    session.commit()
    before = everything(session)

    assert print_one(kong, attempt, "keys").status_code == 403
    after = everything(session)
    assert {**after, "acts": []} == {**before, "acts": []}


@pytest.mark.parametrize(("who", "status"), [("tang", 403), ("shen", 403), ("lin", 403)])
def test_nobody_else_prints(house, session, cast, held, asked, who, status):
    attempt = ready(session, held, cast.lin, asked[0])
    browser = house.as_(cast.people[who])

    answers = [print_one(browser, attempt), print_all(browser, held, "papers")]

    assert [answer.status_code for answer in answers] == [status, status]
    assert "exam.forms_printed" not in steps.acts(session)


def test_only_papers_of_those_on_paper_are_printed(house, session, cast, held, asked):
    on_screen = ready(session, held, cast.lin, asked[0], on_paper=False)
    kong = house.as_(cast.kong)

    assert print_one(kong, on_screen).status_code == 404
    assert print_one(kong, on_screen, "nonsense").status_code == 404
    assert print_all(kong, held, "papers").status_code == 409
    assert "exam.forms_printed" not in steps.acts(session)


def test_a_printing_is_noted_with_the_paper_and_on_the_trail(house, session, cast, held, asked):
    attempt = ready(session, held, cast.lin, asked[0])

    print_one(house.as_(cast.kong), attempt)

    assert events(session, attempt) == [("printed", None, None)]
    assert noted(session, "exam.forms_printed", "what", "count", "forms") == {
        "what": "papers",
        "count": 1,
        "forms": [code_of(session, attempt)],
    }


def test_all_papers_come_as_one_file_for_who_asked(house, session, cast, held, asked):
    attempts = [ready(session, held, person, asked[0]) for person in (cast.lin, cast.zhao)]
    other = add_person(session, "mo", "莫二", cast.units["yunxi"])
    grant(session, other, "examiner", cast.units["yunxi"])
    kong = house.as_(cast.kong)

    answer = print_all(kong, held, "papers")

    assert answer.status_code == 303
    session.commit()
    job = session.scalars(select(Job)).one()
    assert (job.done, job.total, job.problem, job.outcome) == (2, 2, None, {"forms": 2})
    made = session.scalars(select(Printing)).one()
    assert (made.what, len(made.forms), made.suffix) == ("papers", 2, "pdf")
    address = home(held, f"/printings/{made.id}")
    session.commit()
    assert address in kong.get(home(held)).text
    file = kong.get(address)
    assert file.mimetype == "application/pdf"
    said = words(file.data)
    assert all(code_of(session, attempt) in said for attempt in attempts)
    session.commit()
    assert house.as_(other).get(address).status_code == 404
    assert house.as_(cast.lin).get(address).status_code == 403


def test_many_papers_come_in_stacks(house, session, cast, held, asked, monkeypatch):
    monkeypatch.setattr(printing, "AT_ONCE", 1)
    attempts = [ready(session, held, person, asked[0]) for person in (cast.lin, cast.zhao)]
    kong = house.as_(cast.kong)

    print_all(kong, held, "papers")

    session.commit()
    made = session.scalars(select(Printing)).one()
    session.commit()
    archive = ZipFile(io.BytesIO(kong.get(home(held, f"/printings/{made.id}")).data))
    codes = [code_of(session, attempt) for attempt in attempts]
    assert archive.namelist() == [f"papers-{code}-{code}.pdf" for code in codes]
    assert all(
        code in words(archive.read(name))
        for code, name in zip(codes, archive.namelist(), strict=True)
    )


def test_reserve_papers_have_no_name_and_say_how_they_are_handed_out(house, session, cast, running):
    kong = house.as_(cast.kong)

    print_all(kong, running, "reserves")

    session.commit()
    made = session.scalars(select(Printing)).one()
    session.commit()
    said = words(kong.get(home(running, f"/printings/{made.id}")).data)
    assert len(made.forms) == 3
    assert said.count("备用卷按编号从小到大发放") == 3
    assert cast.lin.name not in said


def test_a_file_is_gone_after_a_day(house, session, cast, held, asked):
    from datetime import timedelta  # noqa: PLC0415

    ready(session, held, cast.lin, asked[0])
    kong = house.as_(cast.kong)
    print_all(kong, held, "papers")
    session.commit()
    made = session.scalars(select(Printing)).one()
    made.at = now() - timedelta(days=2)
    session.commit()

    assert kong.get(home(held, f"/printings/{made.id}")).status_code == 404

    print_all(kong, held, "papers")
    session.commit()
    rows = session.execute(
        select(Printing.file.is_(None), Printing.is_kept).order_by(Printing.id)
    ).all()
    assert [tuple(row) for row in rows] == [(True, False), (False, True)]
