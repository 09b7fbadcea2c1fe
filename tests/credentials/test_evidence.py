"""The evidence file of a credential leaves the house and is checked without it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import Missing, NotAllowed
from credentials.actions import evidence, issuing, status
from credentials.queries.evidence import records_of
from exam.rules.dossier import Part
from tests import factories
from tests.credentials import steps
from tests.credentials.steps import refused
from tests.exam import steps as exam_steps
from tests.people import grant

VERIFIER = Path(__file__).parent.parent.parent / "audit" / "verify.py"
HOUSE = "https://exam.example.cn"


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
    assert exam_steps.save(browser, attempt.token, *answers).status_code == 200
    browser.post(f"/exam/attempts/{attempt.token}/submission")
    exam_steps.run_out(app, session)
    house.as_(cast.kong).post(f"/sittings/{held.id}/release")
    return held


@pytest.fixture
def revoked(app, session, cast, sat, actor):
    """Lin's credential on that exam, revoked."""
    exam = {**steps.DEFINITION["conditions"][1], "blueprints": [sat.blueprint.code]}
    papers = steps.DEFINITION["conditions"][0]
    steps.rule(session, conditions=[papers, exam], accepts_demonstration=True)
    steps.eligible(session, cast.lin, cast.yin)
    yin, fu = actor(cast.yin), actor(cast.fu)
    with app.app_context():
        proposal_id = issuing.propose(cast.lin.id, rule_code="small", actor=yin).id
        issued = issuing.confirm(proposal_id, actor=fu)
        change = status.ask(issued.id, kind="revoke", reason_class="breach", reason="密", actor=yin)
        status.decide(change.id, agreed=True, reason="", actor=fu)
    return issued


def checked(tmp_path, bundle):
    """Exit status and report of the offline verifier."""
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(VERIFIER), str(file)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_evidence_file_holds_rule_decision_life_and_dossier_and_verifies_offline(
    app, session, cast, revoked, actor, tmp_path
):
    with app.app_context():
        bundle = evidence.make(revoked.id, house=HOUSE, actor=actor(cast.fu))

    kinds = [each["kind"] for each in bundle["records"]]
    returned, report = checked(tmp_path, bundle)
    assert kinds == ["credential", "rule", "decision", "change", "bundle"]
    assert returned == 0, report
    assert "revoked" in report


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("credential", "name", "别人"),
        ("credential", "number", "T-songyan-2026-0009"),
        ("decision", "answer", "unknown"),
        ("change", "agreed", False),
        ("rule", "definition", {}),
    ],
)
def test_whatever_is_edited_in_the_evidence_file_is_found(
    app, session, cast, revoked, tmp_path, kind, field, value
):
    with app.app_context():
        bundle = evidence.make(revoked.id, house=HOUSE, actor=None)
    record = next(each for each in bundle["records"] if each["kind"] == kind)
    record["fields"][field] = value

    returned, report = checked(tmp_path, bundle)

    assert (returned, field in report) == (1, True)


def test_the_reason_that_stays_in_the_house_is_not_in_it(app, session, revoked):
    with app.app_context():
        records = records_of(revoked.id)

    assert "密" not in str(records)
    assert records[3].fields["reason_class"] == "breach"


def test_what_was_answered_can_be_left_out_and_the_rest_still_verifies(
    app, session, cast, revoked, actor, tmp_path
):
    with app.app_context():
        bundle = evidence.make(
            revoked.id, without=[Part.NAME, Part.ANSWERS], house=HOUSE, actor=actor(cast.shen)
        )

    inner = bundle["records"][-1]["fields"]["bundle"]
    candidate = next(each for each in inner["records"] if each["kind"] == "candidate")
    assert "name" not in candidate["fields"]
    assert checked(tmp_path, bundle)[0] == 0


def test_an_evidence_file_is_for_issuers_and_supervisors_of_the_unit(
    app, session, cast, revoked, actor
):
    for who in (cast.meng, cast.lin, cast.kong):
        refused(app, session, NotAllowed, evidence.make, revoked.id, house=HOUSE, actor=actor(who))
    refused(app, session, Missing, evidence.make, 10**6, house=HOUSE, actor=actor(cast.fu))


def test_an_issuer_who_may_still_sit_a_closed_paper_gets_it_without_its_keys(
    app, session, cast, sat, revoked, actor
):
    sat.blueprint.definition = {**factories.DEFINITION, "show_paper": False}
    session.commit()
    grant(session, cast.fu, "officer", cast.units["qinglan"])
    fu = actor(cast.fu)

    refused(app, session, NotAllowed, evidence.make, revoked.id, house=HOUSE, actor=fu)
    with app.app_context():
        bundle = evidence.make(revoked.id, without=[Part.KEYS], house=HOUSE, actor=fu)
    assert bundle["head"]["kind"] == "credential"
