"""The evidence file over HTTP: what it tells the holder, what the issuer, and that it verifies."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from competitions import board
from competitions.actions import finals, holding
from competitions.queries.listing import competition_with
from competitions.queries.scores import standings_at
from competitions.rules.standings import digest_of
from tests import factories
from tests.competitions import steps as contest_steps
from tests.credentials import steps
from tests.exam import steps as exam_steps

VERIFIER = Path(__file__).parent.parent.parent / "audit" / "verify.py"
PAPERS, EXAM = steps.DEFINITION["conditions"]
SHARE = {
    "code": "share",
    "kind": "competition",
    "title": steps.TITLE,
    "series": ["county"],
    "months": 24,
    "percent": "30",
}
CLOSED = {
    ("question", "asked"),
    ("question", "key"),
    ("mark", "earned"),
    ("run", "marks"),
    ("run", "why"),
}
ANSWERS = {("arrival", "value")}
NAMES = {("candidate", "name"), ("candidate", "number")}


@pytest.fixture
def sat(house, app, session, cast):
    """Lin sat a real exam, all right, and the results are released."""
    exam_steps.bank(session, cast.chen)
    held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    exam_steps.registered(session, held, cast.lin)
    exam_steps.sealed(app, held, cast.kong)
    browser, attempt = exam_steps.start(house, session, held, cast.lin)
    answers = [
        (place, place, "abcd"[slot["order"].index(1)])
        for place, slot in enumerate(attempt.form.slots, start=1)
    ]
    exam_steps.save(browser, attempt.token, *answers)
    browser.post(f"/exam/attempts/{attempt.token}/submission")
    exam_steps.run_out(app, session)
    house.as_(cast.kong).post(f"/sittings/{held.id}/release")
    return held


@pytest.fixture
def ranked(app, session, cast):
    """Final standings: Lin before He before Zhao."""
    board.forget()
    held = contest_steps.competition(session, cast.units["qinglan"], cast.kong)
    for person, points in ((cast.lin, 90), (cast.he, 70), (cast.zhao, 50)):
        contest_steps.entry(session, held, person)
        contest_steps.score(session, held, person, points)
    contest_steps.seat(session, held, cast.shang, is_head=True)
    for code in ("theory", "service"):
        contest_steps.do(app, cast.kong, holding.end_round, held.id, code)
    factories.move_clock(session, 24 * factories.HOUR)
    with app.app_context():
        digest = digest_of(standings_at(competition_with(held.id)).places)
    for person in (cast.shang, cast.shen):
        contest_steps.do(app, person, finals.confirm, held.id, digest=digest)
    return held


@pytest.fixture
def held(app, session, cast, sat, ranked, actor):
    """Lin's credential, which stands on that exam and on those standings."""
    exam = EXAM | {"blueprints": [sat.blueprint.code]}
    steps.rule(session, conditions=[PAPERS, exam, SHARE], accepts_demonstration=True)
    steps.eligible(session, cast.lin, cast.yin)
    return steps.issue(app, cast, actor, cast.lin)


def verified(tmp_path, bundle):
    """Exit status and report of the offline verifier, which imports nothing of the house."""
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def inner(bundle, kind):
    """The only bundle of this kind that the evidence embeds."""
    (found,) = [
        each["fields"]["bundle"]
        for each in bundle["records"]
        if each["kind"] == "bundle"
        if each["fields"]["bundle"]["head"]["kind"] == kind
    ]
    return found


def shown(bundle):
    """Which fields (kind of record, name) a bundle shows."""
    return {(each["kind"], name) for each in bundle["records"] for name in each["fields"]}


def hidden(bundle):
    """Which fields are there by their digests alone."""
    names = {(each["kind"], name) for each in bundle["records"] for name in each["digests"]}
    return names - shown(bundle)


def test_the_holders_file_tells_no_keys_no_answers_and_no_other_name_and_verifies(
    house, session, cast, held, tmp_path
):
    answer = house.as_(cast.lin).post(f"/credential/{held.uid}/evidence")

    bundle = answer.json
    returned, report = verified(tmp_path, bundle)
    assert returned == 0, report
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="evidence-{held.number}.json"'
    )
    assert hidden(inner(bundle, "attempt")) == CLOSED | ANSWERS
    assert hidden(inner(bundle, "board")) == {("entry", "name")}
    assert [name for name in ("林知夏", "何望舒", "赵一帆") if name in answer.text] == ["林知夏"]


@pytest.mark.parametrize("login", ["fu", "shen"])
@pytest.mark.parametrize(
    ("ticked", "left_out"),
    [
        ((), set()),
        (("keys",), CLOSED),
        (("answers", "keys"), CLOSED | ANSWERS),
        (("name", "answers", "keys"), CLOSED | ANSWERS | NAMES),
    ],
)
def test_issuers_and_supervisors_leave_out_what_they_tick_and_the_rest_verifies(
    house, session, cast, held, tmp_path, login, ticked, left_out
):
    form = {f"without-{each}": "1" for each in ticked}

    answer = house.as_(getattr(cast, login)).post(f"/credentials/{held.id}/evidence", form)

    returned, report = verified(tmp_path, answer.json)
    assert (answer.status_code, returned) == (200, 0), report
    assert hidden(inner(answer.json, "attempt")) == left_out
    assert hidden(inner(answer.json, "board")) == set()


def test_the_file_that_was_made_is_on_the_trail(house, session, cast, held):
    house.as_(cast.lin).post(f"/credential/{held.uid}/evidence")

    assert steps.acts(session, "audit.bundle_made") == ["audit.bundle_made"] * 3


@pytest.mark.parametrize(
    ("login", "code"),
    [("lin", 404), ("zhao", 404), ("meng", 403), ("kong", 404), ("lu", 404), ("shang", 404)],
)
def test_nobody_else_takes_the_issuers_file(house, session, cast, held, login, code):
    who, before = house.as_(getattr(cast, login)), steps.state(session, without=(steps.Entry,))

    answer = who.post(f"/credentials/{held.id}/evidence")

    assert answer.status_code == code
    assert steps.state(session, without=(steps.Entry,)) == before
    assert steps.acts(session, "audit.bundle_made") == []
