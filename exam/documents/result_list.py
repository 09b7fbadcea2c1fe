"""The results of a sitting as a table for files, and as a list to print."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from core.clock import milliseconds
from core.language import content_language
from core.tables import Sheet, Value
from exam.documents.markup import plain_line
from exam.documents.paper import number_text, title_in, unit_in
from exam.documents.transcript import SHORT
from exam.documents.typesetting import WORDS, moment_in, typeset
from exam.models.sittings import GradingRun, Sitting
from exam.queries.own_papers import cut_of
from exam.queries.sitting_results import Listed
from exam.queries.sittings import rule_of
from exam.rules.blueprint import Blueprint


def result_sheet(rule: Blueprint, rows: Sequence[Listed]) -> Sheet:
    """One line a candidate; of a voided paper only that it was voided."""
    language = content_language()
    sections = [section.names[language] for section in rule.sections]
    return Sheet(
        title=_("Results"),
        columns=[
            _("Name"), _("Sign-in name"), _("Unit"), _("Points"), _("Full marks"),
            _("Points to pass"), _("Outcome"), *sections,
        ],
        rows=[_cells(rule, each, language) for each in rows],
    )  # fmt: skip


def _cells(rule: Blueprint, each: Listed, language: str) -> list[Value]:
    unit = each.unit.name if language == "zh" else each.unit.name_en
    who: list[Value] = [each.name, each.login, unit]
    if each.voiding == "voided":
        return [*who, None, None, None, _("voided"), *(None for _section in rule.sections)]
    parts = each.breakdown["sections"]
    return [
        *who,
        each.score,
        each.full,
        cut_of(each.breakdown, each.full, rule.pass_percent).normalize() + 0,
        _("passed") if each.passed else _("not passed"),
        *(
            Decimal(parts[section.code][0]) if section.code in parts else None
            for section in rule.sections
        ),
    ]


def results_pdf(
    sitting: Sitting, run: GradingRun, rows: Sequence[Listed], *, language: str
) -> bytes:
    """A list by points, with the digest of the run that it stands on."""
    words = WORDS[language]["results"]
    rule = rule_of(sitting)
    zone = sitting.unit.zone
    return typeset(
        "result_list.typ",
        {
            "lang": language,
            "words": words,
            "page": WORDS[language]["page"],
            "title": title_in(sitting, language),
            "digest": run.digest[:SHORT],
            "notes": _notes(sitting, run, words),
            "facts": [
                (words["holder"], unit_in(sitting.unit, language)),
                (words["opened"], moment_in(sitting.opens_ms, zone, language)),
                (words["marked"], moment_in(milliseconds(run.at), zone, language)),
                (words["digest"], run.digest[:SHORT]),
                (words["counts"], _counts(rows, words)),
            ],
            "rows": [_line(rule, each, words, language) for each in rows],
            "pictures": {},
        },
    )


def _notes(sitting: Sitting, run: GradingRun, words: dict[str, Any]) -> list[str]:
    is_released = sitting.release is not None and sitting.release.run_id == run.id
    notes = [] if is_released else [words["unreleased"]]
    if sitting.sealing and sitting.sealing.is_demonstration:
        notes.append(words["demonstration"])
    return notes


def _counts(rows: Sequence[Listed], words: dict[str, Any]) -> str:
    counted = [each for each in rows if each.voiding != "voided"]
    passed = sum(each.passed for each in counted)
    return str(words["count"].format(len(counted), passed, len(rows) - len(counted)))


def _line(rule: Blueprint, each: Listed, words: dict[str, Any], language: str) -> list[str]:
    who = [plain_line(each.name), each.login, unit_in(each.unit, language)]
    if each.voiding == "voided":
        return [*who, "", "", words["voided"]]
    cut = cut_of(each.breakdown, each.full, rule.pass_percent)
    return [
        *who,
        f"{number_text(each.score)} / {number_text(each.full)}",
        number_text(cut),
        words["passed"] if each.passed else words["failed"],
    ]
