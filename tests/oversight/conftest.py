"""A small course, and sittings in every phase with an officer at every stage of them."""

from decimal import Decimal

import pytest

from core.clock import now
from courses.importing import load
from exam.models.candidates import Registration, Withdrawal
from exam.models.results import Result
from exam.models.sittings import Closing, GradingRun, Release, Sealing
from tests import factories
from tests.courses import files
from tests.credentials import steps
from tests.factories import HOUR, MINUTE


def shelve(app, folder, *codes):
    """Put courses of one module each on the shelf; a module is complete once it was read."""
    texts = {}
    for order, code in enumerate(codes, start=1):
        module = f"{code[0]}1"
        texts[f"{code}/course.toml"] = files.course(
            code=f'"{code}"',
            order=str(order),
            modules=f'["{module}"]',
            title=f'{{ zh = "课程{code}", en = "Course {code}" }}',
        )
        for language, title in (("zh", f"模块{code}"), ("en", f"Module {code}")):
            texts[f"{code}/{language}/01-{module}.md"] = files.module(
                module=module, title=title, title_parts=None, checks="q-1"
            )
    with app.app_context():
        load(files.write(folder, texts), actor=None)


@pytest.fixture
def course(app, tmp_path):
    """One course on the shelf, with one module."""
    shelve(app, tmp_path / "courses", "law")


DRILL = {
    "series": "drill",
    "version": 1,
    "title": {"zh": "岗位练兵", "en": "Drill"},
    "rounds": [
        {
            "code": "quiz",
            "kind": "drill",
            "title": {"zh": "练兵", "en": "Drill"},
            "weight": "100",
            "blueprint": "certification",
            "best_of": 1,
        }
    ],
}


@pytest.fixture
def confirmed(session, cast):
    """Makes final standings of a drill: `places` is person → total. The competition."""

    def made(places, **how):
        held, _ = steps.final(session, cast, places, **how)
        held.definition = DRILL
        session.commit()
        return held

    return made


class Exams:
    """Sittings of Yunxi City as a test needs them, for officers of its counties."""

    def __init__(self, session, cast):
        self.session = session
        self.cast = cast

    def planned(self, *people, opens_in=HOUR, **how):
        """A sitting in registration, with these people registered."""
        sitting = factories.sitting(
            self.session,
            unit=self.cast.units["yunxi"],
            examiner=self.cast.kong,
            opens_in=opens_in,
            **how,
        )
        for person in people:
            self.session.add(
                Registration(
                    sitting_id=sitting.id,
                    person_id=person.id,
                    language="zh",
                    by_id=sitting.by_id,
                    at=now(),
                )
            )
        self.session.commit()
        return sitting

    def withdrawn(self, person, **how):
        """A sitting in registration that this person was withdrawn from."""
        sitting = self.planned(person, **how)
        registration = self.session.query(Registration).filter_by(sitting_id=sitting.id).one()
        self.session.add(Withdrawal(registration_id=registration.id, by_id=sitting.by_id, at=now()))
        self.session.commit()
        return sitting

    def sealed(self, person, *, state="ready", opens_in=-MINUTE, **how):
        """A sealed sitting and the person's attempt in it."""
        sitting = self.planned(opens_in=opens_in, **how)
        factories.sealing(self.session, sitting)
        return factories.attempt(self.session, sitting, person, [], state=state)

    def marked(self, person, *, score="50", passed=False):
        """A sitting that is over and marked, and not released, with the person's result."""
        attempt = self.sealed(person, state="closed", opens_in=-2 * HOUR)
        sitting = attempt.sitting_id
        self.session.add(Closing(sitting_id=sitting, journal_hash="", arrivals=0, at=now()))
        run = GradingRun(sitting_id=sitting, rules_version=1, digest="", at=now())
        self.session.add(run)
        self.session.flush()
        self.session.add(
            Result(
                run_id=run.id,
                attempt_id=attempt.id,
                score=Decimal(score),
                full=Decimal(100),
                passed=passed,
                marks=[],
                breakdown={"missed": ["total"], "sections": {"law": [score, "100"]}, "topics": {}},
            )
        )
        self.session.commit()
        return attempt, run

    def released(self, person, **how):
        """A sitting whose results are out."""
        attempt, run = self.marked(person, **how)
        by = self.session.get(Sealing, attempt.sitting_id).by_id
        at = now()
        self.session.add(
            Release(sitting_id=attempt.sitting_id, run_id=run.id, by_id=by, first_at=at, at=at)
        )
        self.session.commit()
        return attempt


@pytest.fixture
def exams(session, cast):
    """Makes sittings."""
    return Exams(session, cast)
