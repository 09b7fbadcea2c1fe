"""What an examiner reads about the papers of a sealed sitting: kept figures, and who has what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from sqlalchemy import func, select

from core.database import db
from exam.models.attempts import Attempt
from exam.models.candidates import Form
from exam.models.sittings import Sealing, Sitting

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, without a word of it: for whom it was drawn, and whether somebody has it."""

    number: int
    expected: Decimal
    is_reserve: bool
    is_in_hand: bool


@dataclass(frozen=True, slots=True)
class Exposed:
    """One question that could be drawn, and the number of papers that it is on."""

    code: str
    topic: str
    difficulty: str
    kind: str
    papers: int


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of papers by number, or of questions by use."""

    rows: Sequence[Row]
    total: int
    number: int

    @property
    def count(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Reserves:
    """How many papers were drawn beyond the candidates', and how many late entries took."""

    drawn: int
    used: int


def figures_in(sitting: Sitting, language: str) -> Mapping[str, Any]:
    """The figures that were kept of a language at sealing."""
    sealing = sitting.sealing
    figures: Mapping[str, Any] = (sealing.figures or {})[language] if sealing else {}
    return figures


def languages_of(sitting: Sitting) -> list[str]:
    """The languages of which figures were kept; none before sealing and of old sittings."""
    return sorted((sitting.sealing.figures or {}) if sitting.sealing else {})


def reserves_of(sitting: Sitting, language: str) -> Reserves:
    """The reserves of a language."""
    figures = figures_in(sitting, language)
    in_hand = db.session.scalar(
        select(func.count(Attempt.id))
        .join(Attempt.form)
        .where(Form.sitting_id == sitting.id, Form.language == language)
    )
    return Reserves(figures["forms"] - figures["given"], (in_hand or 0) - figures["given"])


def papers_in(sitting: Sitting, language: str, page: int) -> Page[Paper]:
    """One page of a language's papers."""
    total = figures_in(sitting, language)["forms"]
    number = max(1, min(page, -(-total // PAGE_SIZE)))
    first = (number - 1) * PAGE_SIZE
    return Page(_papers(sitting, language, first + 1, first + PAGE_SIZE), total, number)


def questions_in(sealing: Sealing, language: str, page: int) -> Page[Exposed]:
    """One page of the questions of a language."""
    rows = exposed_in(sealing, language)
    number = max(1, min(page, -(-len(rows) // PAGE_SIZE)))
    first = (number - 1) * PAGE_SIZE
    return Page(rows[first : first + PAGE_SIZE], len(rows), number)


def all_papers(sitting: Sitting, language: str) -> list[Paper]:
    """Every paper of a language, by number."""
    return _papers(sitting, language, 1, figures_in(sitting, language)["forms"])


def exposed_in(sealing: Sealing, language: str) -> list[Exposed]:
    """Every question that could be drawn, the most used first."""
    known = {row["code"]: row for row in sealing.bank[language]}
    figures = (sealing.figures or {})[language]
    rows = [
        Exposed(code, known[code]["topic"], known[code]["difficulty"], known[code]["kind"], papers)
        for code, papers in figures["exposure"]
    ]
    return sorted(rows, key=lambda row: (-row.papers, row.code))


def _papers(sitting: Sitting, language: str, first: int, last: int) -> list[Paper]:
    given = figures_in(sitting, language)["given"]
    statement = (
        select(Form.number, Form.expected, Attempt.id)
        .outerjoin(Attempt, Attempt.form_id == Form.id)
        .where(
            Form.sitting_id == sitting.id,
            Form.language == language,
            Form.number.between(first, last),
        )
        .order_by(Form.number)
    )
    return [
        Paper(number, expected, number > given, attempt is not None)
        for number, expected, attempt in db.session.execute(statement)
    ]
