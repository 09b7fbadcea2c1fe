"""The gate over the database: the type that ships, for one person and for many."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import now
from core.errors import Missing, NotAllowed
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module, ModuleRevision
from courses.models.studying import Reading
from credentials.actions import ruling, waiving
from credentials.queries import gate, holders, proposals, rules
from credentials.rules.findings import Answer
from exam.models.results import Voiding
from tests.credentials import steps

SHIPPED = tomllib.loads(Path("credentials/content/qualification.toml").read_text())


@pytest.fixture
def shipped(app):
    """The type that ships, kept."""
    with app.app_context():
        return ruling.keep_rule(SHIPPED, actor=None)


def course(session, code):
    """A course of one module without checks."""
    made = CourseRevision(
        course=Course(code=code),
        number=1,
        position=1,
        titles={"zh": code, "en": code},
        descriptions={},
        modules=[f"{code}-1"],
        required_percent=80,
        source="",
        fingerprint="0" * 64,
        at=now(),
    )
    module = ModuleRevision(
        module=Module(code=f"{code}-1"),
        number=1,
        titles={"zh": code, "en": code},
        minutes=5,
        edition="2026-11",
        confidence="A",
        facts=[],
        checks=[],
        fingerprint="0" * 64,
        at=now(),
    )
    session.add_all([made, module])
    session.commit()
    return module


def read(session, modules, *people):
    session.add_all(
        Reading(person_id=person.id, revision_id=module.id, at=now())
        for person in people
        for module in modules
    )
    session.commit()


@pytest.fixture
def ready(session, cast, shipped):
    """Lin did everything; Zhao nothing but the exam, which somebody asks to void."""
    modules = [course(session, code) for code in ("law", "procedure", "etiquette")]
    read(session, modules, cast.lin)
    steps.eligible(session, cast.lin, cast.yin)
    attempts = steps.released(session, cast, cast.lin, cast.zhao)
    session.add(Voiding(attempt_id=attempts["zhao"].id, reason="x", by_id=cast.kong.id, at=now()))
    steps.final(
        session,
        cast,
        {cast.lin: "80.000", cast.zhao: "58.000"},
        stations={"etiquette": {"points": "75", "full": "100"}},
    )
    return attempts


def test_the_type_that_ships_opens_for_who_did_everything_and_says_why_not_to_the_other(
    app, session, cast, shipped, ready
):
    with app.app_context():
        found = gate.verdicts(shipped, [cast.lin.id, cast.zhao.id])

    lin, zhao = found[cast.lin.id], found[cast.zhao.id]
    assert {each.condition: str(each.answer) for each in lin.findings} == dict.fromkeys(
        ("papers", "education", "courses", "exam", "competition", "service"), "met"
    )
    assert {each.condition: str(each.answer) for each in zhao.findings} == {
        "papers": "not_met",
        "education": "not_met",
        "courses": "not_met",
        "exam": "unknown",
        "competition": "not_met",
        "service": "met",
    }
    assert (lin.answer, zhao.answer) == (Answer.MET, Answer.NOT_MET)
    kinds = sorted({kind for kind, _ in lin.grounds})
    assert kinds == ["attempt", "eligibility", "final"]


def test_a_thousand_people_take_as_many_queries_as_one(
    app, session, cast, shipped, ready, statements
):
    people = steps.many_qualified(session, cast, 40)
    counts = []
    for ids in ([cast.lin.id], [cast.lin.id, cast.zhao.id, *(each.id for each in people)]):
        with app.app_context(), statements() as heard:
            found = gate.verdicts(shipped, ids)
        assert len(found) == len(ids)
        counts.append(len(heard))

    assert counts[0] == counts[1]
    assert counts[0] <= 16


def test_what_is_shown_is_what_is_enforced(app, session, cast, shipped, ready):
    with app.app_context():
        shown = gate.verdict(shipped, cast.lin.id)
        kept, _ = gate.judged(shipped, cast.lin.id, shown.at)

    assert kept == shown


def test_managers_and_issuers_see_the_officers_of_their_units_by_answer_and_name(
    app, session, cast, row, qualified, actor
):
    with app.app_context():
        meng, yin = actor(cast.meng), actor(cast.yin)

        def names(who, **filters):
            return [each.person.name for each in proposals.gates_under(who, row, **filters).rows]

        found = {
            "own": names(meng),
            "all": names(yin),
            "met": names(yin, answer="met"),
            "not": names(yin, answer="not_met"),
            "words": names(yin, words="一帆"),
        }
        with pytest.raises(NotAllowed):
            proposals.gates_under(actor(cast.lin), row)

    assert found == {
        "own": ["林知夏", "赵一帆"],
        "all": ["林知夏", "赵一帆", "何望舒"],
        "met": ["林知夏", "赵一帆"],
        "not": ["何望舒"],
        "words": ["赵一帆"],
    }


def test_people_outside_ones_units_are_missing(app, session, cast, actor):
    with app.app_context():
        assert holders.person_for(actor(cast.meng), cast.lin.id).id == cast.lin.id
        for who, whom in ((cast.meng, cast.he.id), (cast.lin, cast.lin.id), (cast.yin, 10**6)):
            with pytest.raises(Missing):
                holders.person_for(actor(who), whom)


def test_a_proposal_outside_ones_units_is_missing(app, session, cast, proposed, actor):
    with app.app_context():
        assert proposals.proposal_for(actor(cast.meng), proposed.id).id == proposed.id
        for who, what in ((cast.kong, proposed.id), (cast.meng, 10**6)):
            with pytest.raises(Missing):
                proposals.proposal_for(actor(who), what)


def test_the_newest_version_of_each_type_is_in_force(app, session):
    steps.rule(session, version=1)
    newest = steps.rule(session, version=2)
    other = steps.rule(session, code="other")

    with app.app_context():
        assert [each.id for each in rules.rules_in_force()] == [other.id, newest.id]
        assert rules.current_rule("small").id == newest.id
        assert rules.rule_of(newest).version == 2
        with pytest.raises(Missing):
            rules.current_rule("none")


def test_waivers_are_listed_with_who_why_and_their_end(app, session, cast, row, actor):
    shen = actor(cast.shen)
    with app.app_context():
        waiver = waiving.waive(
            cast.lin.id,
            rule_code="small",
            condition="exam",
            reason="司法考试",
            until=now() + timedelta(days=9),
            actor=shen,
        )
        waiving.end(waiver.id, reason="弄错了", actor=shen)
        listed = holders.waivers_under(actor(cast.meng))
        own = holders.waivers_of(cast.lin.id)
        elsewhere = holders.waivers_of(cast.zhao.id)

    assert [(e.person.name, e.by.name, e.reason, e.end.reason) for e in listed] == [
        ("林知夏", "沈观澜", "司法考试", "弄错了")
    ]
    assert ([each.id for each in own], elsewhere) == ([waiver.id], [])
