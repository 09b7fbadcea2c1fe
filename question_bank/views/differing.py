"""What two revisions have set differently, field by field, in the reader's words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext

from core.errors import N_
from core.language import content_language
from question_bank.kinds import KINDS
from question_bank.kinds.kind import Json
from question_bank.models import Revision
from question_bank.queries.content import topic_tree
from question_bank.views.reviewing import rests_on

NOTHING = "–"
WORDS = {
    "easy": N_("easy"),
    "medium": N_("medium"),
    "hard": N_("hard"),
    "none": N_("all or nothing"),
    "proportional": N_("each right choice earns its share"),
    "subset": N_("right choices alone earn their share"),
    "adjacent": N_("one swap of neighbours earns a third"),
}


@dataclass(frozen=True)
class Difference:
    """A field that is not the same in both; the label is a message id."""

    label: str
    before: str
    after: str


def differences(before: Revision, after: Revision) -> list[Difference]:
    """The fields that differ, in the order in which they are written."""
    return [
        Difference(label, old, new)
        for label, words in _FIELDS.items()
        for old, new in [(words(before) or NOTHING, words(after) or NOTHING)]
        if old != new
    ]


def _word(name: str) -> str:
    return str(gettext(WORDS[name])) if name in WORDS else name


def _number(value: object) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _joined(words: Iterable[object]) -> str:
    return str(gettext(", ")).join(map(str, words))


def _listed(name: str) -> Callable[[Revision], str]:
    return lambda revision: _joined(revision.details.get(name, ()))


def _refs(revision: Revision) -> str:
    return _joined(rests_on(revision.details["refs"], content_language()))


def _pictures(revision: Revision) -> str:
    shown = {(each.picture.name, each.picture.digest[:8]) for each in revision.pictures}
    return _joined(f"{name} ({digest})" for name, digest in sorted(shown))


def _key(revision: Revision) -> str:
    return key_in_words(revision.kind, revision.key, revision.size)


def key_in_words(kind: str, key: Json, size: int) -> str:
    """The right answer in a line, in the letters of the bank."""
    parts = key.get("parts")
    if isinstance(parts, list):
        return "; ".join(f"{at}. {_part(part)}" for at, part in enumerate(parts, 1))
    for name in ("earns", "rubric"):
        if name in key:
            return _joined(_several(key[name]))
    if "blanks" in key:
        return _joined(" | ".join(each) for each in _several(key["blanks"]))
    if "number" in key:
        return " ± ".join(str(key[each]) for each in ("number", "tolerance"))
    right = KINDS[kind].right(key, range(size))
    if isinstance(right, bool):
        return str(gettext("True") if right else gettext("False"))
    return _joined(str(each).upper() for each in _several(right))


def _part(part: Json) -> str:
    kind, key = str(part["kind"]), part["key"]
    return key_in_words(kind, key, KINDS[kind].size(key)) if isinstance(key, dict) else NOTHING


def _several(value: object) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


_FIELDS: dict[str, Callable[[Revision], str]] = {
    N_("Topic"): lambda each: topic_tree().name(each.topic, content_language()),
    N_("Kind"): lambda each: str(gettext(KINDS[each.kind].label)),
    N_("Difficulty"): lambda each: f"{_word(each.difficulty)} ({_number(each.expected)})",
    N_("Points"): lambda each: _number(each.points),
    N_("Key"): _key,
    N_("Part marks"): lambda each: _word(each.partial),
    N_("Articles"): _refs,
    N_("Facts"): _listed("facts"),
    N_("Confidence"): lambda each: each.confidence or "",
    N_("Options in any order"): lambda each: str(gettext("yes") if each.shuffle else gettext("no")),
    N_("Seconds"): lambda each: str(each.seconds),
    N_("Never together with"): _listed("enemies"),
    N_("Tags"): _listed("tags"),
    N_("Pictures"): _pictures,
}
