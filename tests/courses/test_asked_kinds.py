"""A module's page asks only what it has fields for; anything else counts as not there."""

from courses.queries.checks import asked_of, shown_of
from tests import factories


def test_a_kind_that_a_page_cannot_ask_is_left_out(app, session, cast):
    how = {"author": cast.chen, "pool": "practice"}
    factories.question(session, "law-1", **how)
    factories.question(session, "law-2", kind="numeric", key={"number": "7"}, size=1, **how)
    factories.question(session, "law-3", kind="matching", key={"length": 4}, **how)
    codes = ["law-1", "law-2", "law-3", "none"]
    session.commit()

    with app.app_context():
        assert shown_of(codes) == {"law-1"}
        assert set(asked_of(codes, "en")) == {"law-1"}
