"""Credentials of the demonstration in every state, by the people whose duty it is."""

import io
import tomllib
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select

from accounts.queries import person_with
from core.config import ROOT
from core.database import db
from credentials.actions import filing, issuing, ruling, status
from credentials.documents.photo import cleaned
from credentials.models import Credential
from oversight.importing.bureau import OFFICERS, Officer
from oversight.importing.sittings import acting

CODE = "qualification-demo"
LONG_AGO_MONTHS = 72
CHANGES = {
    "suspended": ("suspend", "inquiry", "群众来信，正在核实。"),
    "revoked": ("revoke", "breach", "经查实，违反执法纪律。"),
    "recalled": ("recall", "left_post", "调离执法岗位。"),
}


def issue() -> None:
    """Bring every officer's credential where the bureau says that it stands.

    The first version of the demonstration's rule dates back by six years, so that what is issued
    under it has expired; the second is as the one that ships.
    """
    with_credential = [each for each in OFFICERS if each.credential != "none"]
    for officer in with_credential:
        _file(officer)
    ruling.keep_rule(_rule(1, dated_back_months=LONG_AGO_MONTHS), actor=None)
    for officer in _standing("expired"):
        _issued(officer)
    ruling.keep_rule(_rule(2), actor=None)
    for officer in _standing("issued", "replaced", *CHANGES):
        _issued(officer)
    for officer in _standing(*CHANGES):
        _change(officer)
    for officer in _standing("replaced"):
        _issued(officer, replaces=_credential_of(officer))
    for officer in _standing("proposed"):
        _propose(officer)


def _standing(*states: str) -> list[Officer]:
    return [officer for officer in OFFICERS if officer.credential in states]


def _rule(version: int, **more: object) -> dict[str, Any]:
    """The rule that ships, for results drawn from public questions."""
    file = ROOT / "credentials" / "content" / "qualification.toml"
    shipped = tomllib.loads(file.read_text(encoding="utf-8"))
    titles = {
        "zh": f"{shipped['title']['zh']}（示范）",
        "en": f"{shipped['title']['en']} (demonstration)",
    }
    marked = {"code": CODE, "version": version, "title": titles, "accepts_demonstration": True}
    return shipped | marked | more


def _file(officer: Officer) -> None:
    """The officer's drawn portrait, and an issuer's look at the papers."""
    actor = acting(officer.login)
    filing.keep_photo(actor.id, image=cleaned(_portrait(actor.id)), actor=actor)
    filing.check_eligibility(actor.id, education="bachelor", actor=acting("issuer"))


def _portrait(number: int) -> bytes:
    """A drawn head and shoulders, a little different for each: nobody's face."""
    picture = Image.new("RGB", (480, 640), "#dfe6e2")
    pen = ImageDraw.Draw(picture)
    skin, cloth = ("#e8c9a8", "#dcb890", "#f0d6bb")[number % 3], "#26413a"
    pen.ellipse((60, 430, 420, 900), fill=cloth)
    pen.rectangle((205, 380, 275, 470), fill=skin)
    pen.ellipse((140, 130, 340, 420), fill=skin)
    pen.pieslice((125, 105, 355, 380), 180, 360, fill="#2a2522")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def _propose(officer: Officer, replaces: Credential | None = None) -> int:
    proposal = issuing.propose(
        person_with(officer.login).id,
        rule_code=CODE,
        actor=acting("issuer"),
        replaces_id=replaces.id if replaces else None,
    )
    return proposal.id


def _issued(officer: Officer, replaces: Credential | None = None) -> None:
    issuing.confirm(_propose(officer, replaces), actor=acting("issuer2"))


def _credential_of(officer: Officer) -> Credential:
    statement = select(Credential).where(Credential.person_id == person_with(officer.login).id)
    return db.session.scalars(statement).one()


def _change(officer: Officer) -> None:
    kind, reason_class, reason = CHANGES[officer.credential]
    asked = status.ask(
        _credential_of(officer).id,
        kind=kind,
        reason_class=reason_class,
        reason=reason,
        actor=acting("issuer"),
    )
    status.decide(asked.id, agreed=True, reason="", actor=acting("issuer2"))
