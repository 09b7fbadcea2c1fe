"""Steps of the workshop, as people take them over HTTP."""

from sqlalchemy import select

from audit.models import Entry
from courses.models.modules import ModuleRevision, ModuleText
from courses.models.proposals import ModuleProposal
from tests.courses import files

SHOP = "/courses/workshop/"
ZH = files.module()
EN = files.module(title="Inspection", title_parts=None)
NEW_ZH = ZH.replace("十分钟里", "十五分钟里")


def begun(trainer, path="procedure/b2"):
    """Begin to change a module; the address of the proposal."""
    answer = trainer.post(f"{SHOP}{path}/proposals")
    assert answer.status_code == 303, answer.text
    return answer.location.removesuffix("/text")


def saved(trainer, proposal, zh=NEW_ZH, en=EN, base="1-1"):
    return trainer.post(f"{proposal}/text", {"zh": zh, "en": en, "base": base, "save": "1"})


def sent(trainer, proposal, number=2):
    return trainer.post(f"{proposal}/texts/{number}/sending")


def in_review(trainer, path="procedure/b2"):
    proposal = begun(trainer, path)
    saved(trainer, proposal)
    assert sent(trainer, proposal).status_code == 303
    return proposal


def approve(reviewer, proposal, number=2):
    return reviewer.post(f"{proposal}/texts/{number}/approval")


def send_back(reviewer, proposal, comment="第五十五条说的是什么？", number=2):
    return reviewer.post(f"{proposal}/texts/{number}/return", {"comment": comment})


def stored(session):
    """Every revision: its module, number, the Chinese source, and who brought it in."""
    session.rollback()
    rows = session.execute(
        select(ModuleRevision.number, ModuleText.source, ModuleRevision.by_id, ModuleRevision)
        .join(ModuleRevision.texts)
        .where(ModuleText.language == "zh")
        .order_by(ModuleRevision.id)
    )
    return [(each.module.code, number, source, by) for number, source, by, each in rows]


def number_of(proposal):
    """The id in a proposal's address."""
    return int(proposal.rpartition("/")[2])


def count(session):
    session.rollback()
    return len(session.scalars(select(ModuleRevision.id)).all())


def texts(session):
    """Every saved text by its number, one proposal after the other."""
    session.rollback()
    found = session.scalars(select(ModuleProposal).order_by(ModuleProposal.id))
    return [(text.number, text.files) for each in found for text in each.texts]


def acts(session):
    session.rollback()
    wanted = select(Entry.act).where(Entry.act.like("course.module_%"))
    found = list(session.scalars(wanted.order_by(Entry.id)))
    return [each for each in found if each != "course.module_imported"]
