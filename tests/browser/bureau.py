"""A small bureau at work: real questions of every kind, one course module, a blueprint of six."""

import re
import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from accounts.queries import actor_of
from core.config import ROOT
from core.database import db
from courses import importing as course_importing
from exam.actions import blueprints
from question_bank.actions import reviewing
from question_bank.actions.examining import opened
from question_bank.importing import import_files
from question_bank.models import Revision
from tests.people import Cast

QUESTIONS = ROOT / "question_bank" / "content"
COURSE = ROOT / "courses" / "content" / "law"
TOPICS = ("law.basics", "law.monopoly", "proc.inspect")
BLUEPRINT = {
    "code": "small",
    "version": 1,
    "title": {"zh": "小型资格考试", "en": "Small qualification exam"},
    "minutes": 30,
    "pass_percent": "60",
    "pool": "exam",
    "exposure": "1",
    "show_paper": True,
    "sections": [
        {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"], "floor_percent": "20"},
        {"code": "procedure", "zh": "程序", "en": "Procedure", "topics": ["proc.*"]},
    ],
    "kinds": [
        {"kind": "single", "count": 1, "points": "2"},
        {"kind": "multiple", "count": 1, "points": "2"},
        {"kind": "true_false", "count": 1, "points": "1"},
        {"kind": "fill_blank", "count": 1, "points": "2"},
        {"kind": "ordering", "count": 1, "points": "2"},
        {"kind": "judgement", "count": 1, "points": "3"},
    ],
    "groups": [{"topics": ["law.*", "proc.*"], "easy": 1, "medium": 5}],
}


def furnish(app: Flask, cast: Cast, folder: Path) -> None:
    """Bring in questions, a course and the blueprint, each by whose duty it is."""
    with app.app_context():
        trainer, reviewer = actor_of(cast.wu), actor_of(cast.gu)
        _bring_questions(trainer, reviewer)
        course_importing.load(_one_module(folder), actor=trainer)
        blueprints.keep_blueprint(BLUEPRINT, actor=actor_of(cast.kong))
        db.session.remove()


def _bring_questions(trainer, reviewer) -> None:
    files = [
        opened(f"{language}/{topic}.md", (QUESTIONS / language / f"{topic}.md").read_text("utf-8"))
        for language in ("zh", "en")
        for topic in TOPICS
    ]
    assert all(each.is_stored for each in import_files(files, actor=trainer))
    for revision_id in db.session.scalars(select(Revision.id).order_by(Revision.id)).all():
        reviewing.submit(revision_id, actor=trainer)
        reviewing.approve(revision_id, actor=reviewer)


def _one_module(folder: Path) -> Path:
    """The first module of the law course as a course of its own."""
    for language in ("zh", "en"):
        module = next((COURSE / language).glob("01-*.md"))
        (folder / "law" / language).mkdir(parents=True)
        shutil.copy(module, folder / "law" / language)
    head = (COURSE / "course.toml").read_text("utf-8")
    short = re.sub(r"modules = \[[^]]*]", 'modules = ["a1"]', head)
    alone = re.sub(r"\[needs\]\n(?:.+\n)+", "", short)
    (folder / "law" / "course.toml").write_text(alone, "utf-8")
    return folder
