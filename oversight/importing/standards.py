"""The standards of the demonstration: one that holds, and one that waits for its judges."""

from random import Random

from accounts.queries import person_with
from exam.actions.standards import convening, estimating, minuting
from exam.models.standards import Panel
from exam.queries.panel_items import asked_of
from oversight.importing.sittings import acting, unit_id

JUDGES = ("judge", "judge2", "judge3")
LEANINGS = (4, -5, 0)
"""By how many points each judge is milder or stricter than the question's expected share."""
BARELY = 12
"""By how many points the barely qualified do worse than all who sit."""
TARGET = (
    "能独立完成日常检查和一般案件的初步处理：知道依据哪一条、先做什么后做什么，"
    "不侵害当事人的权利。\n\n"
    "遇到少见的情形、复杂的证据或者几部法律交叉的问题，还需要查阅条文或者请教他人。"
)


def set_standards(blueprint_id: int, other_id: int, chance: Random) -> None:
    """A signed standard for the one blueprint; for the other the second round has begun."""
    signed = _convened(blueprint_id, "资格认证合格线议定（示范）")
    for number in (1, 2):
        _estimate(signed, number, chance)
        estimating.end_round(signed.id, number, reason="", actor=acting("examiner"))
    digest = minuting.minute(signed.id, actor=acting("examiner")).digest
    for login in JUDGES:
        minuting.sign(signed.id, digest, agreed=True, reason="", actor=acting(login))
    running = _convened(other_id, "上岗资格合格线议定（示范，第二轮）")
    _estimate(running, 1, chance)
    estimating.end_round(running.id, 1, reason="", actor=acting("examiner"))


def _convened(blueprint_id: int, title: str) -> Panel:
    examiner = acting("examiner")
    panel = convening.convene(
        blueprint_id, unit_id("qinglan"), title=title, target=TARGET, actor=examiner
    )
    convening.seat(panel.id, [person_with(login).id for login in JUDGES], actor=examiner)
    return panel


def _estimate(panel: Panel, number: int, chance: Random) -> None:
    """Every judge's estimates, in fives; in the second round they lie closer together."""
    asked = asked_of(panel)
    spread = (14, 6)[number - 1]
    for login, leaning in zip(JUDGES, LEANINGS, strict=True):
        percents = {
            position: _near(
                float(asked[revision_id].expected) * 100 - BARELY + leaning / number, spread, chance
            )
            for position, (revision_id, _part) in enumerate(panel.items, start=1)
        }
        estimating.rate_many(panel.id, number, percents, actor=acting(login))


def _near(middle: float, spread: int, chance: Random) -> int:
    return min(95, max(10, 5 * round((middle + chance.uniform(-spread, spread)) / 5)))
