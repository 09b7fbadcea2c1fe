"""Two issuers issue a credential; who may not, and what stops them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from audit.models import Entry
from core.clock import now
from core.errors import Missing, NotAllowed, Refused
from credentials.actions import filing, holding, issuing, ruling, status, waiving
from credentials.models import Credential, DecisionGround, GateRule, Photo, Proposal, Series
from credentials.queries.proposals import open_gates, proposal_of, waiting_proposals
from credentials.queries.register import credential_of, of_holder
from credentials.queries.statuses import standing_now
from credentials.rules.periods import last_day, local_day
from credentials.rules.status import Status
from exam.models.attempts import Attempt
from exam.models.results import Voiding
from tests.credentials import steps
from tests.credentials.steps import refused
from tests.people import add_person, grant


def test_one_proposes_another_confirms_and_a_sealed_credential_is_there(
    app, session, cast, qualified, actor
):
    with app.app_context():
        proposal = issuing.propose(cast.lin.id, rule_code="small", actor=actor(cast.yin))
        made = issuing.confirm(proposal.id, actor=actor(cast.fu))

    today = local_day(now(), "Asia/Shanghai")
    kept = session.scalars(select(Credential)).one()
    assert (kept.id, kept.number, kept.serial) == (made.id, f"T-songyan-{today.year}-0001", 1)
    assert (kept.name, kept.person_id, kept.unit_id) == ("林知夏", cast.lin.id, cast.lin.unit_id)
    assert (kept.valid_from, kept.valid_until) == (today, last_day(today, 60))
    assert (kept.by_id, proposal.by_id, kept.is_demonstration) == (cast.fu.id, cast.yin.id, False)
    assert len(kept.check_code) == 8
    assert len(kept.uid) == 32
    assert 0 <= kept.status_index < 131_072
    assert steps.acts(session) == ["credential.proposed", "credential.issued"]
    with app.app_context():
        assert standing_now(credential_of(kept.id)).status is Status.ISSUED


def test_the_decision_is_kept_with_what_it_stood_on(
    app, session, cast, qualified, proposed, issued
):
    decision = issued.decision

    grounds = session.execute(
        select(DecisionGround.kind, DecisionGround.fact_id).where(
            DecisionGround.decision_id == decision.id
        )
    ).all()
    kinds = {kind for kind, _ in grounds}
    assert (decision.answer, decision.by_id) == ("met", cast.fu.id)
    assert kinds == {"eligibility", "attempt"}
    assert ("attempt", qualified["lin"].id) in {tuple(row) for row in grounds}
    assert [each["answer"] for each in decision.findings] == ["met", "met"]
    assert decision.facts["results"][0]["score"] == "72.000"
    assert decision.id != proposed.decision_id


def test_a_new_version_of_the_rule_alters_no_old_decision(app, session, cast, issued):
    before = steps.state(session, without=(GateRule, Entry))
    stricter = {**steps.DEFINITION, "version": 2, "validity_months": 1}

    with app.app_context():
        ruling.keep_rule(stricter, actor=None)

    assert steps.state(session, without=(GateRule, Entry)) == before
    with app.app_context():
        kept = credential_of(issued.id)
        assert (kept.rule.version, kept.decision.rule.version) == (1, 1)
        assert standing_now(kept).status is Status.ISSUED


def test_nobody_proposes_for_themselves_or_without_the_duty_or_outside_their_units(
    app, session, cast, qualified, actor
):
    grant(session, cast.yin, "officer", cast.units["qinglan"])
    steps.qualified(session, cast, cast.yin)
    small = add_person(session, "small", "县发证", cast.units["shibei"])
    grant(session, small, "issuer", cast.units["shibei"])

    for who, whom in ((cast.yin, cast.yin), (cast.meng, cast.lin), (small, cast.lin)):
        refused(
            app, session, NotAllowed, issuing.propose, whom.id, rule_code="small", actor=actor(who)
        )


def test_who_is_not_there_and_what_is_not_there_is_missing(app, session, cast, qualified, actor):
    yin = actor(cast.yin)

    refused(app, session, Missing, issuing.propose, 10**6, rule_code="small", actor=yin)
    refused(app, session, Missing, issuing.propose, cast.lin.id, rule_code="none", actor=yin)
    for act in (issuing.confirm,):
        refused(app, session, Missing, act, 10**6, actor=yin)
    for act in (issuing.withdraw, issuing.decline):
        refused(app, session, Missing, act, 10**6, reason="why", actor=yin)


def test_the_proposer_does_not_confirm(app, session, cast, proposed, actor):
    said = refused(app, session, NotAllowed, issuing.confirm, proposed.id, actor=actor(cast.yin))

    assert said == "Whoever proposed it does not answer it. A second issuer does."


def test_the_holder_does_not_confirm(app, session, cast, proposed, actor):
    grant(session, cast.lin, "issuer", cast.units["qinglan"])

    said = refused(app, session, NotAllowed, issuing.confirm, proposed.id, actor=actor(cast.lin))

    assert said == "Nobody decides about their own credential."


def test_somebody_without_the_duty_does_not_confirm(app, session, cast, proposed, actor):
    for who in (cast.meng, cast.shen, cast.kong, cast.zhao):
        refused(app, session, NotAllowed, issuing.confirm, proposed.id, actor=actor(who))


def test_a_held_proposal_is_not_confirmed_until_it_is_let_go(app, session, cast, proposed, actor):
    with app.app_context():
        held = holding.hold(proposed.id, reason="一份举报", actor=actor(cast.shen))
    said = refused(app, session, Refused, issuing.confirm, proposed.id, actor=actor(cast.fu))
    with app.app_context():
        holding.let_go(held.id, reason="查清了", actor=actor(cast.shen))
        issuing.confirm(proposed.id, actor=actor(cast.fu))

    assert said == "A supervisor holds this issuance: 一份举报"
    assert steps.acts(session) == [
        "credential.proposed",
        "credential.held",
        "credential.let_go",
        "credential.issued",
    ]


def test_a_hold_is_a_supervisors_with_a_reason_and_once(app, session, cast, proposed, actor):
    shen = actor(cast.shen)
    refused(app, session, NotAllowed, holding.hold, proposed.id, reason="x", actor=actor(cast.fu))
    refused(app, session, Refused, holding.hold, proposed.id, reason="", actor=shen)
    refused(app, session, Missing, holding.hold, 10**6, reason="x", actor=shen)
    refused(app, session, Missing, holding.let_go, 10**6, reason="x", actor=shen)
    with app.app_context():
        held = holding.hold(proposed.id, reason="x", actor=shen)

    refused(app, session, Refused, holding.hold, proposed.id, reason="x", actor=shen)
    refused(app, session, Refused, holding.let_go, held.id, reason="", actor=shen)
    refused(app, session, NotAllowed, holding.let_go, held.id, reason="x", actor=actor(cast.yin))
    with app.app_context():
        holding.let_go(held.id, reason="x", actor=shen)
    refused(app, session, Refused, holding.let_go, held.id, reason="x", actor=shen)


def test_a_supervisor_who_is_the_holder_holds_nothing(app, session, cast, qualified, actor):
    grant(session, cast.shen, "officer", cast.units["qinglan"])
    steps.qualified(session, cast, cast.shen)
    with app.app_context():
        proposal = issuing.propose(cast.shen.id, rule_code="small", actor=actor(cast.yin))

    refused(app, session, NotAllowed, holding.hold, proposal.id, reason="x", actor=actor(cast.shen))


def closes_by_new_photo(session, cast, qualified):
    steps.photo(session, cast.lin)


def closes_by_another_unit(session, cast, qualified):
    cast.lin.unit_id = cast.units["lanting"].id
    session.commit()


def closes_by_a_question_about_the_result(session, cast, qualified):
    session.add(Voiding(attempt_id=qualified["lin"].id, reason="x", by_id=cast.kong.id, at=now()))
    session.commit()


def closes_by_voiding(session, cast, qualified):
    session.get(Attempt, qualified["lin"].id).state = "voided"
    session.commit()


@pytest.mark.parametrize(
    "closes",
    [
        closes_by_new_photo,
        closes_by_another_unit,
        closes_by_a_question_about_the_result,
        closes_by_voiding,
    ],
)
def test_a_gate_that_closed_in_between_refuses_the_confirmation(
    app, session, cast, qualified, proposed, actor, closes
):
    closes(session, cast, qualified)

    said = refused(app, session, Refused, issuing.confirm, proposed.id, actor=actor(cast.fu))

    assert said == "The gate is not open for this person. Their page says what is missing."


def test_a_closed_gate_refuses_the_proposal_too(app, session, cast, row, actor):
    refused(
        app,
        session,
        Refused,
        issuing.propose,
        cast.lin.id,
        rule_code="small",
        actor=actor(cast.yin),
    )


def test_a_proposal_under_an_old_version_of_the_rule_is_made_again(
    app, session, cast, proposed, actor
):
    steps.rule(session, version=2)

    said = refused(app, session, Refused, issuing.confirm, proposed.id, actor=actor(cast.fu))

    assert said == "The rule has a new version since. Withdraw this and propose again."


def test_an_account_that_was_closed_gets_no_credential(app, session, cast, proposed, actor):
    cast.lin.closed_at = now()
    cast.zhao.closed_at = now()
    session.commit()

    refused(app, session, Refused, issuing.confirm, proposed.id, actor=actor(cast.fu))
    refused(
        app,
        session,
        Refused,
        issuing.propose,
        cast.zhao.id,
        rule_code="small",
        actor=actor(cast.fu),
    )


def test_one_proposal_waits_and_one_credential_stands_at_a_time(
    app, session, cast, proposed, actor
):
    again = {"rule_code": "small", "actor": actor(cast.fu)}

    waiting = refused(app, session, Refused, issuing.propose, cast.lin.id, **again)
    with app.app_context():
        made = issuing.confirm(proposed.id, actor=actor(cast.fu))
    standing = refused(app, session, Refused, issuing.propose, cast.lin.id, **again)
    twice = refused(app, session, Refused, issuing.confirm, proposed.id, actor=actor(cast.fu))

    assert waiting == "A credential of this type is proposed for this person already."
    assert standing == (
        f"This person holds {made.number}. Propose a replacement for that one instead."
    )
    assert twice == "This proposal does not wait for an answer any more."


def test_two_issuers_who_confirm_at_once_issue_one_credential(app, session, cast, proposed, actor):
    third = add_person(session, "third", "第三人", cast.units["qinglan"])
    grant(session, third, "issuer", cast.units["qinglan"])

    def confirm(who):
        with app.app_context():
            try:
                return issuing.confirm(proposed.id, actor=who).number
            except Refused as problem:
                return str(problem)

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(confirm, [actor(cast.fu), actor(third)]))

    made = session.scalars(select(Credential)).one()
    assert said == [made.number, "This proposal does not wait for an answer any more."]
    assert session.scalars(select(Series.last_serial)).all() == [1]
    assert steps.acts(session) == ["credential.proposed", "credential.issued"]


def test_a_proposal_is_withdrawn_by_its_author_and_declined_by_another(
    app, session, cast, proposed, actor
):
    yin, fu = actor(cast.yin), actor(cast.fu)

    refused(app, session, NotAllowed, issuing.withdraw, proposed.id, reason="x", actor=fu)
    refused(app, session, NotAllowed, issuing.decline, proposed.id, reason="x", actor=yin)
    refused(app, session, Refused, issuing.decline, proposed.id, reason="", actor=fu)
    with app.app_context():
        issuing.decline(proposed.id, reason="照片不清", actor=fu)
        second = issuing.propose(cast.lin.id, rule_code="small", actor=yin)
        issuing.withdraw(second.id, reason="再看看", actor=yin)
        ends = [proposal_of(each).end for each in (proposed.id, second.id)]

    assert [(each.kind, each.reason, each.by_id) for each in ends] == [
        ("declined", "照片不清", cast.fu.id),
        ("withdrawn", "再看看", cast.yin.id),
    ]
    refused(app, session, Refused, issuing.withdraw, second.id, reason="x", actor=yin)
    refused(app, session, Refused, issuing.confirm, second.id, actor=fu)
    refused(app, session, Refused, holding.hold, second.id, reason="x", actor=actor(cast.shen))


def test_a_replacement_takes_the_place_of_the_old_one_in_the_same_act(
    app, session, cast, issued, actor
):
    with app.app_context():
        proposal = issuing.propose(
            cast.lin.id, rule_code="small", replaces_id=issued.id, actor=actor(cast.fu)
        )
        waiting = standing_now(credential_of(issued.id)).status
        second = issuing.confirm(proposal.id, actor=actor(cast.yin))
        standings = {each.id: standing_now(each).status for each in of_holder(cast.lin.id)}
        change = credential_of(issued.id).changes[0]

    assert waiting is Status.ISSUED
    assert standings == {issued.id: Status.REPLACED, second.id: Status.ISSUED}
    assert second.serial == 2
    assert (change.kind, change.reason_class, change.by_id, change.decision.by_id) == (
        "replace",
        "new_one",
        cast.fu.id,
        cast.yin.id,
    )
    assert steps.acts(session)[2:] == [
        "credential.proposed",
        "credential.status_asked",
        "credential.status_decided",
        "credential.issued",
    ]


def test_only_a_valid_credential_of_the_same_person_and_type_is_replaced(
    app, session, cast, issued, actor
):
    yin, fu = actor(cast.yin), actor(cast.fu)
    replacing = {"rule_code": "small", "replaces_id": issued.id, "actor": yin}

    refused(app, session, Refused, issuing.propose, cast.zhao.id, **replacing)
    with app.app_context():
        change = status.ask(
            issued.id, kind="suspend", reason_class="inquiry", reason="x", actor=yin
        )
    refused(app, session, Refused, issuing.propose, cast.lin.id, **replacing)
    with app.app_context():
        status.decide(change.id, agreed=True, reason="", actor=fu)
    refused(app, session, Refused, issuing.propose, cast.lin.id, **replacing)


def test_nobody_under_suspension_gets_another_credential(app, session, cast, issued, actor):
    steps.rule(session, code="other", number_pattern="O-{unit}-{year}-{serial}")
    with app.app_context():
        change = status.ask(
            issued.id, kind="suspend", reason_class="inquiry", reason="x", actor=actor(cast.yin)
        )
        status.decide(change.id, agreed=True, reason="", actor=actor(cast.fu))

    refused(
        app,
        session,
        Refused,
        issuing.propose,
        cast.lin.id,
        rule_code="other",
        actor=actor(cast.yin),
    )


def test_a_suspension_that_ran_out_with_its_credential_stands_in_nobodys_way(
    app, session, cast, issued, actor
):
    yin, fu = actor(cast.yin), actor(cast.fu)
    with app.app_context():
        change = status.ask(
            issued.id, kind="suspend", reason_class="inquiry", reason="x", actor=yin
        )
        status.decide(change.id, agreed=True, reason="", actor=fu)
    session.get(Credential, issued.id).valid_until = now().date() - timedelta(days=2)
    session.commit()

    with app.app_context():
        proposal = issuing.propose(cast.lin.id, rule_code="small", actor=yin)
        assert issuing.confirm(proposal.id, actor=fu).serial == 2


def test_who_is_proposed_or_holds_one_is_not_among_the_open_gates(
    app, session, cast, row, qualified, actor
):
    yin, fu = actor(cast.yin), actor(cast.fu)

    def names():
        return [gate.person.name for gate in open_gates(yin, row)]

    with app.app_context():
        at_first = names()
        proposal = issuing.propose(cast.lin.id, rule_code="small", actor=yin)
        once_proposed = names()
        waiting = [each.id for each in waiting_proposals(fu)]
        issuing.confirm(proposal.id, actor=fu)
        once_issued = names()
        left = waiting_proposals(fu)

    assert at_first == ["林知夏", "赵一帆"]
    assert once_proposed == once_issued == ["赵一帆"]
    assert (waiting, left) == ([proposal.id], [])


def test_a_demonstration_type_takes_demonstration_results_and_says_so(app, session, cast, actor):
    steps.rule(session, code="small")
    steps.rule(
        session,
        code="small-demo",
        number_pattern="DEMO-{unit}-{year}-{serial}",
        accepts_demonstration=True,
    )
    steps.eligible(session, cast.lin, cast.yin)
    steps.released(session, cast, cast.lin, demonstration=True)

    refused(
        app,
        session,
        Refused,
        issuing.propose,
        cast.lin.id,
        rule_code="small",
        actor=actor(cast.yin),
    )
    with app.app_context():
        proposal = issuing.propose(cast.lin.id, rule_code="small-demo", actor=actor(cast.yin))
        made = issuing.confirm(proposal.id, actor=actor(cast.fu))
    assert (made.is_demonstration, made.number[:5]) == (True, "DEMO-")


def test_a_waiver_opens_the_gate_and_is_among_the_grounds(app, session, cast, row, actor):
    steps.eligible(session, cast.lin, cast.yin)
    with app.app_context():
        waiver = waiving.waive(
            cast.lin.id,
            rule_code="small",
            condition="exam",
            reason="司法考试已通过",
            until=now() + timedelta(days=30),
            actor=actor(cast.shen),
        )
        proposal = issuing.propose(cast.lin.id, rule_code="small", actor=actor(cast.yin))
        made = issuing.confirm(proposal.id, actor=actor(cast.fu))

    grounds = session.execute(
        select(DecisionGround.kind, DecisionGround.fact_id)
        .where(DecisionGround.decision_id == made.decision_id)
        .order_by(DecisionGround.kind)
    ).all()
    assert [tuple(each) for each in grounds][1] == ("waiver", waiver.id)
    assert made.decision.findings[1]["waiver"] == waiver.id


def test_a_waiver_that_was_taken_back_closes_the_gate_again(app, session, cast, row, actor):
    steps.eligible(session, cast.lin, cast.yin)
    shen, until = actor(cast.shen), now() + timedelta(days=30)
    asked = {"rule_code": "small", "condition": "exam", "until": until, "actor": shen}
    with app.app_context():
        waiver = waiving.waive(cast.lin.id, reason="x", **asked)
        proposal_id = issuing.propose(cast.lin.id, rule_code="small", actor=actor(cast.yin)).id
        waiving.end(waiver.id, reason="弄错了", actor=shen)

    refused(app, session, Refused, issuing.confirm, proposal_id, actor=actor(cast.fu))
    refused(app, session, Refused, waiving.end, waiver.id, reason="x", actor=shen)


def test_a_waiver_is_a_supervisors_for_another_with_reason_and_end(app, session, cast, row, actor):
    shen = actor(cast.shen)
    good = {
        "rule_code": "small",
        "condition": "exam",
        "reason": "x",
        "until": now() + timedelta(days=30),
        "actor": shen,
    }
    past, far = now() - timedelta(minutes=1), now() + timedelta(days=367)

    for changed in (
        {"reason": ""},
        {"until": past},
        {"until": far},
        {"condition": "papers"},
        {"condition": "none"},
    ):
        refused(app, session, Refused, waiving.waive, cast.lin.id, **{**good, **changed})
    refused(app, session, NotAllowed, waiving.waive, cast.shen.id, **good)
    refused(
        app, session, NotAllowed, waiving.waive, cast.lin.id, **{**good, "actor": actor(cast.yin)}
    )
    with app.app_context():
        waiver = waiving.waive(cast.lin.id, **good)
    refused(app, session, Refused, waiving.waive, cast.lin.id, **good)
    refused(app, session, Refused, waiving.end, waiver.id, reason="", actor=shen)
    refused(app, session, Missing, waiving.end, 10**6, reason="x", actor=shen)
    refused(app, session, NotAllowed, waiving.end, waiver.id, reason="x", actor=actor(cast.yin))


def test_a_photo_is_ones_own_or_handed_in_by_an_issuer(app, session, cast, actor):
    with app.app_context():
        filing.keep_photo(cast.lin.id, image=b"one", actor=actor(cast.lin))
        filing.keep_photo(cast.lin.id, image=b"two", actor=actor(cast.yin))

    for who in (cast.zhao, cast.meng, cast.shen):
        refused(
            app, session, NotAllowed, filing.keep_photo, cast.lin.id, image=b"x", actor=actor(who)
        )
    refused(app, session, Missing, filing.keep_photo, 10**6, image=b"x", actor=actor(cast.yin))
    assert [each.image for each in session.scalars(select(Photo).order_by(Photo.id))] == [
        b"one",
        b"two",
    ]


def test_papers_are_looked_at_by_another_once_there_is_a_photo(app, session, cast, actor):
    yin = actor(cast.yin)
    looked = {"education": "bachelor", "actor": yin}

    refused(app, session, Refused, filing.check_eligibility, cast.lin.id, **looked)
    steps.photo(session, cast.lin)
    steps.photo(session, cast.yin)
    refused(
        app,
        session,
        Refused,
        filing.check_eligibility,
        cast.lin.id,
        education="kindergarten",
        actor=yin,
    )
    refused(app, session, NotAllowed, filing.check_eligibility, cast.yin.id, **looked)
    refused(
        app,
        session,
        NotAllowed,
        filing.check_eligibility,
        cast.lin.id,
        education="bachelor",
        actor=actor(cast.meng),
    )
    with app.app_context():
        papers = filing.check_eligibility(cast.lin.id, **looked)
    assert (papers.unit_id, papers.education, papers.by_id) == (
        cast.lin.unit_id,
        "bachelor",
        cast.yin.id,
    )


def test_a_version_of_a_rule_is_kept_once_and_never_changed(app, session, cast):
    with app.app_context():
        first = ruling.keep_rule(steps.DEFINITION, actor=None)
        again = ruling.keep_rule(steps.DEFINITION, actor=None)

    changed = {**steps.DEFINITION, "validity_months": 12}
    refused(app, session, Refused, ruling.keep_rule, changed, actor=None)
    refused(
        app, session, Refused, ruling.keep_rule, {**steps.DEFINITION, "code": "twin"}, actor=None
    )
    assert first.id == again.id
    assert steps.acts(session) == ["credential.rule_kept"]


def test_the_proposal_keeps_its_unit_and_the_series_is_that_units(
    app, session, cast, qualified, actor
):
    steps.qualified(session, cast, cast.he)
    numbers = []
    with app.app_context():
        for person in (cast.lin, cast.he, cast.zhao):
            proposal = issuing.propose(person.id, rule_code="small", actor=actor(cast.yin))
            numbers.append(issuing.confirm(proposal.id, actor=actor(cast.fu)).number)

    year = local_day(now(), "Asia/Shanghai").year
    assert [each.replace(f"-{year}", "") for each in numbers] == [
        "T-songyan-0001",
        "T-shibei-0001",
        "T-songyan-0002",
    ]
    assert session.scalar(select(Proposal.unit_id).order_by(Proposal.id)) == cast.lin.unit_id
