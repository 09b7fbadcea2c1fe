"""A sitting of the demonstration whose written answers are being marked."""

from decimal import Decimal
from random import Random

from exam.actions import blueprints, marking, seeding
from exam.models.sittings import Sitting
from exam.queries.piles import pile_of, sitting_to_mark
from exam.queries.seeds import settled_scripts
from exam.queries.written_answers import ToMark, script_to_mark
from exam.rules.marking import QUARTER
from oversight.importing.bureau import OFFICERS
from oversight.importing.sittings import HOUR, acting, plain_text, plan, seal_for, sit

DEFINITION = {
    "code": "case-writing",
    "version": 1,
    "title": {"zh": "案情研判（示范）", "en": "Judging a case in writing (demonstration)"},
    "minutes": 60,
    "pass_percent": "60",
    "pool": "exam",
    "exposure": "1",
    "gap": "1",
    "sections": [
        {
            "code": "all",
            "zh": "全部",
            "en": "All",
            "topics": ["law.*", "proc.*", "serv.*", "cred.*"],
        }
    ],
    "kinds": [{"kind": "short_answer", "count": 2, "points": "4"}],
    "groups": [{"topics": ["law.*", "proc.*", "serv.*", "cred.*"], "medium": 2}],
}


WRITERS = tuple(each for each in OFFICERS if each.credential == "none")
"""Those whose way to the credential goes on, whatever comes of this one."""


def hold_written(lasts_ms: int) -> Sitting:
    """They wrote; the papers are in."""
    chance = Random(27)  # noqa: S311 - invented answers, the same each time
    blueprint_id = blueprints.keep_blueprint(DEFINITION, actor=acting("examiner")).id
    titles = ("案情研判考试（示范，正在阅卷）", "Case writing exam (demonstration, being marked)")
    sitting = plan(blueprint_id, "qinglan", titles, opens=-2 * HOUR, closes=lasts_ms)
    attempts = seal_for(sitting, WRITERS)
    for officer in WRITERS:
        sit(attempts[officer.login], officer, chance, share=1.0, hands_in=True)
    return sitting


def mark_written(sitting: Sitting) -> None:
    """Two have marked most of it, the examiner sets seeds, and a third has begun."""
    chance = Random(28)  # noqa: S311 - invented markers, the same each time
    _mark(sitting, "marker2", (-1, 0, 0, 0, 1), 1.0, chance)
    _mark(sitting, "marker3", (-3, -2, 0, 0), 0.9, chance)
    settled = [each.script.id for each in settled_scripts(sitting, 1).rows]
    seeding.set_seeds(sitting.id, settled[::4], actor=acting("examiner"))
    _mark(sitting, "marker", (0, 0, 1, 4), 0.6, chance)


def _mark(sitting: Sitting, login: str, off: tuple[int, ...], share: float, chance: Random) -> None:
    """Mark this share of what waits for one marker, a little off what the rubric says."""
    actor = acting(login)
    for _ in range(round(pile_of(sitting, actor).waiting * share)):
        held = sitting_to_mark(sitting.id, actor)
        script_id = pile_of(held, actor).queue[0]
        texts = _points(script_to_mark(held, script_id, actor), off, chance)
        marking.mark(sitting.id, script_id, texts, remark="", actor=actor)


def _points(script: ToMark, off: tuple[int, ...], chance: Random) -> list[str]:
    """Full points for a line whose words were written, none for another; give or take."""
    return [
        f"{min(max(_worth(script, line, most) + chance.choice(off) * QUARTER, Decimal(0)), most)}"
        for most, line in ((Decimal(points), plain_text(line)) for points, line in script.rubric)
    ]


def _worth(script: ToMark, line: str, most: Decimal) -> Decimal:
    return most if line in script.answer else Decimal(0)
