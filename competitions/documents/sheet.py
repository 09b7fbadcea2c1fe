"""The standings as a table for spreadsheet programs: what the board shows, no more."""

from flask_babel import gettext as _

from competitions.board import BoardRow, BoardView
from competitions.models import Competition
from competitions.queries.listing import definition_of
from competitions.rules.definition import Definition
from core.tables import Sheet, Value


def result_table(competition: Competition, view: BoardView, language: str) -> Sheet:
    """One line an entry, best first; names only where the competition shows them."""
    definition = definition_of(competition)
    named = [_("Name"), _("Unit")] if definition.show == "name" else []
    return Sheet(
        title=_("Standings"),
        columns=[
            _("Rank"),
            _("Start number"),
            *named,
            _("Division"),
            *(held.titles[language] for held in definition.rounds),
            _("Total"),
            _("Remark"),
        ],
        rows=[_line(row, definition, language) for row in view.rows(0, view.size)],
    )


def _line(row: BoardRow, definition: Definition, language: str) -> list[Value]:
    unit = row.unit_en if language == "en" else row.unit
    named: list[Value] = [row.name, unit] if definition.show == "name" else []
    return [
        row.place.rank,
        row.number,
        *named,
        row.division,
        *(row.place.rounds.get(held.code) for held in definition.rounds),
        row.place.total if row.place.has_score else None,
        _("disqualified") if row.place.is_out else None,
    ]
