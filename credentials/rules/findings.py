"""What the gate answers: one finding a condition, and the whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from core.errors import N_
from credentials.rules.conditions import Titles
from credentials.rules.doors import Door
from credentials.rules.phrases import Phrase, read_phrase

Ground: TypeAlias = tuple[str, int]


class Answer(StrEnum):
    """Three answers; what is not known never counts as met."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def is_met(self) -> bool:
        """Whether this is the only answer that counts."""
        return self is Answer.MET


ANSWER_NAMES: dict[str, str] = {
    Answer.MET: N_("Met"),
    Answer.NOT_MET: N_("Not met"),
    Answer.UNKNOWN: N_("Not known"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition: what was required, what is on record, what is missing and where to get it.

    `grounds` are the facts that it stands on, as (kind, id). With `waiver_id` it is met because
    it was waived, and `on_record` says so.
    """

    condition: str
    kind: str
    titles: Titles
    answer: Answer
    required: Phrase
    on_record: tuple[Phrase, ...] = ()
    missing: Phrase | None = None
    door: Door | None = None
    grounds: tuple[Ground, ...] = ()
    waiver_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer for one person at one moment, by one version of a rule."""

    rule: tuple[str, int]
    answer: Answer
    at: datetime
    findings: tuple[Finding, ...]

    @property
    def is_open(self) -> bool:
        """Whether the gate is open."""
        return self.answer is Answer.MET

    @property
    def grounds(self) -> list[Ground]:
        """Every fact that the answer stands on, each once."""
        return sorted({ground for each in self.findings for ground in each.grounds})


def all_of(answers: Iterable[Answer]) -> Answer:
    """The answer where everything must hold: one that is not met decides, then one not known."""
    given = set(answers)
    if Answer.NOT_MET in given:
        return Answer.NOT_MET
    return Answer.UNKNOWN if Answer.UNKNOWN in given or not given else Answer.MET


def waived(finding: Finding, waiver_id: int, words: Phrase) -> Finding:
    """The finding as it is once its condition was waived; what is on record stays said."""
    return replace(
        finding,
        answer=Answer.MET,
        on_record=(*finding.on_record, words),
        missing=None,
        door=None,
        grounds=(("waiver", waiver_id),),
        waiver_id=waiver_id,
    )


def as_data(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON: for the API, and for keeping with a decision."""
    code, version = verdict.rule
    return {
        "rule": {"code": code, "version": version},
        "answer": str(verdict.answer),
        "at": verdict.at.isoformat(),
        "findings": [_as_data(finding) for finding in verdict.findings],
    }


def _as_data(finding: Finding) -> dict[str, Any]:
    return {
        "condition": finding.condition,
        "kind": finding.kind,
        "titles": dict(finding.titles),
        "answer": str(finding.answer),
        "required": finding.required.as_data(),
        "on_record": [phrase.as_data() for phrase in finding.on_record],
        "missing": finding.missing.as_data() if finding.missing else None,
        "door": [finding.door[0], dict(finding.door[1])] if finding.door else None,
        "grounds": [list(ground) for ground in finding.grounds],
        "waiver": finding.waiver_id,
    }


def read_findings(data: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """The findings of a stored decision, as they were said then."""
    return tuple(_read(each) for each in data)


def _read(data: Mapping[str, Any]) -> Finding:
    return Finding(
        condition=data["condition"],
        kind=data["kind"],
        titles=data["titles"],
        answer=Answer(data["answer"]),
        required=read_phrase(data["required"]),
        on_record=tuple(read_phrase(each) for each in data["on_record"]),
        missing=read_phrase(data["missing"]) if data["missing"] else None,
        door=(data["door"][0], data["door"][1]) if data["door"] else None,
        grounds=tuple((kind, fact_id) for kind, fact_id in data["grounds"]),
        waiver_id=data["waiver"],
    )
