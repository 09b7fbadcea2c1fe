"""A credential's life in the register: two people change its status, time ends it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from core.database import db
from core.errors import Missing, NotAllowed, Refused
from credentials.actions import issuing, status
from credentials.models import Credential, StatusChange, StatusDecision
from credentials.queries import listing, register
from credentials.queries.listing import Filters
from credentials.queries.statuses import has_status, standing_now
from credentials.rules.periods import local_day
from credentials.rules.status import Kind, Status
from tests.credentials import steps
from tests.credentials.steps import refused
from tests.people import grant


def changed(app, credential_id, kind, reason_class, asker, decider):
    """A change that one asks for and the other agrees to."""
    with app.app_context():
        change = status.ask(
            credential_id, kind=kind, reason_class=reason_class, reason="x", actor=asker
        )
        status.decide(change.id, agreed=True, reason="", actor=decider)


def standing(app, credential_id):
    with app.app_context():
        return standing_now(register.credential_of(credential_id))


def test_one_issuer_asks_another_decides_and_nothing_is_deleted(app, session, cast, issued, actor):
    yin, fu = actor(cast.yin), actor(cast.fu)
    with app.app_context():
        change = status.ask(
            issued.id, kind="revoke", reason_class="breach", reason="收受礼品", actor=yin
        )
    asked_only = standing(app, issued.id)
    with app.app_context():
        status.decide(change.id, agreed=True, reason="属实", actor=fu)

    found = standing(app, issued.id)
    assert asked_only.status is Status.ISSUED
    assert (found.status, found.reason_class) == (Status.REVOKED, "breach")
    assert found.since == local_day(now(), "Asia/Shanghai")
    assert session.scalars(select(Credential.number)).all() == [issued.number]
    assert steps.acts(session)[-2:] == ["credential.status_asked", "credential.status_decided"]
    assert steps.entry(session, "credential.status_decided")["agreed"] is True


def test_a_declined_change_changes_nothing_and_another_may_be_asked_for(
    app, session, cast, issued, actor
):
    yin, fu = actor(cast.yin), actor(cast.fu)
    asked = {"kind": "revoke", "reason_class": "breach", "reason": "x"}
    with app.app_context():
        change = status.ask(issued.id, **asked, actor=yin)
    refused(app, session, Refused, status.ask, issued.id, **asked, actor=fu)
    refused(app, session, Refused, status.decide, change.id, agreed=False, reason="", actor=fu)
    with app.app_context():
        status.decide(change.id, agreed=False, reason="证据不足", actor=fu)

    assert standing(app, issued.id).status is Status.ISSUED
    refused(app, session, Refused, status.decide, change.id, agreed=True, reason="", actor=fu)
    with app.app_context():
        status.ask(issued.id, **asked, actor=fu)


def test_nobody_decides_what_they_asked_for_or_about_themselves_or_without_the_duty(
    app, session, cast, issued, actor
):
    asked = {"kind": "suspend", "reason_class": "lost", "reason": "x"}
    grant(session, cast.lin, "issuer", cast.units["qinglan"])
    for who in (cast.lin, cast.meng, cast.shen, cast.zhao):
        refused(app, session, NotAllowed, status.ask, issued.id, **asked, actor=actor(who))
    with app.app_context():
        change = status.ask(issued.id, **asked, actor=actor(cast.yin))

    for who in (cast.yin, cast.lin, cast.meng, cast.shen):
        refused(
            app,
            session,
            NotAllowed,
            status.decide,
            change.id,
            agreed=True,
            reason="",
            actor=actor(who),
        )


def test_what_is_not_there_cannot_be_changed(app, session, cast, issued, actor):
    fu = actor(cast.fu)
    asked = {"kind": "suspend", "reason_class": "lost", "reason": "x"}

    refused(app, session, Missing, status.ask, 10**6, **asked, actor=fu)
    refused(app, session, Missing, status.decide, 10**6, agreed=True, reason="", actor=fu)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "reinstate", "reason_class": "cleared"},
        {"kind": "replace", "reason_class": "new_one"},
        {"kind": "forget"},
        {"reason_class": "breach"},
        {"reason_class": ""},
        {"reason": ""},
    ],
)
def test_a_change_that_is_not_possible_or_says_no_reason_is_refused(
    app, session, cast, issued, actor, changes
):
    asked = {"kind": "suspend", "reason_class": "lost", "reason": "x", **changes}

    refused(app, session, Refused, status.ask, issued.id, **asked, actor=actor(cast.yin))


def test_a_suspension_ends_and_a_revocation_does_not(app, session, cast, issued, actor):
    yin, fu = actor(cast.yin), actor(cast.fu)

    changed(app, issued.id, "suspend", "inquiry", yin, fu)
    suspended = standing(app, issued.id)
    changed(app, issued.id, "reinstate", "cleared", fu, yin)
    back = standing(app, issued.id)
    changed(app, issued.id, "revoke", "basis_gone", yin, fu)

    assert [suspended.status, back.status] == [Status.SUSPENDED, Status.ISSUED]
    for kind in Kind:
        refused(
            app,
            session,
            Refused,
            status.ask,
            issued.id,
            kind=kind,
            reason_class="breach",
            reason="x",
            actor=yin,
        )


def test_a_change_that_became_impossible_meanwhile_is_not_agreed_to(
    app, session, cast, issued, actor
):
    with app.app_context():
        change = status.ask(
            issued.id, kind="suspend", reason_class="lost", reason="x", actor=actor(cast.yin)
        )
    expired = session.get(Credential, issued.id)
    expired.valid_until = local_day(now(), "Asia/Shanghai") - timedelta(days=1)
    session.commit()

    refused(
        app,
        session,
        Refused,
        status.decide,
        change.id,
        agreed=True,
        reason="",
        actor=actor(cast.fu),
    )


REACHED = {
    Status.ISSUED: [],
    Status.SUSPENDED: ["suspend"],
    Status.REVOKED: ["suspend", "revoke"],
    Status.RECALLED: ["recall"],
    Status.REPLACED: ["suspend", "reinstate", "replace"],
}


@pytest.mark.parametrize("days_left", [-1, 0, 1])
@pytest.mark.parametrize("kinds", REACHED.values())
def test_the_status_that_lists_filter_by_is_the_one_that_pages_show(
    app, session, cast, issued, kinds, days_left
):
    today = local_day(now(), "Asia/Shanghai")
    session.get(Credential, issued.id).valid_until = today + timedelta(days=days_left)
    for kind in kinds:
        change = StatusChange(
            credential_id=issued.id,
            kind=kind,
            reason_class="x",
            reason="x",
            by_id=cast.yin.id,
            at=now(),
        )
        session.add(change)
        session.flush()
        session.add(StatusDecision(change_id=change.id, agreed=True, by_id=cast.fu.id, at=now()))
    declined = StatusChange(
        credential_id=issued.id,
        kind="revoke",
        reason_class="x",
        reason="x",
        by_id=cast.yin.id,
        at=now(),
    )
    session.add(declined)
    session.flush()
    session.add(StatusDecision(change_id=declined.id, agreed=False, by_id=cast.fu.id, at=now()))
    session.commit()

    with app.app_context():
        by_sql = [
            each
            for each in Status
            if db.session.scalars(select(Credential.id).where(has_status(each, today))).all()
        ]

    assert by_sql == [standing(app, issued.id).status]


@pytest.fixture
def two(app, session, cast, issued, actor):
    """Lin's credential, suspended, and Zhao's, valid."""
    changed(app, issued.id, "suspend", "inquiry", actor(cast.yin), actor(cast.fu))
    with app.app_context():
        proposal = issuing.propose(cast.zhao.id, rule_code="small", actor=actor(cast.yin))
        second = issuing.confirm(proposal.id, actor=actor(cast.fu))
    return issued, second


def test_the_register_is_read_by_unit_status_and_words(app, session, cast, two, actor):
    _, zhaos = two

    with app.app_context():
        fu, meng = actor(cast.fu), actor(cast.meng)
        names = {
            "all": [each.credential.name for each in listing.under(fu).rows],
            "suspended": [
                e.credential.name for e in listing.under(fu, Filters(status="suspended")).rows
            ],
            "words": [
                each.credential.name for each in listing.under(fu, Filters(words="知夏")).rows
            ],
            "number": [
                e.credential.name for e in listing.under(fu, Filters(words=zhaos.number)).rows
            ],
            "manager": [each.credential.name for each in listing.under(meng).rows],
            "beyond": [each.credential.name for each in listing.under(fu, page=9).rows],
        }
        counts = listing.counts_by_status(fu)
        with pytest.raises(Missing):
            listing.under(fu, Filters(status="lost"))
        with pytest.raises(NotAllowed):
            listing.under(actor(cast.lin))

    both = ["赵一帆", "林知夏"]
    assert names == {
        "all": both,
        "suspended": ["林知夏"],
        "words": ["林知夏"],
        "number": ["赵一帆"],
        "manager": both,
        "beyond": both,
    }
    assert counts == {
        "issued": 1,
        "suspended": 1,
        "revoked": 0,
        "expired": 0,
        "recalled": 0,
        "replaced": 0,
    }


def test_a_credential_is_found_by_its_code_and_by_number_only_with_the_check_code(
    app, session, cast, two
):
    lins, _ = two
    typed = f" {lins.check_code[:4].lower()}-{lins.check_code[4:]} "

    with app.app_context():
        found = {
            register.credential_with_uid(lins.uid).id,
            register.credential_with_number(f" {lins.number} ", typed).id,
            register.numbered(lins.number).id,
        }
        for number, code in ((lins.number, "00000000"), ("T-none", lins.check_code)):
            with pytest.raises(Missing):
                register.credential_with_number(number, code)
        with pytest.raises(Missing):
            register.credential_with_uid("0" * 32)

    assert found == {lins.id}


def test_a_credential_is_found_by_who_holds_it_or_reads_its_unit_and_nobody_else(
    app, session, cast, two, actor
):
    lins, _ = two
    with app.app_context():
        assert register.own_credential(actor(cast.lin), lins.uid).id == lins.id
        assert register.credential_for(actor(cast.meng), lins.id).id == lins.id
        with pytest.raises(Missing):
            register.own_credential(actor(cast.zhao), lins.uid)
        with pytest.raises(Missing):
            register.credential_for(actor(cast.kong), lins.id)


def test_what_the_public_reads_covers_a_letter_and_tells_the_standing(app, session, cast, two):
    lins, _ = two

    with app.app_context():
        facts = register.public_facts(register.credential_of(lins.id))

    assert (facts.name, facts.number, facts.unit, facts.unit_en) == (
        "林*夏",
        lins.number,
        "松岩县",
        "Songyan County",
    )
    assert (facts.standing.status, facts.standing.reason_class) == (Status.SUSPENDED, "inquiry")
    assert facts.words == {"zh": "培训考核证明", "en": "Training proof"}
    assert facts.is_demonstration is False


@pytest.mark.parametrize(("days_left", "listed"), [(-1, 0), (0, 1), (30, 1), (31, 0)])
def test_what_ends_within_thirty_days_is_listed_while_it_is_valid(
    app, session, cast, issued, days_left, listed
):
    today = now().date()
    session.get(Credential, issued.id).valid_until = today + timedelta(days=days_left)
    session.commit()
    songyan, shibei = (cast.units[code].path for code in ("songyan", "shibei"))

    with app.app_context():
        assert len(listing.expiring([songyan], 30, on=today)) == listed
        assert listing.expiring([shibei], 30, on=today) == []
        assert listing.expiring([], 30, on=today) == []


def test_what_waits_to_be_decided_is_listed_to_those_over_the_unit(app, session, cast, two, actor):
    lins, _ = two
    with app.app_context():
        change = status.ask(
            lins.id, kind="reinstate", reason_class="cleared", reason="x", actor=actor(cast.fu)
        )
        found = [each.id for each in register.waiting_changes(actor(cast.yin))]
        status.decide(change.id, agreed=True, reason="", actor=actor(cast.yin))
        left = register.waiting_changes(actor(cast.yin))
        with pytest.raises(Missing):
            register.change_of(10**6)

    assert (found, left) == ([change.id], [])


def test_lists_ask_the_same_number_of_questions_for_two_rows_and_for_five(
    app, session, cast, two, actor, statements
):
    yin, fu = actor(cast.yin), actor(cast.fu)

    def asked():
        with app.app_context(), statements() as heard:
            rows = listing.under(fu).rows
            soon = listing.expiring([cast.units["songyan"].path], 10**4, on=now().date())
        return len(rows), len(soon), len(heard)

    before = asked()
    for person in steps.many_qualified(session, cast, 3):
        with app.app_context():
            proposal_id = issuing.propose(person.id, rule_code="small", actor=yin).id
            issuing.confirm(proposal_id, actor=fu)
    after = asked()

    assert (before[:2], after[:2]) == ((2, 1), (5, 4))
    assert before[2] == after[2]
