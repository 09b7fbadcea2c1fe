"""The tables of a manager's rooms, in the reader's language."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from accounts.models import Unit
from core.clock import moment
from core.language import content_language
from core.tables import Sheet, Value
from credentials.rules.findings import ANSWER_NAMES
from exam.rules.grading import rounded
from exam.rules.unit_figures import UnitLine
from oversight.queries.overview import UnitOverview
from oversight.queries.people import UnitPeople
from oversight.queries.unit_results import UnitResults
from oversight.rules.funnel import STEP_NAMES


def people_sheet(found: UnitPeople) -> Sheet:
    """One line an officer: every step, and the credential in force."""
    steps = [_(STEP_NAMES[code]) for code in found.steps]
    return Sheet(
        title=_("Officers"),
        columns=[
            _("Name"), _("Sign-in name"), _("Unit"), *steps, _("Credential in force"),
            _("Valid until"),
        ],
        rows=[
            [
                each.officer.name,
                each.officer.login,
                _unit(each.officer.unit),
                *(_(ANSWER_NAMES[each.stand.answers[code]]) for code in found.steps),
                each.held.number if each.held else None,
                each.held.valid_until if each.held else None,
            ]
            for each in found.stands
        ],
    )  # fmt: skip


def funnel_sheet(found: UnitOverview) -> Sheet:
    """One line a step of the way from study to credential."""
    whole = found.funnel
    bars = whole.bars if whole else []
    return Sheet(
        title=_("From study to credential"),
        columns=[_("Step"), _("Came so far"), _("Met now"), _("Not known"), _("Not met")],
        rows=[
            [_("Officers"), found.officers, None, None, None],
            *([_(bar.name), bar.reached, bar.met, bar.unknown, bar.not_met] for bar in bars),
            [_("Credential in force"), whole.holders if whole else 0, None, None, None],
        ],
    )


def sittings_sheet(found: UnitOverview) -> Sheet:
    """One line a sitting."""
    return Sheet(
        title=_("Pass rates"),
        columns=[_("Sitting"), _("Released on"), _("Sat"), _("Passed"), _("Percent")],
        rows=[
            [
                _title(each.title, each.title_en),
                each.released_at.date(),
                each.sat,
                each.passed,
                each.percent,
            ]
            for each in found.rates
        ],
    )


def unit_results_sheet(found: UnitResults) -> Sheet:
    """One line a unit; of a group that is left out only its name."""
    names = {section.code: section.names[content_language()] for section in found.rule.sections}
    return Sheet(
        title=_("Results by unit"),
        columns=[
            _("Unit"), _("Sat"), _("Passed"), _("Percent"), _("Mean of 100"),
            _("Weakest sections"),
        ],
        rows=[_unit_line(found, each, names) for each in found.lines],
    )  # fmt: skip


def _unit_line(found: UnitResults, line: UnitLine, names: Mapping[str, str]) -> list[Value]:
    unit = _unit(found.names[line.path])
    name = _("%(unit)s, in the unit itself", unit=unit) if line.is_itself else unit
    figures = line.figures
    if figures is None:
        return [name, None, None, None, None, _("left out: too few people")]
    weakest = (f"{names[code]} {float(percent):.0f}%" for code, percent in figures.weakest)
    mean = rounded(figures.mean)
    return [name, figures.sat, figures.passed, figures.percent, mean, _(", ").join(weakest)]


def competitions_sheet(found: UnitOverview) -> Sheet:
    """One line a competition; ranks and totals of confirmed standings alone."""
    return Sheet(
        title=_("Competitions"),
        columns=[
            _("Competition"), _("Begins on"), _("Entered"), _("Confirmed on"), _("Best rank"),
            _("Mean of 100"),
        ],
        rows=[
            [
                _title(each.competition.title, each.competition.title_en),
                moment(each.competition.starts_ms).date(),
                each.entered,
                each.confirmed_at.date() if each.confirmed_at else None,
                each.best,
                each.mean,
            ]
            for each in found.contests
        ],
    )  # fmt: skip


def endings_sheet(found: UnitOverview) -> Sheet:
    """One line a credential that ends soon."""
    return Sheet(
        title=_("Credentials that end soon"),
        columns=[_("Name"), _("Unit"), _("Number"), _("Valid until"), _("Days left")],
        rows=[
            [
                each.credential.person.name,
                _unit(each.credential.unit),
                each.credential.number,
                each.credential.valid_until,
                each.days,
            ]
            for each in found.endings
        ],
    )


OVERVIEW_SHEETS: dict[str, Callable[[UnitOverview], Sheet]] = {
    "funnel": funnel_sheet,
    "sittings": sittings_sheet,
    "competitions": competitions_sheet,
    "endings": endings_sheet,
}


def _unit(unit: Unit) -> str:
    return _title(unit.name, unit.name_en)


def _title(chinese: str, english: str) -> str:
    return chinese if content_language() == "zh" else english
