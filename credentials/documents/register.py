"""The register as a table, for a file."""

from collections.abc import Sequence

from flask_babel import gettext as _

from core.tables import Sheet
from credentials.queries.listing import Listed
from credentials.rules.status import STATUS_NAMES


def register_sheet(listed: Sequence[Listed]) -> Sheet:
    """One line a credential, as the reader sees them listed."""
    return Sheet(
        title=_("Register"),
        columns=[
            _("Number"),
            _("Holder"),
            _("Unit"),
            _("Status"),
            _("Issued"),
            _("Valid until"),
            _("Demonstration"),
        ],
        rows=[
            [
                each.credential.number,
                each.credential.name,
                each.credential.unit.name,
                _(STATUS_NAMES[each.standing.status]),
                each.credential.valid_from,
                each.credential.valid_until,
                _("yes") if each.credential.is_demonstration else _("no"),
            ]
            for each in listed
        ],
    )
