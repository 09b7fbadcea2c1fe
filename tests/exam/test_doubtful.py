"""Sealed forms that hold a question which a new version of a statute suspended."""

import pytest
from sqlalchemy import select

from accounts.queries import actor_of, person_of
from core.clock import now
from core.database import db
from exam.actions import sealing
from exam.models.candidates import Form
from exam.models.sittings import Closing
from exam.queries.bank import bank_for
from exam.queries.doubtful import doubtful_on, doubtful_sittings, sittings_holding
from exam.queries.sittings import rule_of
from question_bank.actions import upholding
from question_bank.models import Question, Revision
from tests import factories
from tests.exam import steps
from tests.factories import HOUR
from tests.oversight.pages import desk, said
from tests.question_bank.citing import enter, outside, write


@pytest.fixture
def sealed(app, session, cast):
    """A sitting of two questions for Lin, drawn from two that cite article 42 and 43."""

    def made():
        for code, ref in {"law-1": "penalty-law 42", "law-2": "penalty-law 43"}.items():
            write(cast, code, ref)

    outside(app, made)
    sitting = factories.sitting(
        session, unit=cast.units["yunxi"], examiner=cast.kong, opens_in=HOUR
    )
    steps.registered(session, sitting, cast.lin)
    outside(app, lambda: sealing.seal(sitting.id, actor=actor_of(person_of(cast.kong.id))))
    return sitting


def forms(session):
    session.rollback()
    return len(session.scalars(select(Form.id)).all())


def test_the_examiner_is_told_which_questions_on_the_papers_are_in_doubt(
    app, session, house, cast, sealed
):
    kong = house.as_(cast.kong, "en")
    assert "Questions in doubt" not in said(kong.get(f"/sittings/{sealed.id}").text)
    assert "question in doubt" not in kong.get("/").text

    outside(app, lambda: enter(cast))

    page = said(kong.get(f"/sittings/{sealed.id}").text)
    assert "Questions in doubt 1" in page
    version = "Administrative Penalty Law 2026 in force from 1 Jan 2027"
    assert f"law-1 {version} article 42 {forms(session)}" in page
    assert "law-2" not in page
    waiting = {label: (count, door) for label, count, door in desk(kong.get("/").text)}
    assert waiting["Sealed sittings with a question in doubt"] == (1, "/sittings/")


def test_a_question_that_was_replaced_or_confirmed(app, session, cast, house, sealed):
    outside(app, lambda: enter(cast))
    found = select(Revision).join(Question).where(Question.code == "law-1")
    revision = session.scalars(found).one()
    session.commit()
    tang = house.as_(cast.tang, "en")
    assert tang.get(f"/sittings/{sealed.id}").status_code == 404

    def confirmed():
        upholding.uphold(revision.id, reason="x", actor=actor_of(person_of(cast.wu.id)))
        upholding.confirm(revision.id, actor=actor_of(person_of(cast.xu.id)))

    kong = house.as_(cast.kong, "en")
    assert "Questions in doubt 1" in said(kong.get(f"/sittings/{sealed.id}").text)
    outside(app, confirmed)
    assert "Questions in doubt" not in said(kong.get(f"/sittings/{sealed.id}").text)


def test_a_preview_names_the_sealed_sittings_that_hold_one(app, session, cast, house, sealed):
    gu = house.as_(cast.gu, "en")
    asked = {"name": "2026", "in_force": "2027-01-01", "look": "1"}

    def shown(changed):
        page = said(gu.post("/statutes/penalty-law/versions", asked | {"changed": changed}).text)
        return page[page.index("Sealed sittings that hold") :]

    assert "Autumn certification exam Yunxi City" in shown("42")
    assert "1 question" in shown("42")
    assert "2 questions" in shown("42, 43")
    assert "None." in shown("44")


@pytest.mark.usefixtures("in_app")
def test_a_suspended_question_comes_onto_no_new_form_and_closed_sittings_are_not_told(
    session, cast, sealed
):
    rule = rule_of(sealed)
    assert {each.code for each in bank_for(rule, "zh")} == {"law-1", "law-2"}
    enter(cast)
    assert {each.code for each in bank_for(rule, "zh")} == {"law-2"}
    kong, tang = (actor_of(person_of(cast.people[each].id)) for each in ("kong", "tang"))
    assert [each.sitting.id for each in doubtful_sittings(kong)] == [sealed.id]
    assert doubtful_sittings(tang) == []
    session.rollback()
    session.add(Closing(sitting_id=sealed.id, journal_hash="", arrivals=0, at=now()))
    session.commit()
    db.session.rollback()
    ids = [each.revision_id for each in bank_for(rule, "zh")]
    assert sittings_holding(ids) == []
    assert doubtful_sittings(kong) == []
    assert [each.revision.question.code for each in doubtful_on(sealed)] == ["law-1"]
