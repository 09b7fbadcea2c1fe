"""The trainer's, the reviewer's and the supervisor's rooms over HTTP."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from audit.models import Entry
from question_bank.kinds import KINDS
from question_bank.models import Clearance, Move, Question, Revision
from tests.people import add_person, grant
from tests.question_bank.writing import BOTH, CODE, EN, ZH, reworded

OUTSIDE = ("lin", "kong", "tang", "meng", "lu")


@pytest.fixture
def trainer(house, cast):
    return house.as_(cast.chen, "en")


@pytest.fixture
def reviewer(house, cast):
    return house.as_(cast.xu, "en")


@pytest.fixture
def draft(trainer):
    trainer.post("/questions/", BOTH | {"save": "1", "base": "0"})


@pytest.fixture
def submitted(trainer, draft):
    trainer.post(f"/questions/{CODE}/revisions/1/submission")


@pytest.fixture
def approved(reviewer, submitted):
    reviewer.post(f"/review/{CODE}/1/approval")


def rows(session):
    """All that may change: revisions by state, and how many decisions there are."""
    session.rollback()
    states = session.execute(
        select(Revision.number, Revision.state).order_by(Revision.number)
    ).all()
    counts = [
        session.scalar(select(func.count()).select_from(t)) for t in (Question, Move, Clearance)
    ]
    return [tuple(row) for row in states], counts


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


@contextmanager
def counted(engine):
    said = []
    listener = lambda *args: said.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    yield said
    event.remove(engine, "before_cursor_execute", listener)


def copies(trainer, count):
    for number in range(count):
        code = f"law-minor-{number:04}"
        texts = {key: text.replace(CODE, code) for key, text in BOTH.items()}
        trainer.post("/questions/", texts | {"save": "1", "base": "0"})
        trainer.post(f"/questions/{code}/revisions/1/submission")


def test_a_question_goes_the_whole_way(session, cast, trainer, reviewer):
    trainer.post("/questions/", BOTH | {"save": "1", "base": "0"})
    trainer.post(f"/questions/{CODE}/revisions/1/submission")
    reviewer.post(f"/review/{CODE}/1/return", {"comment": "Three is too easy."})
    mine = text_of(trainer.get("/questions/"))
    changed = reworded() | {"save": "1", "base": "1"}
    trainer.post(f"/questions/{CODE}/text", changed)
    trainer.post(f"/questions/{CODE}/revisions/2/submission")
    answer = reviewer.post(f"/review/{CODE}/2/approval")

    assert "Three is too easy." in mine
    assert (answer.status_code, answer.location) == (303, "/review/")
    assert rows(session)[0] == [(1, "draft"), (2, "approved")]
    acts = ["revised", "submitted", "returned", "revised", "submitted", "approved"]
    recorded = session.scalars(
        select(Entry.act).where(Entry.act.startswith("question.")).order_by(Entry.id)
    )
    assert recorded.all() == [f"question.{act}" for act in acts]


@pytest.mark.parametrize("login", OUTSIDE)
@pytest.mark.parametrize(
    "path",
    ["/questions/", "/questions/new", f"/questions/{CODE}/text", "/bank/", f"/bank/{CODE}",
     f"/bank/{CODE}/1", "/review/", "/review/sources", f"/review/{CODE}/1"],
)  # fmt: skip
def test_officers_examiners_managers_and_administrators_see_no_key(
    house, cast, submitted, login, path
):
    page = house.as_(cast.people[login], "en").get(path)

    assert page.status_code == 403
    assert re.search(r"\btwo\b", page.text) is None
    assert "两人" not in page.text


FORBIDDEN = [
    ("/questions/", (*OUTSIDE, "xu", "gu", "shen")),
    ("/questions/preview", (*OUTSIDE, "xu", "gu", "shen")),
    (f"/questions/{CODE}/text", (*OUTSIDE, "xu", "gu", "shen")),
    (f"/questions/{CODE}/revisions/1/submission", (*OUTSIDE, "xu", "gu", "shen", "wu")),
    (f"/questions/{CODE}/revisions/1/withdrawal", (*OUTSIDE, "xu", "gu", "shen", "wu")),
    (f"/bank/{CODE}/1/retirement", (*OUTSIDE, "shen")),
    (f"/review/{CODE}/1/approval", (*OUTSIDE, "chen", "wu", "shen")),
    (f"/review/{CODE}/1/return", (*OUTSIDE, "chen", "wu", "shen")),
    (f"/review/{CODE}/1/clearance", (*OUTSIDE, "chen", "wu", "shen", "xu")),
]
CELLS = [(path, login) for path, logins in FORBIDDEN for login in logins]


@pytest.mark.parametrize(("path", "login"), CELLS)
def test_every_forbidden_act_is_refused_and_noted(session, house, cast, submitted, path, login):
    before = rows(session)
    form = BOTH | {"comment": "x", "remark": "x", "save": "1", "base": "1"}

    answer = house.as_(cast.people[login]).post(path, form)

    assert answer.status_code == 403
    assert rows(session) == before
    assert session.scalars(select(Entry.act).order_by(Entry.id.desc())).first() == "account.refused"


@pytest.mark.parametrize(("path", "_logins"), FORBIDDEN)
def test_a_stranger_and_a_form_without_token_change_nothing(
    session, house, trainer, submitted, path, _logins
):
    before = rows(session)

    assert house.stranger().post(path, BOTH).status_code == 401
    assert trainer.post(path, BOTH, token=False).status_code == 400
    assert rows(session) == before


@pytest.mark.parametrize("login", ["chen", "wu", "xu", "gu", "shen"])
def test_those_who_work_on_the_bank_read_it(house, cast, submitted, login):
    person = house.as_(cast.people[login], "en")

    assert "How many officers" in text_of(person.get("/bank/"))
    page = text_of(person.get(f"/bank/{CODE}"))
    assert "Two officers keep it fair." in page
    assert "Whoever wrote a revision of it may not approve it: 陈述文." in page


def test_a_reader_of_another_unit_does_not_see_it(session, house, cast, submitted):
    far = add_person(session, "far", "远", cast.units["shibei"])
    for role in ("trainer", "reviewer"):
        grant(session, far, role, cast.units["shibei"])
    browser = house.as_(far, "en")

    for path in (f"/bank/{CODE}", f"/review/{CODE}/1", f"/questions/{CODE}/text"):
        assert browser.get(path).status_code == 403
    for path in ("/bank/", "/review/", "/questions/"):
        assert CODE not in browser.get(path).text


def test_own_questions_stand_in_the_queue_with_the_reason(session, house, cast, submitted):
    grant(session, cast.chen, "reviewer", cast.units["nation"])
    chen = house.as_(cast.chen, "en")
    reason = "You wrote this question, so somebody else must review it."

    assert reason in text_of(chen.get("/review/"))
    page = chen.get(f"/review/{CODE}/1")
    assert (reason in text_of(page), "/approval" in page.text) == (True, False)
    refusal = chen.post(f"/review/{CODE}/1/approval")
    assert (refusal.status_code, reason in text_of(refusal)) == (403, True)


def test_the_review_page_shows_what_changed_since_the_last_approved_revision(
    trainer, reviewer, approved
):
    trainer.post(f"/questions/{CODE}/text", reworded("新问？") | {"save": "1", "base": "1"})
    trainer.post(f"/questions/{CODE}/revisions/2/submission")

    page = text_of(reviewer.get(f"/review/{CODE}/2"))

    assert "Changed since revision 1, the last approved" in page
    assert "9 − [removed: 执法人员不得少于几人？ ] 9 + [added: 新问？ ]" in page


def test_a_return_without_comment_keeps_the_page(session, reviewer, submitted):
    answer = reviewer.post(f"/review/{CODE}/1/return", {"comment": ""})

    assert (answer.status_code, rows(session)[0]) == (422, [(1, "in_review")])


def test_what_was_decided_meanwhile_is_said(session, house, cast, reviewer, approved):
    answer = house.as_(cast.gu, "en").post(f"/review/{CODE}/1/approval")

    assert (answer.status_code, "decided meanwhile" in answer.text) == (409, True)


@pytest.mark.parametrize(
    "path",
    [
        "/bank/none",
        "/questions/none/text",
        "/review/none/1",
        f"/review/{CODE}/7",
        f"/bank/{CODE}/7",
    ],
)
def test_what_is_not_there_is_not_found(session, house, cast, submitted, path):
    for role in ("trainer", "reviewer"):
        grant(session, cast.shen, role, cast.units["nation"])

    assert house.as_(cast.shen).get(path).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_every_kind_begins_with_a_text_without_errors_that_can_be_saved(
    session, house, cast, kind, language
):
    trainer = house.as_(cast.chen, language)
    page = trainer.get(f"/questions/new?kind={kind}&topic=serv.phone&pool=practice")
    texts = {
        name: text.replace("&#34;", '"').replace("&#39;", "'").replace("&gt;", ">")
        for name, text in re.findall(
            r'<textarea name="(zh|en)"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL
        )
    }

    assert set(texts) == {"zh", "en"}
    saved = trainer.post("/questions/", texts | {"save": "1", "base": "0"})

    assert saved.location == "/questions/serv-phone-0001/text"
    session.rollback()
    assert session.scalars(select(Revision.kind)).all() == [kind]
    for path in ("/questions/serv-phone-0001/text", "/bank/serv-phone-0001"):
        assert trainer.get(path).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["kind=essay", "kind=single&topic=none&pool=exam", "kind=single&topic=law.minor&pool=x"],
)
def test_a_new_question_of_no_known_sort_is_asked_again(trainer, query):
    assert trainer.get(f"/questions/new?{query}").status_code == 422


def test_a_text_with_errors_comes_back_whole_with_what_is_wrong(session, trainer):
    texts = BOTH | {"zh": ZH.replace("[x]", "[ ]").replace("一人", "一人 <b>&amp;")}

    answer = trainer.post("/questions/", texts | {"save": "1", "base": "0"})

    page = text_of(answer)
    assert answer.status_code == 422
    assert "- [ ] 一人 &lt;b&gt;&amp;amp;" in page
    assert "no option is marked as correct" in page
    assert rows(session) == ([], [0, 0, 0])


def test_check_stores_nothing_and_saves_nothing(session, trainer):
    answer = trainer.post("/questions/", BOTH | {"check": "1", "base": "0"})

    assert (answer.status_code, rows(session)) == (200, ([], [0, 0, 0]))


def test_a_mend_is_made_without_a_script(trainer):
    typed = ZH.replace("- [ ] 一人", "- ［ ］一人")
    page = trainer.post("/questions/", {"zh": typed, "en": EN, "check": "1"})
    place = re.search(r'name="fix" value="(zh:\d+)"', page.text)[1]

    answer = trainer.post("/questions/", {"zh": typed, "en": EN, "fix": place})

    assert "\n- [ ] 一人\n" in answer.text
    assert trainer.post("/questions/", {"zh": typed, "fix": "zh:99"}).status_code == 404
    assert trainer.post("/questions/", {"zh": typed, "fix": "x"}).status_code == 404


def test_a_stale_save_keeps_the_text_and_shows_what_differs(session, house, cast, trainer, draft):
    house.as_(cast.wu).post(
        f"/questions/{CODE}/text", reworded("吴问？") | {"save": "1", "base": "1"}
    )

    answer = trainer.post(
        f"/questions/{CODE}/text", reworded("陈问？") | {"save": "1", "base": "1"}
    )

    page = text_of(answer)
    assert answer.status_code == 409
    assert "吴问渠 has saved revision 2 meanwhile. Your text is kept here." in page
    assert "9 − [removed: 吴 ] 问？ 9 + [added: 陈 ] 问？" in page
    assert 'name="base" value="2"' in answer.text
    assert rows(session)[0] == [(1, "draft"), (2, "draft")]


def test_nothing_changed_is_said(session, trainer, draft):
    answer = trainer.post(
        f"/questions/{CODE}/text", BOTH | {"save": "1", "base": "1"}, follow_redirects=True
    )

    assert "Nothing has changed since the last revision." in answer.text
    assert rows(session)[0] == [(1, "draft")]


def test_the_preview_answers_with_findings_and_marks_and_stores_nothing(session, trainer):
    texts = {"zh": ZH.replace("[x]", "[ ]"), "en": ""}

    answer = trainer.post("/questions/preview", texts)

    assert set(answer.json) == {"zh", "en"}
    assert (answer.json["zh"]["marks"], answer.json["zh"]["errors"]) == ({"11": "bad"}, 1)
    assert "no option is marked as correct" in answer.json["zh"]["html"]
    assert "There is no text in this language." in answer.json["en"]["html"]
    assert rows(session) == ([], [0, 0, 0])


HARMLESS = {
    "section", "div", "h2", "p", "ol", "li", "span", "a", "code", "button", "fieldset", "label",
    "input", "kbd", "b", "svg", "path", "img", "em",
}  # fmt: skip


@pytest.mark.parametrize(
    "attack",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
     "![x](javascript:alert(1))", "<svg/onload=alert(1)>", "[x](data:text/html;base64,PHN)",
     "<a href='vbscript:x'>x</a>", '"><script>alert(1)</script>'],
)  # fmt: skip
def test_what_a_trainer_types_never_runs(trainer, attack):
    text = ZH
    for place in (
        "执法人员不得少于几人？",
        "一人",
        "三人是合议的要求。",
        "两人以上执法，保证公正。",
        "F-APL-42",
    ):
        text = text.replace(place, attack)

    html = trainer.post("/questions/preview", {"zh": text}).json["zh"]["html"]

    opened = set(re.findall(r"<([^\s>]+)", html))
    assert opened - HARMLESS - {f"/{name}" for name in HARMLESS} == set()
    assert not re.search(r"<[^>]*\son\w+", html, re.IGNORECASE)
    assert not re.search(r"<[^>]*(?:href|src)=.?(?:javascript|data|vbscript):", html, re.IGNORECASE)


@pytest.mark.parametrize(
    ("size", "is_too_large"), [(20 * 1024, False), (20 * 1024 + 1, True), (500_000, True)]
)
def test_a_question_holds_20_kib_at_most(trainer, size, is_too_large):
    text = ZH.rstrip("\n")
    filled = text.replace("一人", "一人" + "x" * (size - len(text.encode())))
    assert len(filled.encode()) == size

    found = trainer.post("/questions/preview", {"zh": filled}).json["zh"]

    assert ("QB137" in found["html"], found["errors"] > 0) == (is_too_large, is_too_large)


@pytest.mark.parametrize(
    "text", ["\x00", "\ufffe", "## \n", "[" * 20_000, "> " * 9_000, "|" * 15_000, "{{" * 9_000]
)
def test_any_text_gets_an_answer_soon(trainer, text):
    assert trainer.post("/questions/preview", {"zh": text, "en": text}).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=officers", True), ("q=0901", True), ("q=OFFICERS+two", True), ("q=少于几人", True),
     ("q=nothing", False), ("q=%25", False), ("topic=law.penalty", True), ("topic=law", True),
     ("topic=law.minor", False), ("state=draft", True), ("state=approved", False),
     ("state=nonsense&page=x&topic=none", True), ("page=99999999", True)],
)  # fmt: skip
def test_questions_are_found_by_words_code_topic_and_state(trainer, draft, query, found):
    page = trainer.get(f"/questions/?{query}")

    assert (page.status_code, f"/bank/{CODE}" in page.text) == (200, found)


def test_only_what_i_wrote_is_mine(house, cast, draft):
    wu = house.as_(cast.wu)

    assert CODE not in wu.get("/questions/").text
    wu.post(f"/questions/{CODE}/text", reworded() | {"save": "1", "base": "1"})
    assert CODE in wu.get("/questions/").text


@pytest.mark.parametrize(
    ("path", "login"),
    [("/questions/", "chen"), ("/bank/", "shen"), ("/review/", "xu"), ("/review/sources", "gu")],
)
def test_lists_take_the_same_number_of_queries_at_any_length(
    house, cast, engine, trainer, path, login
):
    person = house.as_(cast.people[login])
    copies(trainer, 1)
    person.get(path)
    with counted(engine) as short:
        person.get(path)
    copies(trainer, 6)

    with counted(engine) as long:
        person.get(path)

    assert len(long) == len(short)


def test_a_question_takes_the_same_number_of_queries_at_any_number_of_revisions(
    house, cast, engine, trainer, draft
):
    person = house.as_(cast.shen)
    person.get(f"/bank/{CODE}")
    with counted(engine) as short:
        person.get(f"/bank/{CODE}")
    for number in range(1, 4):
        trainer.post(
            f"/questions/{CODE}/text",
            reworded(f"第{number}问？") | {"save": "1", "base": str(number)},
        )

    with counted(engine) as long:
        person.get(f"/bank/{CODE}")

    assert len(long) == len(short)


def test_a_legal_reviewer_finds_and_clears_what_is_not_sourced(session, house, cast, trainer):
    unsure = {key: text.replace("confidence: A", "confidence: A*") for key, text in BOTH.items()}
    trainer.post("/questions/", unsure | {"save": "1", "base": "0"})
    trainer.post(f"/questions/{CODE}/revisions/1/submission")
    gu = house.as_(cast.gu, "en")
    assert CODE in gu.get("/review/sources").text

    gu.post(f"/review/{CODE}/1/clearance", {"remark": "Checked against the 2021 text."})

    assert f"/review/{CODE}" not in gu.get("/review/sources").text
    assert "cleared by 顾明法: Checked against the 2021 text." in text_of(gu.get(f"/bank/{CODE}"))


def test_an_approved_question_is_taken_out_of_use(session, trainer, approved):
    assert trainer.post(f"/bank/{CODE}/1/retirement", {"comment": ""}).status_code == 422

    trainer.post(f"/bank/{CODE}/1/retirement", {"comment": "The article was revised."})

    assert rows(session)[0] == [(1, "retired")]


@pytest.mark.parametrize(
    ("login", "doors"),
    [
        ("chen", {"/questions/"}),
        ("xu", {"/review/"}),
        ("gu", {"/review/"}),
        ("shen", {"/bank/"}),
        ("lin", set()),
        ("lu", set()),
    ],
)
def test_the_masthead_leads_to_ones_own_rooms(house, cast, login, doors):
    page = house.as_(cast.people[login]).get("/me/").text

    assert {
        door for door in ("/questions/", "/review/", "/bank/") if f'href="{door}"' in page
    } == doors
