"""Pictures of questions: checked, written anew and kept; what a text's names mean."""

import re
import secrets
from collections.abc import Mapping
from hashlib import sha256

from accounts.queries import demand
from accounts.rules.duties import Right
from audit.actions import record
from core.actor import Actor
from core.clock import now
from core.database import transaction
from core.errors import N_, Refused
from core.pictures import Encoded, NoPicture, TooManyPixels, encoded
from question_bank.acts import QuestionAct
from question_bank.models import Picture
from question_bank.queries.pictures import Named, same_as
from question_bank.rules.pictures import Place

LARGEST_PICTURE = 5 * 1024 * 1024
_LONGEST_SLUG = 40
_OTHER = re.compile(r"[^a-z0-9\u4e00-\u9fff]+")


def keep_picture(filename: str, data: bytes, *, actor: Actor) -> Picture:
    """Keep an upload as `media/<its name>-<digest>`; the same picture twice is one picture."""
    demand(actor, Right.WRITE_QUESTIONS)
    picture = read_picture(data)
    digest = sha256(picture.data).hexdigest()
    return keep_named(f"media/{_slug(filename)}-{digest[:8]}{picture.suffix}", picture, actor=actor)


def keep_named(name: str, picture: Encoded, *, actor: Actor) -> Picture:
    """Keep a picture under the name that a file gives it."""
    digest = sha256(picture.data).hexdigest()
    with transaction() as session:
        demand(actor, Right.WRITE_QUESTIONS)
        kept = same_as(name, digest, actor)
        if kept:
            return kept
        kept = Picture(
            token=secrets.token_urlsafe(32),
            name=name,
            digest=digest,
            mimetype=picture.mimetype,
            width=picture.width,
            height=picture.height,
            data=picture.data,
            by_id=actor.id,
            at=now(),
        )
        session.add(kept)
        session.flush()
        record(
            QuestionAct.PICTURE_KEPT,
            actor,
            subject=("question_picture", kept.id),
            name=name,
            digest=digest,
        )
    return kept


def read_picture(data: bytes) -> Encoded:
    """The picture written anew; refused with the reason where it cannot be read."""
    if len(data) > LARGEST_PICTURE:
        raise Refused(N_("The picture is larger than 5 MB. Send a smaller one."))
    try:
        return encoded(data)
    except TooManyPixels as problem:
        message = N_("The picture has more than 30 million pixels. Send a smaller one.")
        raise Refused(message) from problem
    except NoPicture as problem:
        message = N_("This is not a picture that we can read. Send a PNG, JPEG, GIF or WebP file.")
        raise Refused(message) from problem


def places(named: Mapping[str, Picture]) -> dict[str, Place]:
    """Where each picture is shown from: an address that nobody can guess."""
    return {
        name: Place(f"/pictures/{picture.token}", picture.width, picture.height)
        for name, picture in named.items()
    }


def digests(named: Named) -> dict[str, dict[str, str]]:
    """What the pictures hold, by language and name, as a fingerprint takes it."""
    return {
        language: {name: picture.digest for name, picture in each.items()}
        for language, each in named.items()
    }


def _slug(filename: str) -> str:
    name = filename.replace("\\", "/").rpartition("/")[2].lower()
    return _OTHER.sub("-", name.rpartition(".")[0] or name)[:_LONGEST_SLUG].strip("-") or "picture"
