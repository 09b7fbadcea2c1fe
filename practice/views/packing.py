"""A round as it is taken along: each question asked, and all that is told afterwards."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask import render_template

from courses.queries.places import Places, teaching_places
from practice.models import Round
from practice.queries.rounds import Posed, posed
from practice.views.showing import asked
from question_bank.kinds import KINDS
from question_bank.kinds.kind import LETTERS
from question_bank.models import Revision
from question_bank.views.feedback import after, tag_of

Json = dict[str, Any]


def pack_of(own: Round, language: str) -> Json:
    """Whose round it is, and its questions with their keys: the practice pool is no secret."""
    teaching = teaching_places()
    return {
        "person": own.person_id,
        "round": own.id,
        "at": own.at.isoformat(),
        "questions": [
            _question(each, each.revision, teaching, language)
            for each in posed(own)
            if each.revision and not each.answer
        ],
    }


def _question(here: Posed, revision: Revision, teaching: Places, language: str) -> Json:
    told = after(revision, here.order, None, Fraction(0), language)
    places = teaching.of(revision.details["facts"], revision.topic)
    return {
        "number": here.number,
        "kind": revision.kind,
        "topic": revision.topic,
        "tag": tag_of(revision, language),
        "asked": asked(here, revision, language),
        "head": render_template("practice/_offline_head.html", revision=revision),
        "told": render_template("practice/_offline_told.html", after=told, places=places),
        "marking": marking_of(revision.kind, revision.key, here.order, revision.partial),
    }


def marking_of(kind: str, key: Mapping[str, Any], order: Sequence[int], partial: str) -> Json:
    """What a device needs to mark for the time being, in the letters of the order shown."""
    if kind == "fill_blank":
        return {"blanks": key["blanks"], "partial": partial}
    if kind == "numeric":
        return {name: key[name] for name in ("number", "tolerance", "units")}
    if kind == "judgement":
        earns = key["earns"]
        return {"earns": {LETTERS[at]: earns[index] for at, index in enumerate(order)}}
    right = KINDS[kind].right(key, order)
    return {"right": right, "partial": partial, "size": len(order)}
