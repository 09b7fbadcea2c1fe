"""Panels at every step, so that each page of standards has something to show."""

from accounts.queries import actor_of
from exam.actions.standards import convening, estimating, minuting
from exam.models.sittings import Sitting
from exam.queries.panels import panel_of
from tests.exam.panels import TARGET


def panelled(session, cast, sitting_id: int) -> dict[str, object]:
    """A panel in its second round, one whose minutes wait for signatures, one that is signed."""
    blueprint_id = session.get_one(Sitting, sitting_id).blueprint_id
    session.commit()
    running = _convened(cast, blueprint_id)
    _round(cast, running, 1)
    signing, signed = (_minuted(cast, blueprint_id) for _ in range(2))
    digest = panel_of(signed).minutes.digest
    for judge, agreed in ((cast.shang, True), (cast.bao, True), (cast.ning, False)):
        minuting.sign(signed, digest, agreed=agreed, reason="偏低", actor=actor_of(judge))
    return {"panel": running, "signing": signing, "standard": signed}


def _convened(cast, blueprint_id: int) -> int:
    kong = actor_of(cast.kong)
    panel = convening.convene(
        blueprint_id, cast.units["yunxi"].id, title="资格考试合格线议定", target=TARGET, actor=kong
    )
    convening.seat(panel.id, [each.id for each in _judges(cast)], actor=kong)
    return panel.id


def _minuted(cast, blueprint_id: int) -> int:
    panel_id = _convened(cast, blueprint_id)
    for number in (1, 2):
        _round(cast, panel_id, number)
    minuting.minute(panel_id, actor=actor_of(cast.kong))
    return panel_id


def _round(cast, panel_id: int, number: int) -> None:
    """Everybody's estimates; Ning's lie far from the others'."""
    items = len(panel_of(panel_id).items)
    for judge, level in zip(_judges(cast), (60, 62, 20), strict=True):
        percents = {at: level + (7 * at * number) % 20 for at in range(1, items + 1)}
        estimating.rate_many(panel_id, number, percents, actor=actor_of(judge))
    estimating.end_round(panel_id, number, reason="", actor=actor_of(cast.kong))


def _judges(cast):
    return (cast.shang, cast.bao, cast.ning)
