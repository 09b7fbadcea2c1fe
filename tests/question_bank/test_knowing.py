"""Who knows questions: whoever had one in hand, in whatever revision."""

from core.clock import now
from question_bank.models import Clearance
from question_bank.queries.knowing import who_know
from tests import factories


def test_everybody_who_worked_on_a_question_knows_it_and_nobody_else(app, session, cast):
    mine = factories.question(session, "law-1", author=cast.chen, approver=cast.xu)
    factories.question(session, "law-2", author=cast.wu, approver=cast.shen)
    session.add(Clearance(revision_id=mine.id, by_id=cast.gu.id, note="查过", at=now()))
    session.commit()

    with app.app_context():
        assert who_know([mine.id]) == {cast.chen.id, cast.xu.id, cast.gu.id}
        assert who_know([]) == set()
