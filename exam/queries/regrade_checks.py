"""Whether a regrade can be: what it rules, sets and carries out, as it now stands."""

from collections.abc import Mapping

from core.errors import N_, Missing, Refused
from exam.models.sittings import Sitting
from exam.queries.appeals import upheld_open
from exam.queries.regrade_previews import later_standards
from exam.queries.ruled import Asked, Item, corrections_for
from exam.queries.scripts import remarkings_left, waits_for_markers
from exam.rules.regrades import Wanted, ruling_problem


def check_changes(sitting: Sitting, wanted: Wanted, asked: Mapping[Item, Asked]) -> None:
    """Refuse what cannot be ruled or set; `asked` is what the papers of the sitting had."""
    if waits_for_markers(sitting):
        raise Refused(N_("Written answers of this sitting still wait for markers."))
    if not {(each.revision, each.part) for each in wanted.rulings} <= asked.keys():
        raise Missing(N_("There is no such question on the papers of this sitting."))
    chosen = [asked[each.revision, each.part] for each in wanted.rulings]
    corrections = corrections_for(chosen)
    for ruling, about in zip(wanted.rulings, chosen, strict=True):
        keys = [each.id for each in corrections[about.item]]
        problem = ruling_problem(ruling, is_written=about.is_written, corrections=keys)
        if problem:
            raise Refused(problem)
    if wanted.panel_id and wanted.panel_id not in [each.id for each in later_standards(sitting)]:
        raise Missing(N_("There is no such standard for this sitting."))


def check_appeals(sitting: Sitting, wanted: Wanted) -> None:
    """Refuse appeals that do not wait for a regrade, or that wait for markers first."""
    if not set(wanted.appeal_ids) <= {each.id for each in upheld_open(sitting)}:
        raise Missing(N_("There is no such upheld appeal that waits for a regrade."))
    if wanted.appeal_ids and remarkings_left(sitting):
        raise Refused(N_("Written answers of this sitting are still being marked once more."))
