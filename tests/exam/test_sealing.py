"""Sealing: every form drawn before the sitting opens; nothing of it if anything fails."""

import copy
from base64 import b64decode
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import combinations
from random import Random
from threading import Barrier

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_private_key
from sqlalchemy import func, select

from accounts.queries import actor_of
from core.errors import Failure
from core.jobs import Job
from exam.actions import registering, sealing
from exam.models.attempts import Attempt
from exam.models.candidates import Form, Registration
from exam.models.sittings import Sealing
from exam.rules.assembly.kept import digest
from exam.rules.draws import seed_hash
from question_bank.models import Revision
from tests import factories
from tests.exam import steps
from tests.factories import HOUR, MINUTE
from tests.people import add_person, grant


def seal_over_http(house, cast, sitting):
    """Press the button and look at the page of the work."""
    kong = house.as_(cast.kong, "en")
    pressed = kong.post(f"/sittings/{sitting.id}/sealing")
    assert pressed.status_code == 303
    return kong.get(pressed.location, headers={"Accept": "application/json"}).json


def test_sealing_lays_out_a_form_for_everybody_and_reserves_in_every_language(
    house, session, cast, planned
):
    steps.registered(session, planned, cast.lin)
    steps.registered(session, planned, cast.zhao, language="en")

    job = seal_over_http(house, cast, planned)

    assert job == {
        "done": 16,
        "total": 16,
        "ended": True,
        "problem": None,
        "back": f"/sittings/{planned.id}",
    }
    counted = session.execute(
        select(Form.language, func.count()).group_by(Form.language).order_by(Form.language)
    ).all()
    session.commit()
    assert [tuple(row) for row in counted] == [("en", 4), ("zh", 4)]
    for person, language in ((cast.lin, "zh"), (cast.zhao, "en")):
        attempt = steps.attempt_of(session, planned, person)
        assert (attempt.state, attempt.lease, attempt.opened_ms) == ("ready", 0, None)
        assert (attempt.form.language, attempt.form.number) == (language, 1)
        assert attempt.slot_count == len(attempt.form.slots) == 2
        assert len(attempt.token) == 32


def test_the_trail_holds_the_seeds_hash_and_nobody_is_told_the_seed(house, session, cast, planned):
    steps.registered(session, planned, cast.lin)

    seal_over_http(house, cast, planned)

    sealed = session.scalars(select(Sealing)).one()
    fields = steps.entry(session, "exam.sealed")
    assert fields["seed_hash"] == sealed.seed_hash == seed_hash(bytes.fromhex(sealed.seed))
    assert (fields["candidates"], fields["forms"]) == (1, {"zh": 4})
    assert sealed.seed not in str(fields)
    jobs = session.scalars(select(Job.outcome)).all()
    assert sealed.seed not in str(jobs)
    for person in (cast.kong, cast.shen):
        browser = house.as_(person)
        assert sealed.seed not in browser.get(f"/sittings/{planned.id}").text
        assert browser.get(f"/sittings/{planned.id}/replay").status_code == 409


def test_many_candidates_get_a_twentieth_more_in_reserve(app, session, cast, planned):
    officers = [add_person(session, f"o{n}", f"o{n}", cast.units["lanting"]) for n in range(61)]
    for officer in officers:
        grant(session, officer, "officer", cast.units["lanting"])
    steps.registered(session, planned, *officers)

    steps.sealed(app, planned, cast.kong)

    forms = session.scalars(select(Form.number).order_by(Form.number)).all()
    given = session.scalars(select(Attempt.form_id)).all()
    assert forms == list(range(1, 66))
    assert len(set(given)) == 61


def test_each_form_has_its_own_order_of_options(app, session, cast, planned):
    officers = [add_person(session, f"o{n}", f"o{n}", cast.units["lanting"]) for n in range(20)]
    for officer in officers:
        grant(session, officer, "officer", cast.units["lanting"])
    steps.registered(session, planned, *officers)

    steps.sealed(app, planned, cast.kong)

    forms = session.scalars(select(Form.slots)).all()
    orders = {tuple(slot["order"]) for slots in forms for slot in slots}
    assert len(orders) > 10
    assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2, 3)}


def nobody_registered(session, cast, planned):
    return "Nobody is registered yet."


def sealed_already(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    factories.sealing(session, planned)
    return "This sitting is sealed already."


def over(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    factories.move_clock(session, 2 * HOUR)
    return "The time of this sitting is over. Plan a new one."


def short(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    for revision in session.scalars(select(factories.Revision)):
        revision.state = "suspended"
    session.commit()
    return "Kind single: 2 questions are needed, 0 are there."


def short_in_english(session, cast, planned):
    steps.registered(session, planned, cast.lin, language="en")
    for revision in session.scalars(select(factories.Revision)):
        revision.asked = {"zh": revision.asked["zh"]}
    session.commit()
    return "Kind single: 2 questions are needed, 0 are there."


def all_enemies(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    for revision in session.scalars(select(factories.Revision)):
        revision.details = {**revision.details, "enemies": [f"law-{n}" for n in range(1, 7)]}
    session.commit()
    return "Enemies leave too few questions: easy, single."


def not_fit_any_more(session, cast, planned):
    steps.registered(session, planned, cast.lin)
    factories.question(session, "law-lins", author=cast.lin)
    return "林知夏 wrote or reviewed questions that this sitting draws from."


@pytest.mark.parametrize(
    "given",
    [
        nobody_registered,
        sealed_already,
        over,
        short,
        short_in_english,
        all_enemies,
        not_fit_any_more,
    ],
)
def test_what_cannot_be_sealed_is_said_and_nothing_is_laid_out(
    house, session, cast, planned, given
):
    problem = given(session, cast, planned)
    before = steps.state(session)

    job = seal_over_http(house, cast, planned)

    assert job["problem"] == problem
    assert steps.state(session) == before
    assert "exam.sealed" not in steps.acts(session)


@pytest.mark.parametrize("which", ["unapproved", "practice", "doubtful"])
def test_only_approved_and_sure_questions_of_the_exam_pool_are_drawn(
    app, session, cast, planned, which
):
    steps.registered(session, planned, cast.lin)
    how = {
        "unapproved": {"state": "in_review"},
        "practice": {"pool": "practice"},
        "doubtful": {"confidence": "B"},
    }[which]
    banned = {q.id for q in steps.bank(session, cast.chen, 30, prefix="banned", **how)}

    sealed = steps.sealed(app, planned, cast.kong)

    assert {row["revision_id"] for row in sealed.bank["zh"]} & banned == set()
    slots = [slot for form in session.scalars(select(Form.slots)) for slot in form]
    assert {slot["revision"] for slot in slots} & banned == set()


def test_a_sitting_that_draws_a_shipped_question_is_marked_as_a_demonstration(
    app, session, cast, planned
):
    steps.registered(session, planned, cast.lin)
    assert not steps.sealed(app, planned, cast.kong).is_demonstration

    code = next(iter(sorted(sealing.shipped_codes())))
    factories.question(session, code, author=cast.chen)
    other = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    steps.registered(session, other, cast.zhao)

    assert steps.sealed(app, other, cast.kong).is_demonstration


def test_two_who_seal_at_once_seal_once(app, session, cast, planned):
    steps.registered(session, planned, cast.lin, cast.zhao)
    begin = Barrier(2)

    def seal():
        with app.app_context():
            begin.wait()
            try:
                return sealing.seal(planned.id, actor=actor_of(cast.kong)).seed_hash
            except Failure as refused:
                return str(refused)

    with ThreadPoolExecutor(2) as pool:
        told = sorted(future.result() for future in [pool.submit(seal), pool.submit(seal)])

    assert "This sitting is sealed already." in told
    assert steps.acts(session) == ["exam.sealed"]
    assert session.scalar(select(func.count()).select_from(Form)) == 5


def test_who_registers_while_it_is_sealed_is_in_with_a_paper_or_refused(
    app, session, cast, planned
):
    steps.registered(session, planned, cast.lin)
    begin = Barrier(2)

    def seal():
        with app.app_context():
            begin.wait()
            sealing.seal(planned.id, actor=actor_of(cast.kong))

    def register():
        with app.app_context():
            begin.wait()
            try:
                registering.register(
                    planned.id, [cast.zhao.id], language="zh", actor=actor_of(cast.kong)
                )
            except Failure as refused:
                return str(refused)
            return None

    with ThreadPoolExecutor(2) as pool:
        sealed, registered = pool.submit(seal), pool.submit(register)
        sealed.result()
        refused = registered.result()

    entered = session.scalars(select(Registration.id)).all()
    with_paper = session.scalars(select(Attempt.registration_id)).all()
    assert sorted(with_paper) == sorted(entered)
    assert len(entered) == (1 if refused else 2)


def definition(**changes):
    return {**copy.deepcopy(factories.DEFINITION), **changes}


def planned_as(session, cast, **changes):
    """A sitting of Yunxi City whose blueprint is the small one with changes, Lin in it."""
    sitting = factories.sitting(
        session,
        unit=cast.units["yunxi"],
        examiner=cast.kong,
        definition=definition(**changes),
        opens_in=HOUR,
    )
    steps.registered(session, sitting, cast.lin)
    return sitting


def case_of(session, author):
    part = {"partial": "none", "shuffle": True, "seconds": 60, "size": 4}
    key = {"right": 1, "size": 4}
    parts = [
        {"id": f"p{n}", "kind": "single", "points": points, "key": key, **part}
        for n, points in enumerate(("1", "2"))
    ]
    return factories.question(
        session, "law-case", author=author, kind="case", key={"parts": parts}, size=2
    )


def test_a_case_counts_once_and_gives_a_slot_for_each_part(app, session, cast):
    steps.bank(session, cast.chen)
    case = case_of(session, cast.chen)
    kinds = [
        {"kind": "single", "count": 1, "points": "1"},
        {"kind": "case", "count": 1, "points": "4"},
    ]
    sitting = planned_as(session, cast, kinds=kinds)

    steps.sealed(app, sitting, cast.kong)

    attempt = steps.attempt_of(session, sitting, cast.lin)
    first, *parts = attempt.form.slots
    assert attempt.slot_count == 3
    assert "part" not in first
    assert [(s["revision"], s["part"], s["points"]) for s in parts] == [
        (case.id, 0, "1.333"),
        (case.id, 1, "2.667"),
    ]
    assert [sorted(slot["order"]) for slot in parts] == [[0, 1, 2, 3]] * 2


def test_the_trail_pins_the_list_the_plans_and_what_was_to_be_spared(app, session, cast, planned):
    steps.registered(session, planned, cast.lin)

    sealed = steps.sealed(app, planned, cast.kong)

    fields = steps.entry(session, "exam.sealed")
    assert {name: fields[name] for name in ("bank_hash", "plan_hash", "seen_hash")} == {
        "bank_hash": digest(sealed.bank),
        "plan_hash": digest(sealed.plan),
        "seen_hash": digest(sealed.seen),
    }
    assert (fields["method"], fields["given"]) == (2, {"zh": 1})
    assert sealed.plan == {
        "zh": {"limit": 4, "plans": [{"forms": 4, "cells": [[0, "easy", "single", 2]]}]}
    }


def test_the_recovery_keys_are_a_pair_of_their_own(app, session, cast, planned):
    steps.registered(session, planned, cast.lin)
    other = planned_as(session, cast)

    sealed = [steps.sealed(app, each, cast.kong) for each in (planned, other)]

    public = [load_der_public_key(b64decode(each.recovery_public)) for each in sealed]
    private = [load_pem_private_key(each.recovery_private.encode(), None) for each in sealed]
    assert [key.public_key() for key in private] == public
    assert public[0] != public[1]
    assert {key.key_size for key in public} == {2048}


@pytest.mark.parametrize(("exposure", "forms"), [("0.5", 4), ("0.4", 5), ("0.34", 6)])
def test_few_candidates_get_more_reserves_where_the_exposure_limit_needs_them(
    app, session, cast, exposure, forms
):
    steps.bank(session, cast.chen)
    sitting = planned_as(session, cast, exposure=exposure)

    sealed = steps.sealed(app, sitting, cast.kong)

    papers = session.scalars(select(Form.slots)).all()
    use = Counter(slot["revision"] for slots in papers for slot in slots)
    assert len(papers) == forms
    assert max(use.values()) <= sealed.plan["zh"]["limit"] <= float(exposure) * forms


def test_papers_that_cannot_be_equally_hard_are_refused_with_how_far_they_are(house, session, cast):
    for number, expected in enumerate(("0.9", "0.8", "0.2", "0.1"), start=1):
        question = factories.question(session, f"law-{number}", author=cast.chen)
        question.expected = Decimal(expected)
    session.commit()
    kinds = [{"kind": "single", "count": 1, "points": "1"}]
    groups = [{"topics": ["law.*"], "easy": 1, "medium": 0, "hard": 0}]
    sitting = planned_as(session, cast, kinds=kinds, groups=groups, tolerance="0.1")
    before = steps.state(session)

    job = seal_over_http(house, cast, sitting)

    assert "4 of 4 papers cannot be brought near enough to the others" in job["problem"]
    assert "which should be 0.5000 give or take 0.1" in job["problem"]
    assert steps.state(session) == before


def test_a_target_that_the_bank_cannot_reach_is_refused(house, session, cast):
    steps.bank(session, cast.chen)
    sitting = planned_as(session, cast, target="0.5", tolerance="0.1")
    before = steps.state(session)

    job = seal_over_http(house, cast, sitting)

    assert job["problem"].startswith("The mean expected share of right answers comes to 0.850")
    assert steps.state(session) == before


def sat(session, cast, person, questions, at=-MINUTE, state="closed"):
    """An attempt of somebody on these questions, in a sitting of its own."""
    held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
    attempt = factories.attempt(session, held, person, questions, state=state)
    if attempt.opened_ms is not None:
        attempt.opened_ms += at
    session.commit()
    return attempt


def test_what_a_candidate_saw_in_the_last_attempts_is_not_on_the_paper(app, session, cast, planned):
    questions = {q.question.code: q for q in session.scalars(select(Revision))}
    law = [questions[f"law-{number}"] for number in range(1, 7)]
    sat(session, cast, cast.lin, law[0:2], at=-HOUR)
    sat(session, cast, cast.lin, law[2:4])
    sat(session, cast, cast.lin, law[4:6], at=-2 * HOUR)
    sat(session, cast, cast.lin, law[4:6], state="ready")
    steps.registered(session, planned, cast.zhao, cast.lin)

    sealed = steps.sealed(app, planned, cast.kong)

    paper = steps.attempt_of(session, planned, cast.lin).form
    assert {slot["revision"] for slot in paper.slots} == {each.id for each in law[4:6]}
    assert sealed.seen == {"zh": {"2": ["law-1", "law-2", "law-3", "law-4"]}}
    assert sealed.figures["zh"]["seen"] == {"candidates": 1, "touched": 0, "left": 0}


def test_what_cannot_be_spared_is_counted_and_no_reason_to_refuse(app, session, cast, planned):
    law = session.scalars(select(Revision).order_by(Revision.id)).all()
    sat(session, cast, cast.lin, law[:5])
    steps.registered(session, planned, cast.lin)

    sealed = steps.sealed(app, planned, cast.kong)

    assert sealed.figures["zh"]["seen"] == {"candidates": 1, "touched": 1, "left": 1}


def test_a_blueprint_that_avoids_nothing_draws_whatever_was_seen(app, session, cast):
    law = steps.bank(session, cast.chen)
    sat(session, cast, cast.lin, law)
    sitting = planned_as(session, cast, unseen=0)

    assert steps.sealed(app, sitting, cast.kong).seen == {"zh": {}}


def test_what_changes_while_papers_are_drawn_is_drawn_anew(app, session, cast, planned):
    """Between the drawing and the lock a question is suspended and somebody registers."""
    steps.registered(session, planned, cast.lin)
    gone = session.scalars(select(Revision).order_by(Revision.id)).first()
    changed = []

    def told(done, total):
        if done and not changed:
            changed.append(done)
            gone.state = "suspended"
            session.commit()
            steps.registered(session, planned, cast.zhao)

    with app.app_context():
        sealed = sealing.seal(planned.id, actor=actor_of(cast.kong), told=told)

    assert changed
    assert gone.id not in {row["revision_id"] for row in sealed.bank["zh"]}
    papers = session.scalars(select(Form.slots)).all()
    assert gone.id not in {slot["revision"] for slots in papers for slot in slots}
    assert steps.attempt_of(session, planned, cast.zhao).form.number == 2
    assert len(papers) == 5


def test_a_crash_half_way_leaves_nothing(house, app, session, cast, planned):
    """The English papers are stored when the Chinese ones meet a row that is in the way."""
    steps.registered(session, planned, cast.lin)
    steps.registered(session, planned, cast.zhao, language="en")
    session.add(
        Form(sitting_id=planned.id, language="zh", number=2, slots=[], expected=Decimal("0.5"))
    )
    session.commit()
    before = steps.state(session)

    job = seal_over_http(house, cast, planned)

    assert job["problem"] == "Something went wrong on our side. Nothing half done was kept."
    assert steps.state(session) == before
    assert "exam.sealed" not in steps.acts(session)


def test_the_figures_that_are_kept_are_those_of_the_papers(app, session, cast):
    """Recomputed from the rows alone, by other means."""
    roll = Random(4)
    for number in range(1, 25):
        question = factories.question(
            session, f"law-{number:02}", author=cast.chen, kind=("single", "multiple")[number % 2]
        )
        question.expected = Decimal(roll.randint(5000, 9000)) / 10_000
    session.commit()
    kinds = [{"kind": kind, "count": 2, "points": "1"} for kind in ("single", "multiple")]
    groups = [{"topics": ["law.*"], "easy": 4, "medium": 0, "hard": 0}]
    sitting = planned_as(session, cast, kinds=kinds, groups=groups, exposure="0.5")
    steps.registered(session, sitting, cast.zhao)

    figures = steps.sealed(app, sitting, cast.kong).figures["zh"]

    forms = session.scalars(select(Form).order_by(Form.number)).all()
    ids = {q.id: q for q in session.scalars(select(Revision))}
    papers = [{slot["revision"] for slot in form.slots} for form in forms]
    means = [sum(ids[each].expected for each in paper) / 4 for paper in papers]
    use = Counter(ids[each].question.code for paper in papers for each in paper)
    common = Counter(len(a & b) for a, b in combinations(papers, 2))
    assert [form.expected for form in forms] == [round(mean, 4) for mean in means]
    assert {
        "forms": len(forms),
        "given": 2,
        "questions": 4,
        "limit": len(forms) // 2,
        "target": None,
        "tolerance": "0.05",
        "goal": f"{sum(means) / len(means):.4f}",
        "exposure": {f"law-{number:02}": use[f"law-{number:02}"] for number in range(1, 25)},
        "overlap": {"compared": len(forms), "counts": sorted(map(list, common.items()))},
    } == {
        **{
            name: figures[name]
            for name in ("forms", "given", "questions", "limit", "target", "tolerance", "goal")
        },
        "exposure": dict(figures["exposure"]),
        "overlap": figures["overlap"],
    }
    assert figures["expected"]["low"] == f"{min(means):.4f}"
    assert figures["expected"]["high"] == f"{max(means):.4f}"
    assert sum(count for _mean, count in figures["expected"]["counts"]) == len(forms)


def test_sealing_asks_no_more_for_more_plain_officers(app, session, cast, planned, statements):
    officers = [add_person(session, f"o{n}", f"o{n}", cast.units["lanting"]) for n in range(12)]
    for officer in officers:
        grant(session, officer, "officer", cast.units["lanting"])
    larger = planned_as(session, cast)
    steps.registered(session, larger, *officers)
    steps.registered(session, planned, cast.lin)

    heard = []
    for sitting in (planned, larger):
        with statements() as asked:
            steps.sealed(app, sitting, cast.kong)
        heard.append(len(asked))

    assert heard[0] == heard[1]
