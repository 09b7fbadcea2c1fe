"""Files of other systems over HTTP and on the command line, in and out."""

import io
import json
import re

import pytest
from sqlalchemy import func, select

from audit.models import Entry
from core.jobs import Job
from question_bank.actions import bringing, sending
from question_bank.formats import FORMATS
from question_bank.formats.format import Note, Place, Sent
from question_bank.models import Question, Revision, Upload
from question_bank.rules.diagnostics import Severity
from tests.question_bank.bringing import DEFAULTS, FILE, PAPER, STEM, read_lines
from tests.question_bank.writing import ZH, file_of

IMPORTS = "/questions/imports/"
OUTSIDE = ("lin", "kong", "xu", "gu", "shen", "meng", "lu")


class Lossy:
    """A format that carries the ids alone, and no question of its own in Latin letters."""

    name, label, suffix, mimetype, reads, writes = "ids", "Ids", ".ids", "text/plain", False, True

    def send(self, drafts, pictures):
        place = Place("question %(id)s", {"id": drafts[0].id}) if drafts else None
        notes = [Note(Severity.ERROR, "QI298", place, "left out", {})] if drafts else []
        return Sent("\n".join(each.id for each in drafts).encode(), tuple(notes))


@pytest.fixture
def lines(monkeypatch):
    monkeypatch.setattr(bringing, "read_apart", read_lines)


@pytest.fixture
def ids(monkeypatch):
    monkeypatch.setitem(sending.WRITERS, "ids", Lossy())


@pytest.fixture
def chen(house, cast):
    return house.as_(cast.chen, "en")


def sent(browser, text=FILE, name="paper.lines", **fields):
    data = text if isinstance(text, bytes) else text.encode()
    form = {"format": "", **DEFAULTS, **fields, "file": (io.BytesIO(data), name)}
    return browser.post(IMPORTS, form, content_type="multipart/form-data")


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def count(session, table=Revision):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def test_a_file_is_sent_looked_at_and_stored(lines, chen, session):
    answer = sent(chen)
    assert answer.status_code == 303
    page = chen.get(answer.location)
    assert "line 1" in text_of(page)
    assert "Store 2 drafts" in text_of(page)
    assert f"{STEM}出具专用票据" in page.text
    assert count(session) == 0
    assert "paper.lines" in text_of(chen.get(IMPORTS))

    stored = chen.post(f"{answer.location}/storing")

    assert (stored.status_code, stored.location) == (303, "/questions/")
    assert "2 drafts were stored." in text_of(chen.get("/questions/"))
    assert count(session) == 2
    assert chen.get(answer.location).status_code == 404
    assert "paper.lines" not in text_of(chen.get(IMPORTS))


def test_errors_are_shown_at_their_place_and_nothing_can_be_stored(lines, chen, session):
    answer = sent(chen, FILE.replace("*", ""))
    page = text_of(chen.get(answer.location))
    assert "no option is marked as correct" in page
    assert "2 errors keep the file from being stored" in page
    assert "Store" not in page.replace("stored", "")
    assert chen.post(f"{answer.location}/storing").status_code == 409
    assert count(session) == 0


def test_what_cannot_be_read_leaves_the_form_as_it_was(lines, chen, session):
    answer = sent(chen, "?", topic="law.licence", pool="exam")
    assert answer.status_code == 422
    assert "it cannot be told of which format the file is" in text_of(answer)
    assert re.search(r'<option selected value="law.licence">', answer.text)
    assert count(session, Upload) == 0


def test_nothing_at_all_is_no_file(chen, session):
    answer = chen.post(IMPORTS, {"format": "", **DEFAULTS, "text": "  "})
    assert answer.status_code == 422
    assert "Choose a file, or paste a text." in text_of(answer)


@pytest.mark.parametrize("field", ["format", "topic", "pool", "lang", "difficulty"])
def test_what_is_no_choice_is_refused(field, chen, session):
    assert sent(chen, **{field: "nothing"}).status_code == 422
    assert count(session, Upload) == 0


def test_a_pasted_paper_comes_in(chen, session):
    answer = chen.post(IMPORTS, {"format": "paper", **DEFAULTS, "text": PAPER})
    assert answer.status_code == 303
    assert "Store 2 drafts" in text_of(chen.get(answer.location))
    chen.post(f"{answer.location}/storing")
    assert count(session) == 2


def test_a_file_of_our_own_comes_in_by_its_name(chen, session):
    answer = sent(chen, file_of("zh", ZH), name="penalty.md")
    assert "Store 1 draft" in text_of(chen.get(answer.location))


@pytest.mark.parametrize("login", OUTSIDE)
def test_only_trainers_bring_files(lines, login, house, cast, session):
    person = house.as_(cast.people[login])
    assert person.get(IMPORTS).status_code == 403
    assert sent(person).status_code == 403
    assert person.get(f"{IMPORTS}template.xlsx").status_code == 403
    assert person.get("/questions/export?format=markdown").status_code == 403
    assert count(session, Upload) == 0


def test_nobody_else_sees_a_file(lines, chen, house, cast, session):
    place = sent(chen).location
    wu, lin = house.as_(cast.wu), house.as_(cast.lin)
    for who, status in ((wu, 404), (lin, 403)):
        assert who.get(place).status_code == status
        assert who.post(f"{place}/storing").status_code == status
        assert who.post(f"{place}/end").status_code == status
    assert house.stranger().get(place).status_code in (302, 303, 401)
    assert (count(session), count(session, Upload)) == (0, 1)


def test_a_form_without_its_token_changes_nothing(lines, chen, session):
    place = sent(chen).location
    assert chen.post(f"{place}/storing", token=False).status_code == 400
    assert count(session) == 0


def test_a_file_can_be_thrown_away(lines, chen, session):
    place = sent(chen).location
    assert chen.post(f"{place}/end").status_code == 303
    assert (chen.get(place).status_code, count(session, Upload)) == (404, 0)


def test_a_long_file_is_a_piece_of_work(lines, chen, session, monkeypatch):
    monkeypatch.setattr(bringing, "MANY", 1)
    answer = chen.post(f"{sent(chen).location}/storing")
    assert answer.location.startswith("/jobs/")
    assert session.scalars(select(Job)).one().outcome["new"] == 2
    assert count(session) == 2


def test_a_report_asks_the_database_no_more_for_many_than_for_one(lines, chen, statements):
    one = sent(chen, FILE.splitlines()[0]).location
    many = sent(chen, "\n".join(f"{STEM}{at}办|*甲{at}|乙" for at in range(9))).location
    chen.get(one)
    heard = []
    for place in (one, many):
        with statements() as said:
            chen.get(place)
        heard.append(len(said))
    assert heard[0] == heard[1]


def test_a_report_goes_page_by_page_and_by_what_is_wrong(lines, chen):
    many = [f"{STEM}第{at}种办法|*甲{at}|乙" for at in range(60)]
    many[25] = many[25].replace("*", "")
    place = sent(chen, "\n".join(many)).location
    pages = [
        chen.get(f"{place}{query}").text for query in ("", "?page=2", "?which=error", "?page=x")
    ]
    assert [page.count('class="brought-head"') for page in pages] == [50, 10, 1, 50]


def test_the_template_is_a_workbook(chen):
    answer = chen.get(f"{IMPORTS}template.xlsx")
    assert answer.data.startswith(b"PK")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="questions.xlsx"'


@pytest.fixture
def two(lines, chen):
    chen.post(f"{sent(chen).location}/storing")


def test_losses_are_told_first_and_then_the_file_leaves_with_its_act(
    ids, two, house, cast, session
):
    shen = house.as_(cast.shen, "en")
    page = text_of(shen.get("/bank/export?format=ids&lang=zh&topic=law&pool=&state="))
    assert "2 questions" in page
    assert "1 thing is left out of it." in page
    assert "The file holds the keys." in page
    trail = select(Entry).where(Entry.act == "question.file_sent")
    assert session.scalars(trail).all() == []

    form = {"format": "ids", "lang": "zh", "topic": "law", "pool": "", "state": ""}
    answer = shen.post("/bank/export", form)

    codes = sorted(session.scalars(select(Question.code)))
    assert answer.data.decode().split("\n") == codes
    assert answer.headers["Content-Disposition"] == 'attachment; filename="questions-law-zh.ids"'
    assert answer.headers["Cache-Control"] == "no-store"
    session.rollback()
    entry = session.scalars(trail).one()
    assert (entry.actor_id, entry.fields["questions"]) == (cast.shen.id, 2)
    assert entry.fields["wanted"] == {
        "language": "zh", "topic": "law", "pool": "", "state": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=law.penalty", 2),
        ("topic=law.licence", 0),
        ("pool=exam", 0),
        ("pool=practice", 2),
        ("state=draft", 2),
        ("state=approved", 0),
        ("lang=en", 0),
    ],
)
def test_what_leaves_can_be_chosen(two, chen, query, found):
    choices = {"format": "markdown", "lang": "zh", "topic": "", "pool": "", "state": ""}
    name, value = query.split("=")
    for base in ("/bank/export", "/questions/export"):
        page = text_of(chen.get(base, query_string=choices | {name: value}))
        assert f"{found} question" in page
        answer = chen.post(base, choices | {name: value})
        assert answer.status_code == (200 if found else 409)


def test_own_questions_are_only_those_of_ones_own(two, house, cast):
    choices = {"format": "markdown", "lang": "zh", "topic": "", "pool": "", "state": ""}
    wu = house.as_(cast.wu)
    assert wu.post("/questions/export", choices).status_code == 409
    assert wu.post("/bank/export", choices).status_code == 200


@pytest.mark.parametrize("login", ["lin", "kong", "meng", "lu"])
def test_who_does_not_read_the_bank_takes_no_file_of_it(two, login, house, cast, session):
    person = house.as_(cast.people[login])
    form = {"format": "markdown", "lang": "zh", "topic": "", "pool": "", "state": ""}
    assert person.get("/bank/export").status_code == 403
    assert person.post("/bank/export", form).status_code == 403
    assert session.scalars(select(Entry).where(Entry.act == "question.file_sent")).all() == []


CARRIED = dict.fromkeys(("markdown", *FORMATS), "unchanged") | {"aiken": "changed"}
"""Aiken has no rationale and no statements to be judged."""


@pytest.mark.parametrize("name", CARRIED)
def test_what_went_out_comes_back_as_the_same_questions(name, chen, session):
    first = chen.post(IMPORTS, {"format": "paper", **DEFAULTS, "text": PAPER})
    chen.post(f"{first.location}/storing")
    form = {"format": name, "lang": "zh", "topic": "", "pool": "", "state": ""}
    answer = chen.post("/questions/export", form)
    file_name = answer.headers["Content-Disposition"].split('"')[1]

    back = sent(chen, answer.data, file_name, topic="" if name != "aiken" else "law.penalty")

    upload = session.scalars(select(Upload).where(Upload.stored_at.is_(None))).one()
    assert upload.format == name
    made = chen.post(f"{back.location}/storing")
    session.rollback()
    assert (made.status_code, count(session, Question)) == (303, 2)
    assert upload.outcome == {
        **dict.fromkeys(("new", "changed", "unchanged", "older"), 0),
        CARRIED[name]: upload.questions,
    }


@pytest.fixture
def run(app, cast, tmp_path):
    def run(*arguments, lang="en"):
        return app.test_cli_runner(env={"LANG": lang}).invoke(
            args=["questions", *map(str, arguments)]
        )

    return run


def test_the_command_stores_or_only_looks(run, lines, session, tmp_path):
    file = tmp_path / "paper.lines"
    file.write_text(FILE, encoding="utf-8")
    asked = ("bring", file, "--as", "chen", "--topic", "law.penalty", "--pool", "practice")

    looked = run(*asked, "--dry-run", "--json")
    assert looked.exit_code == 0
    told = json.loads(looked.output)
    assert (told["format"], told["new"], told["stored"]) == ("lines", 2, False)
    assert (count(session), count(session, Upload)) == (0, 0)

    assert run(*asked).exit_code == 0
    assert count(session) == 2
    again = json.loads(run(*asked, "--json").output)
    assert (again["unchanged"], again["stored"]) == (2, False)
    assert count(session) == 2


def test_the_command_says_what_is_wrong(run, lines, session, tmp_path):
    file = tmp_path / "paper.lines"
    file.write_text(FILE.replace("*", ""), encoding="utf-8")
    wrong = run("bring", file, "--as", "chen", "--topic", "law.penalty", "--pool", "practice")
    assert wrong.exit_code == 1
    assert "line 1: QB105 no option is marked as correct; mark it with [x]" in wrong.output
    assert (count(session), count(session, Upload)) == (0, 0)
    file.write_text("?", encoding="utf-8")
    assert run("bring", file, "--as", "chen").exit_code == 1
    assert run("bring", file, "--as", "nobody").exit_code == 1
    assert run("bring", file, "--as", "lin").exit_code == 1
    assert run("bring", file).exit_code == 2
    assert run("bring", tmp_path / "none", "--as", "chen").exit_code == 2


def test_the_command_writes_a_file_and_the_trail_knows(run, lines, ids, session, tmp_path):
    file, out = tmp_path / "paper.lines", tmp_path / "out.md"
    file.write_text(FILE, encoding="utf-8")
    assert run("send", out, "--format", "markdown").exit_code == 1
    run("bring", file, "--as", "chen", "--topic", "law.penalty", "--pool", "practice")

    assert run("send", out, "--format", "markdown", "--topic", "law").exit_code == 0

    assert out.read_text(encoding="utf-8").count("\n## ") == 2
    entry = session.scalars(select(Entry).where(Entry.act == "question.file_sent")).one()
    assert (entry.actor_id, entry.fields["questions"]) == (None, 2)
