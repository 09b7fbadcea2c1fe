"""Contests and credentials in the house that has something to show on every page."""

import io
from datetime import timedelta
from decimal import Decimal

from PIL import Image
from sqlalchemy import select

from accounts.queries import actor_of
from audit.models import Entry as TrailEntry
from competitions.actions import entering, finals, judging, objecting, rulings
from competitions.actions import holding as contests
from competitions.queries.entries import standing_entries
from competitions.queries.listing import competition_with
from competitions.queries.scores import standings_at
from competitions.queries.shipped import shipped_definitions, shipped_rubrics
from competitions.rules.standings import digest_of
from core.clock import exam_ms, now
from core.database import db
from credentials.actions import filing, issuing, ruling, status, waiving
from credentials.documents.photo import cleaned
from tests.credentials.steps import TITLE
from tests.factories import HOUR

STATION = ("service", "etiquette")
RULE = {
    "code": "training",
    "version": 1,
    "title": {"zh": "培训考核证明", "en": "Proof of training"},
    "scope": {"zh": "培训", "en": "Training"},
    "words": {"zh": "本证书为培训考核证明，不作为执法证件使用", "en": "Training proof"},
    "validity_months": 2,
    "number_pattern": "CZ-{unit}-{year}-{serial}",
    "accepts_demonstration": True,
    "conditions": [
        {"code": "papers", "kind": "eligibility", "title": TITLE},
        {
            "code": "service",
            "kind": "service",
            "title": TITLE,
            "series": ["county"],
            "months": 24,
            "station": "etiquette",
            "waivable": True,
        },
    ],
}


def contested(cast) -> dict[str, object]:
    """A contest with final standings, one under way, a credential and a proposal."""
    finished = _contest(cast, "秋季技能竞赛")
    for judge in (cast.shang, cast.bao):
        for entry in standing_entries(finished):
            _mark(finished, entry.id, judge, 3)
    _finish(finished, cast)
    running = _contest(cast, "冬季技能竞赛")
    entries = standing_entries(running)
    for judge in (cast.shang, cast.bao):
        _mark(running, entries[0].id, judge, 4)
    _mark(running, entries[1].id, cast.shang, 2)
    rulings.ask_correction(
        running, 1, points=Decimal(90), reason="漏计一项", actor=actor_of(cast.kong)
    )
    contests.end_round(running, "service", actor=actor_of(cast.kong))
    objecting.object(entries[0].id, "service", text="计时有误", actor=actor_of(cast.lin))
    return {
        "contest": running,
        "key": competition_with(running).key,
        "over": finished,
        "entry": entries[1].id,
        **_credentials(cast),
    }


def _contest(cast, title: str) -> int:
    examiner, at_ms = actor_of(cast.kong), exam_ms()
    made = contests.create(
        shipped_definitions()["county"] | {"objection_hours": 1 if "冬" in title else 0},
        unit_id=cast.units["yunxi"].id,
        title=title,
        title_en="Skill contest",
        entries_close_ms=at_ms + 48 * HOUR,
        starts_ms=at_ms - HOUR,
        ends_ms=at_ms + 72 * HOUR,
        actor=examiner,
    )
    entering.enter_people(made.id, [cast.lin.id, cast.zhao.id], actor=examiner)
    for judge in (cast.shang, cast.bao):
        contests.seat(made.id, *STATION, judge.id, is_head=judge is cast.shang, actor=examiner)
    return made.id


def _mark(competition_id: int, entry_id: int, judge, grade: int) -> None:
    rubric = shipped_rubrics()["service-etiquette"]
    marks = {each["code"]: grade for each in rubric["criteria"]}
    judging.hand_in(competition_id, *STATION, entry_id, marks=marks, actor=actor_of(judge))


def _finish(competition_id: int, cast) -> None:
    for code in ("theory", "service"):
        contests.end_round(competition_id, code, actor=actor_of(cast.kong))
    digest = digest_of(standings_at(competition_with(competition_id)).places)
    for person in (cast.shang, cast.shen):
        finals.confirm(competition_id, digest=digest, actor=actor_of(person))


def _credentials(cast) -> dict[str, object]:
    """Lin's credential, about which a change waits; Zhao's proposal; a condition waived for He."""
    ruling.keep_rule(RULE, actor=None)
    first, second = actor_of(cast.yin), actor_of(cast.fu)
    for person in (cast.lin, cast.zhao):
        filing.keep_photo(person.id, image=_portrait(), actor=actor_of(person))
        filing.check_eligibility(person.id, education="bachelor", actor=first)
    issued = issuing.confirm(
        issuing.propose(cast.lin.id, rule_code="training", actor=first).id, actor=second
    )
    status.ask(issued.id, kind="suspend", reason_class="inquiry", reason="正在核实", actor=first)
    proposal = issuing.propose(cast.zhao.id, rule_code="training", actor=first)
    waiving.waive(
        cast.he.id,
        rule_code="training",
        condition="service",
        reason="借调期间",
        until=now() + timedelta(days=30),
        actor=actor_of(cast.shen),
    )
    return {
        "credential": issued.id,
        "uid": issued.uid,
        "proposal": proposal.id,
        "unit": cast.units["yunxi"].id,
        "trail": db.session.scalars(select(TrailEntry.id).limit(1)).one(),
    }


def _portrait() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (480, 640), "#cdd8d2").save(kept, "PNG")
    return cleaned(kept.getvalue())
