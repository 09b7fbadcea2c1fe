"""What tests of credentials do over and over, and how they look at what came of it."""

import secrets
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import select

from accounts.models import Person
from audit.models import Entry
from competitions.models import Competition, Final, FinalPlace
from competitions.models import Entry as ContestEntry
from core.clock import now
from credentials.actions import issuing
from credentials.models import (
    Concern,
    ConcernAnswer,
    Credential,
    Decision,
    DecisionGround,
    Eligibility,
    GateRule,
    Hold,
    HoldEnd,
    Photo,
    Proposal,
    ProposalEnd,
    Replacement,
    Series,
    StatusChange,
    StatusDecision,
    Waiver,
    WaiverEnd,
)
from exam.models.results import Result
from exam.models.sittings import Blueprint, Closing, GradingRun, Release, Sitting
from tests import factories

TITLE = {"zh": "甲", "en": "A"}
DEFINITION = {
    "code": "small",
    "version": 1,
    "title": {"zh": "小证", "en": "Small credential"},
    "scope": {"zh": "培训", "en": "Training"},
    "words": {"zh": "培训考核证明", "en": "Training proof"},
    "validity_months": 60,
    "number_pattern": "T-{unit}-{year}-{serial}",
    "conditions": [
        {"code": "papers", "kind": "eligibility", "title": TITLE},
        {
            "code": "exam",
            "kind": "exam",
            "title": TITLE,
            "waivable": True,
            "blueprints": ["certification"],
            "months": 12,
        },
    ],
}
CONTEST = {
    "series": "drill",
    "version": 1,
    "title": TITLE,
    "rounds": [
        {
            "code": "practical",
            "kind": "practical",
            "title": TITLE,
            "weight": 100,
            "stations": [
                {
                    "code": "etiquette",
                    "title": TITLE,
                    "weight": 100,
                    "pass_percent": "60",
                    "rubric": {
                        "code": "r",
                        "version": 1,
                        "title": TITLE,
                        "criteria": [{"code": "c", "title": TITLE, "weight": 100, "facts": []}],
                        "scale": [{"grade": 0, "title": TITLE}, {"grade": 1, "title": TITLE}],
                    },
                }
            ],
        }
    ],
}
TABLES = (
    GateRule,
    Photo,
    Eligibility,
    Waiver,
    WaiverEnd,
    Decision,
    DecisionGround,
    Series,
    Proposal,
    Replacement,
    ProposalEnd,
    Hold,
    HoldEnd,
    Credential,
    StatusChange,
    StatusDecision,
    Concern,
    ConcernAnswer,
    Entry,
)


def rule(session, **changes):
    """A kept version of a small type: eligibility, and one exam."""
    definition = {**DEFINITION, **changes}
    kept = GateRule(
        code=definition["code"], version=definition["version"], definition=definition, at=now()
    )
    session.add(kept)
    session.commit()
    return kept


def photo(session, person):
    """A photo on file."""
    kept = Photo(
        person_id=person.id,
        image=b"jpeg",
        digest=secrets.token_hex(32),
        by_id=person.id,
        at=now(),
    )
    session.add(kept)
    session.commit()
    return kept


def eligible(session, person, issuer, *, education="bachelor"):
    """A photo, and papers that an issuer looked at."""
    seen = photo(session, person)
    papers = Eligibility(
        person_id=person.id,
        unit_id=person.unit_id,
        photo_id=seen.id,
        education=education,
        by_id=issuer.id,
        at=now(),
    )
    session.add(papers)
    session.commit()
    return papers


def released(session, cast, *people, code="certification", score="72.000", demonstration=False):
    """A released sitting with one result for each; their attempts by login."""
    drawn = session.scalars(select(Blueprint).where(Blueprint.code == code)).first() or Blueprint(
        code=code, version=1, definition=factories.DEFINITION, by_id=cast.kong.id, at=now()
    )
    start = factories.clock(session) - 3 * factories.HOUR
    held = Sitting(
        blueprint=drawn,
        unit_id=cast.units["qinglan"].id,
        title="秋季资格考试",
        title_en="Autumn exam",
        opens_ms=start,
        closes_ms=start + factories.HOUR,
        minutes=60,
        by_id=cast.kong.id,
        at=now(),
    )
    session.add(held)
    session.commit()
    factories.sealing(session, held).is_demonstration = demonstration
    run = GradingRun(sitting_id=held.id, rules_version=1, digest="0" * 64, at=now())
    session.add(run)
    session.flush()
    attempts = {
        each.login: factories.attempt(session, held, each, [], state="closed") for each in people
    }
    session.add_all(
        Result(
            run_id=run.id,
            attempt_id=each.id,
            score=Decimal(score),
            full=Decimal(100),
            passed=Decimal(score) >= 60,
            marks=[],
            breakdown={"missed": [], "sections": {}, "topics": {}},
        )
        for each in attempts.values()
    )
    at = now()
    session.add(Release(sitting_id=held.id, run_id=run.id, by_id=cast.kong.id, first_at=at, at=at))
    session.commit()
    return attempts


def qualified(session, cast, *people):
    """People whose gate of the small type is open; their attempts by login."""
    for each in people:
        eligible(session, each, cast.yin)
    return released(session, cast, *people)


def many_qualified(session, cast, count):
    """So many officers of Songyan whose gate is open."""
    people = [
        Person(login=f"m{n}", name=f"学员{n}", unit_id=cast.units["songyan"].id, created_at=now())
        for n in range(count)
    ]
    session.add_all(people)
    session.commit()
    qualified(session, cast, *people)
    return people


def state(session, *, without=()):
    """Every row of the package and of the trail."""
    session.commit()
    rows = [
        [
            tuple(row)
            for row in session.execute(
                select(table.__table__).order_by(*table.__table__.primary_key)
            )
        ]
        for table in TABLES
        if table not in without
    ]
    session.commit()
    return rows


def acts(session, prefix="credential."):
    """What stands on the trail, in order."""
    session.commit()
    statement = select(Entry.act).where(Entry.act.startswith(prefix)).order_by(Entry.id)
    found = list(session.scalars(statement))
    session.commit()
    return found


def entry(session, act):
    """The fields of the last entry of an act."""
    session.commit()
    newest = select(Entry.fields).where(Entry.act == act).order_by(Entry.id.desc()).limit(1)
    fields = session.scalars(newest).one()
    session.commit()
    return fields


def final(session, cast, places, *, series="drill", at_number=1, stations=None):
    """A competition with confirmed final standings: `places` is person → total."""
    held = Competition(
        series=series,
        key=secrets.token_hex(16),
        unit_id=cast.units["yunxi"].id,
        title="岗位练兵",
        title_en="Drill",
        definition=CONTEST,
        entries_close_ms=0,
        starts_ms=0,
        ends_ms=0,
        last_score=at_number,
        by_id=cast.kong.id,
        at=now(),
    )
    session.add(held)
    session.flush()
    confirmed = Final(competition_id=held.id, at_number=at_number, digest="0" * 64, at=now())
    session.add(confirmed)
    session.flush()
    for number, (person, total) in enumerate(places.items(), start=1):
        own = ContestEntry(
            competition_id=held.id,
            person_id=person.id,
            unit_id=person.unit_id,
            number=number,
            by_id=person.id,
            at_ms=0,
        )
        session.add(own)
        session.flush()
        session.add(
            FinalPlace(
                final_id=confirmed.id,
                entry_id=own.id,
                person_id=person.id,
                rank=number,
                out_of=len(places),
                total=Decimal(total),
                rounds={},
                stations=stations or {},
            )
        )
    session.commit()
    return held, confirmed


def refused(app, session, failure, act, /, *words, **details):
    """The act is refused in this way and leaves nothing behind; what was said."""
    before = state(session)
    with app.app_context(), pytest.raises(failure) as problem:
        act(*words, **details)
    assert state(session) == before
    return str(problem.value)


def contest_entry(session, held, person):
    """The person's entry in a competition."""
    return session.scalars(
        select(ContestEntry).where(
            ContestEntry.competition_id == held.id, ContestEntry.person_id == person.id
        )
    ).one()


def closed(session, attempt):
    """Close the attempt's sitting, with the digest of a journal in which nothing counts."""
    session.add(
        Closing(
            sitting_id=attempt.sitting_id,
            journal_hash=sha256(b"").hexdigest(),
            arrivals=0,
            at=now(),
        )
    )
    session.commit()


def replaced(app, cast, actor, credential):
    """A new credential in the place of a valid one, proposed by Yin, confirmed by Fu."""
    with app.app_context():
        proposal = issuing.propose(
            credential.person_id,
            rule_code="small",
            replaces_id=credential.id,
            actor=actor(cast.yin),
        )
        return issuing.confirm(proposal.id, actor=actor(cast.fu))


def newest(session):
    """The credential that was issued last."""
    session.commit()
    found = session.scalars(select(Credential).order_by(Credential.id.desc()).limit(1)).one()
    session.commit()
    return found


def proposal(app, cast, actor, person):
    """Yin's proposal for somebody."""
    with app.app_context():
        return issuing.propose(person.id, rule_code="small", actor=actor(cast.yin))


def issue(app, cast, actor, person):
    """A credential for somebody, proposed by Yin, confirmed by Fu."""
    made = proposal(app, cast, actor, person)
    with app.app_context():
        return issuing.confirm(made.id, actor=actor(cast.fu))
