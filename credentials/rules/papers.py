"""Eligibility: unit, photo and papers looked at by an issuer, education, no suspension running."""

from core.errors import N_
from credentials.rules import doors
from credentials.rules.conditions import EDUCATION_NAMES, Condition, Education
from credentials.rules.findings import Answer, Finding
from credentials.rules.periods import local_day
from credentials.rules.phrases import Phrase
from credentials.rules.record import RecordOnFile


def judge_papers(condition: Condition, record: RecordOnFile) -> Finding:
    """Met while the unit and the newest photo are those that an issuer looked at."""
    answer, missing = _missing(record)
    papers = record.papers
    return Finding(
        condition=condition.code,
        kind=condition.kind,
        titles=condition.titles,
        answer=answer,
        required=Phrase(N_("Unit and photo confirmed by an issuer, and no suspension running.")),
        on_record=_on_record(record),
        missing=missing,
        door=None if record.photo else doors.PHOTO,
        grounds=(("eligibility", papers.id),) if papers and answer is Answer.MET else (),
    )


def _on_record(record: RecordOnFile) -> tuple[Phrase, ...]:
    said = []
    if record.photo:
        day = local_day(record.photo.at, record.zone).isoformat()
        said.append(Phrase(N_("Photo of %(date)s."), {"date": day}))
    if record.papers:
        day = local_day(record.papers.at, record.zone).isoformat()
        said.append(Phrase(N_("Papers looked at on %(date)s."), {"date": day}))
    return tuple(said)


def _missing(record: RecordOnFile) -> tuple[Answer, Phrase | None]:
    if record.suspended:
        message = N_("Credential %(number)s is suspended; that has to end first.")
        return Answer.NOT_MET, Phrase(message, {"number": record.suspended})
    if record.photo is None:
        return Answer.NOT_MET, Phrase(N_("A photo is still to be handed in."))
    if record.papers is None:
        return Answer.NOT_MET, Phrase(N_("An issuer is still to look at the papers."))
    if (record.papers.unit_id, record.papers.photo_id) != (record.unit_id, record.photo.id):
        message = N_("Unit or photo changed since; an issuer is to look at the papers again.")
        return Answer.UNKNOWN, Phrase(message)
    return Answer.MET, None


def judge_education(condition: Condition, asks: Education, record: RecordOnFile) -> Finding:
    """Met by an accepted level of education that an issuer saw on paper."""
    papers = record.papers
    if papers is None:
        answer, missing = Answer.NOT_MET, N_("An issuer is still to look at the papers.")
    elif papers.education in asks.accepted:
        answer, missing = Answer.MET, None
    else:
        answer, missing = Answer.NOT_MET, N_("Papers of one of these levels are to be shown.")
    return Finding(
        condition=condition.code,
        kind=condition.kind,
        titles=condition.titles,
        answer=answer,
        required=Phrase(
            N_("Education: %(levels)s."),
            {"levels": tuple(_level(each) for each in asks.accepted)},
        ),
        on_record=(Phrase(N_("On record: %(level)s."), {"level": _level(papers.education)}),)
        if papers
        else (),
        missing=Phrase(missing) if missing else None,
        grounds=(("eligibility", papers.id),) if papers and answer is Answer.MET else (),
    )


def _level(code: str) -> dict[str, str]:
    return LEVELS[code]


LEVELS: dict[str, dict[str, str]] = {
    "high_school": {"zh": "高中", "en": EDUCATION_NAMES["high_school"]},
    "junior_college": {"zh": "大专", "en": EDUCATION_NAMES["junior_college"]},
    "bachelor": {"zh": "本科", "en": EDUCATION_NAMES["bachelor"]},
    "postgraduate": {"zh": "研究生", "en": EDUCATION_NAMES["postgraduate"]},
}
