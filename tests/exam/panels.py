"""Panels as tests set them up, let judges estimate on them, and look at them."""

from sqlalchemy import select

from accounts.queries import actor_of
from exam.actions.standards import convening, estimating, minuting
from exam.models.standards import (
    Estimate,
    Panel,
    PanelMinutes,
    PanelSeat,
    PanelSignature,
    RoundEnd,
    SeatExclusion,
)
from exam.queries.panels import panel_of

TABLES = (Panel, PanelSeat, SeatExclusion, Estimate, RoundEnd, PanelMinutes, PanelSignature)
FIRST = ([60, 50, 40, 80, 70, 60], [50, 50, 50, 70, 60, 60], [70, 60, 40, 90, 80, 70])
SECOND = ([60, 55, 45, 80, 70, 60], [55, 50, 50, 75, 65, 60], [65, 60, 45, 85, 75, 65])
TARGET = "刚好合格的执法人员：会用，不出大错。"


def state(session):
    """Every row of every panel."""
    session.commit()
    rows = [
        [
            tuple(row)
            for row in session.execute(
                select(table.__table__).order_by(*table.__table__.primary_key)
            )
        ]
        for table in TABLES
    ]
    session.commit()
    return rows


def convened(app, session, cast, blueprint_id, *judges, unit="yunxi"):
    """A panel of Kong's with these judges, in its first round."""
    session.commit()
    with app.app_context():
        kong = actor_of(cast.kong)
        panel = convening.convene(
            blueprint_id, cast.units[unit].id, title="定标", target=TARGET, actor=kong
        )
        convening.seat(panel.id, [judge.id for judge in judges], actor=kong)
        return panel.id


def estimated(app, panel_id, number, rows):
    """Whole rounds of estimates, by judge, in the order of the panel's items."""
    with app.app_context():
        for judge, percents in rows:
            for position, percent in enumerate(percents, start=1):
                estimating.rate(panel_id, position, number, str(percent), actor=actor_of(judge))


def ended(app, cast, panel_id, number, reason=""):
    """The end of a round, by Kong."""
    with app.app_context():
        estimating.end_round(panel_id, number, reason=reason, actor=actor_of(cast.kong))


def minuted(app, cast, panel_id):
    """Minutes drawn up by Kong; their digest."""
    with app.app_context():
        return minuting.minute(panel_id, actor=actor_of(cast.kong)).digest


def signed(app, panel_id, digest, *judges):
    """The judges' signatures."""
    with app.app_context():
        for judge in judges:
            minuting.sign(panel_id, digest, agreed=True, reason="", actor=actor_of(judge))


def standard(app, session, cast, blueprint_id, percents, unit="yunxi"):
    """A whole standard: three judges who estimate the same in both rounds, and sign."""
    panel_id, digest = drawn_up(app, session, cast, blueprint_id, percents, unit)
    signed(app, panel_id, digest, cast.shang, cast.bao, cast.ning)
    return panel_id


def drawn_up(app, session, cast, blueprint_id, percents, unit="yunxi"):
    """A panel whose minutes wait for three judges; and their digest."""
    judges = (cast.shang, cast.bao, cast.ning)
    panel_id = convened(app, session, cast, blueprint_id, *judges, unit=unit)
    for number in (1, 2):
        estimated(app, panel_id, number, zip(judges, percents, strict=True))
        ended(app, cast, panel_id, number)
    return panel_id, minuted(app, cast, panel_id)


def figures(app, panel_id):
    """What the minutes say."""
    with app.app_context():
        return panel_of(panel_id).minutes.figures


def form(blueprint, cast, **changes):
    """What an examiner types to convene a panel."""
    return {
        "blueprint": blueprint.id,
        "unit": cast.units["yunxi"].id,
        "sitting": 0,
        "title": "资格考试定标",
        "target": TARGET,
    } | changes


def rate(browser, panel_id, position, percent, number=1, **more):
    """A judge's number, sent as the page sends it."""
    return browser.post(
        f"/standards/{panel_id}/estimates/{position}",
        {"percent": percent, "round": number} | more,
    )
