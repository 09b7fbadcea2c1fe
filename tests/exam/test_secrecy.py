"""While an exam runs, no page that a candidate can reach holds a word of the key."""

import re
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.routing import IntegerConverter

from exam.models.attempts import Attempt
from exam.models.candidates import Form
from question_bank.models import Revision
from tests import factories
from tests.exam import steps
from tests.factories import DEFINITION, HOUR, MINUTE

SENTINELS = (
    "ZEPHYR-WHY",
    "ZEPHYR-FEEDBACK",
    "ZEPHYR-SPELLING",
    "ZEPHYR-SOURCE",
    "ZEPHYR-NOTE",
    "73145",
)
KEYS = {
    "single": {"key": {"right": 0, "size": 4}},
    "multiple": {"key": {"right": [0, 1], "size": 4}},
    "true_false": {"key": {"right": True}, "size": 2},
    "fill_blank": {"key": {"blanks": [["ZEPHYR-SPELLING", "七"]]}, "size": 1},
    "ordering": {"key": {"length": 4}},
    "judgement": {"key": {"earns": [3, 1, 0, 2]}},
    "numeric": {"key": {"number": "73145", "tolerance": "0", "units": []}, "size": 1},
    "matching": {"key": {"length": 4}},
}
LONG = {
    **DEFINITION,
    "kinds": [{"kind": kind, "count": 1, "points": "1"} for kind in KEYS],
    "groups": [{"topics": ["law.*"], "easy": len(KEYS), "medium": 0, "hard": 0}],
}


def planted(session, author):
    """Two questions of each kind with sentinels wherever the key's side has words."""
    made = []
    for kind, how in KEYS.items():
        for number in (1, 2):
            revision = factories.question(
                session,
                f"law-{kind.replace('_', '-')}-{number}",
                author=author,
                kind=kind,
                tags=["ZEPHYR-NOTE"],
                **how,
            )
            told = {"rationale": "ZEPHYR-WHY", "feedback": ["ZEPHYR-FEEDBACK"] * revision.size}
            revision.told = {"zh": told, "en": told}
            revision.sources = {"zh": "ZEPHYR-SOURCE", "en": "ZEPHYR-SOURCE"}
            if kind == "ordering":
                asked = {
                    language: {"stem": words["stem"], "items": words["options"]}
                    for language, words in revision.asked.items()
                }
                revision.asked = asked
            made.append(revision)
    session.commit()
    return made


@pytest.fixture
def secret(app, session, cast):
    """A sealed sitting that opens in an hour, on questions full of sentinels; Lin is in it."""
    planted(session, cast.chen)
    sitting = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, definition=LONG, opens_in=HOUR
    )
    steps.registered(session, sitting, cast.lin, cast.zhao)
    steps.sealed(app, sitting, cast.kong)
    session.commit()
    add_written(session, sitting, cast)
    return sitting


def add_written(session, sitting, cast):
    """Lin's form also asks a case and a short answer, marked along lines full of sentinels."""
    case = factories.case(session, "law-case", author=cast.chen, parts=("numeric", "short_answer"))
    short = steps.written(session, cast.chen)
    told = {"rationale": "ZEPHYR-WHY", "feedback": [None], "rubric": ["ZEPHYR-FEEDBACK"]}
    parts = case.key["parts"]
    parts = [{**parts[0], "key": {"number": "73145", "tolerance": "0", "units": []}}, parts[1]]
    case.key = {"parts": parts}
    case.told = {key: {**told, "parts": [told, told]} for key in ("zh", "en")}
    short.told = {key: {**told, "rubric": ["ZEPHYR-FEEDBACK"] * 2} for key in ("zh", "en")}
    for each in (case, short):
        each.sources = {"zh": "ZEPHYR-SOURCE", "en": "ZEPHYR-SOURCE"}
    session.commit()
    attempt = steps.attempt_of(session, sitting, cast.lin)
    form = session.get(Form, attempt.form_id)
    form.slots = [*form.slots, *factories.slots_of(case), *factories.slots_of(short)]
    session.get(Attempt, attempt.id).slot_count = len(form.slots)
    session.commit()


def leaks(answer):
    """Sentinels in the body or the headers of an answer."""
    text = answer.get_data(as_text=True) + str(answer.headers)
    return [word for word in SENTINELS if word in text]


def addresses(app, values):
    """Every address that can be read, with every plausible value for what it asks."""
    adapter = app.url_map.bind("localhost")
    return [
        adapter.build(rule.endpoint, dict(zip(rule.arguments, chosen, strict=True)))
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.endpoint.endswith("static")
        for chosen in product(*(asked_for(rule, name, values) for name in rule.arguments))
    ]


def asked_for(rule, name, values):
    """The plausible values of a part of an address; of other rooms' parts any will do."""
    is_number = isinstance(rule._converters[name], IntegerConverter)
    return values.get(name, [1] if is_number else ["x"])


@pytest.fixture
def values(session, cast, secret):
    """What a curious candidate might put into an address."""
    attempt = steps.attempt_of(session, secret, cast.lin)
    other = steps.attempt_of(session, secret, cast.zhao)
    revisions = session.scalars(select(Revision.id).order_by(Revision.id)).all()
    session.commit()
    codes = ["law-single-1", "law-fill-blank-2", "law-ordering-1"]
    return {
        "token": [attempt.token, other.token],
        "sitting_id": [secret.id],
        "registration_id": [attempt.registration_id],
        "job_id": [1],
        "person_id": [cast.lin.id, cast.chen.id],
        "grant_id": [1],
        "roster_id": [1],
        "round_id": [1, revisions[0]],
        "number": [1, 2],
        "code": codes,
        "course": ["law", *codes[:1]],
        "module": ["01", *codes[:1]],
        "key": ["x"],
    }


def crawl(browser, app, values, headers=None):
    """What leaked where, and how many pages were there to read."""
    found, read = [], 0
    for address in addresses(app, values):
        answer = browser.get(address, headers=headers)
        read += answer.status_code == 200
        found += [(address, word) for word in leaks(answer)]
    return found, read


@pytest.mark.parametrize(
    "when", ["before the start", "while writing", "after handing in", "marked"]
)
def test_no_page_that_a_candidate_reaches_holds_a_word_of_the_key(
    house, app, session, cast, secret, values, when
):
    lin = house.as_(cast.lin)
    token = values["token"][0]
    if when != "before the start":
        factories.move_clock(session, HOUR + MINUTE)
        lin, _attempt = steps.start(house, session, secret, cast.lin)
        steps.save(lin, token, (1, 1, "a"), (4, 1, ["x"]))
    if when in ("after handing in", "marked"):
        lin.post(f"/exam/attempts/{token}/submission")
    if when == "marked":
        steps.run_out(app, session)

    for headers in (None, {"Accept": "application/json"}):
        found, read = crawl(lin, app, values, headers)

        assert found == []
        assert read > 5


def test_the_sentinels_would_be_found(house, app, session, cast, secret):
    """The same words stand on the paper after release: the test above can fail."""
    factories.move_clock(session, HOUR + MINUTE)
    lin, attempt = steps.start(house, session, secret, cast.lin)
    lin.post(f"/exam/attempts/{attempt.token}/submission")
    steps.run_out(app, session)
    house.as_(cast.kong).post(f"/sittings/{secret.id}/release")

    page = lin.get(f"/exam/attempts/{attempt.token}/result/paper")

    assert {"ZEPHYR-WHY", "ZEPHYR-FEEDBACK", "ZEPHYR-SPELLING"} <= set(leaks(page))


def test_before_the_start_no_word_of_a_question_is_told_by_any_address(
    house, app, session, cast, secret, values
):
    lin = house.as_(cast.lin)
    texts = [lin.get(address).get_data(as_text=True) for address in addresses(app, values)]

    assert [text for text in texts if "law-single-1 stem" in text or "option 0" in text] == []


def test_no_answer_to_a_save_says_whether_it_was_right(house, session, cast, secret):
    factories.move_clock(session, HOUR + MINUTE)
    lin, attempt = steps.start(house, session, secret, cast.lin)
    url = f"/exam/attempts/{attempt.token}"

    answers = [
        steps.save(lin, attempt.token, *((slot, slot, value) for slot in range(1, 7)))
        for value in ("a", "b", "c", "d", True, False, ["a", "b", "c", "d"], ["七"], None)
    ]
    others = [
        lin.post(f"{url}/lease"),
        lin.post(f"{url}/flags", {"slot": "1", "raised": "flagged"}),
        lin.post(f"{url}/pages", {"lease": "2", "a1": "a", "go": "review"}),
        lin.get(f"{url}/submission"),
        lin.post(f"{url}/submission", headers={"Accept": "application/json"}),
        steps.save(lin, attempt.token, (1, 99, "b")),
    ]

    assert {tuple(answer.json) for answer in answers} == {
        ("saved", "remaining_ms", "news", "state")
    }
    assert {len(answer.get_data()) // 20 for answer in answers[:4]} == {
        len(answers[0].get_data()) // 20
    }
    assert [leaks(answer) for answer in [*answers, *others]] == [[]] * 15
    assert others[4].json == {"state": "closed"}


def test_the_options_stand_in_the_order_of_the_form_and_under_its_letters(
    house, session, cast, secret
):
    factories.move_clock(session, HOUR + MINUTE)
    lin, attempt = steps.start(house, session, secret, cast.lin)
    form = session.get(Form, attempt.form_id)
    form.slots = [
        {**slot, "order": slot["order"] if slot["order"] in ([0], [0, 1], [1, 0]) else [2, 0, 3, 1]}
        for slot in form.slots
    ]
    session.commit()

    page = lin.get(f"/exam/attempts/{attempt.token}").text

    sections = page.split('<section class="question"')[1:]
    shown = [re.findall(r">(law-[\w-]+) option (\d)<", section) for section in sections]
    assert len(sections) == len(KEYS) + 3
    listed = [[int(index) for _, index in options] for options in shown if options]
    assert listed == [[2, 0, 3, 1]] * 5
    letters = re.findall(r'type="radio" name="a1" value="(\w)"', page)
    assert letters == ["a", "b", "c", "d"]


def test_the_order_of_the_bank_cannot_be_told_from_many_papers(app, session, cast, secret):
    """Were options not moved, the first would be right on every paper."""
    session.commit()
    singles = {r.id for r in session.scalars(select(Revision).where(Revision.kind == "single"))}
    firsts = [
        slot["order"][0]
        for slots in session.scalars(select(Form.slots))
        for slot in slots
        if slot["revision"] in singles
    ]

    assert len(firsts) == 5
    assert set(firsts) != {0}


def test_scripts_and_styles_hold_no_word_of_any_question(app, session, cast, secret):
    files = [file for file in Path(app.static_folder).rglob("*") if file.suffix in TEXTS]

    bodies = {file.name: file.read_text(encoding="utf-8") for file in files}

    words = (*SENTINELS, "law-single-1")
    assert len(files) > 10
    assert [name for name, body in bodies.items() if any(word in body for word in words)] == []


TEXTS = (".js", ".css", ".svg", ".json")


@pytest.mark.parametrize("path", ["../../exam/content/certification.toml", "..%2f..%2fapp.py"])
def test_no_file_outside_the_static_folder_is_served(house, cast, path):
    assert house.as_(cast.lin).get(f"/static/{path}").status_code == 404


def test_practice_and_courses_ask_nothing_from_the_exam_pool(house, app, session, cast, secret):
    """A round on the exam's own topic, while the exam runs."""
    factories.move_clock(session, HOUR + MINUTE)
    lin, _attempt = steps.start(house, session, secret, cast.lin)
    shared = factories.question(session, "law-open", author=cast.chen, pool="practice")
    assert shared.topic == "law.penalty"

    begun = lin.post("/practice/rounds", {"about": "law.penalty"})
    pages = [lin.get(f"{begun.location.rpartition('/')[0]}/{number}") for number in range(1, 13)]
    pages += [lin.get("/practice/"), lin.get("/practice/notebook"), lin.get("/courses/")]
    posted = lin.post("/courses/law/01/checks/law-single-1/answers", {"a1": "a"})

    assert begun.status_code == 303
    assert "law-open stem" in pages[0].text
    assert not any("law-single-" in page.text for page in pages)
    assert [leaks(page) for page in [*pages, posted] if leaks(page)] == []


def test_the_seed_of_the_draw_is_nowhere_to_be_read_while_the_exam_runs(
    house, app, session, cast, secret, values
):
    seed = secret.sealing.seed
    session.commit()

    for person in (cast.lin, cast.kong, cast.shen, cast.lu, cast.chen):
        browser = house.as_(person)
        pages = [browser.get(address) for address in addresses(app, values)]
        assert not any(seed.encode() in page.get_data() for page in pages)


def test_nothing_of_an_exam_is_kept_by_browsers_or_caches(house, session, cast, secret):
    factories.move_clock(session, HOUR + MINUTE)
    lin, attempt = steps.start(house, session, secret, cast.lin)
    url = f"/exam/attempts/{attempt.token}"

    answers = [
        lin.get(url),
        lin.get(f"{url}/submission"),
        lin.post(f"{url}/lease"),
        steps.save(lin, attempt.token, (1, 1, "a")),
        lin.get(f"{url}/result", follow_redirects=True),
    ]

    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert not any("ETag" in answer.headers for answer in answers)
