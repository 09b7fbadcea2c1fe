"""The fields that the labels of a question give."""

import re
from collections.abc import Iterable

from question_bank.formats.papers import answers, texts, words
from question_bank.formats.papers.sheet import Label
from question_bank.formats.papers.work import Work

_KEPT = ("difficulty", "points", "pool", "confidence", "partial", "shuffle", "time", "lang",
    "tolerance", "unit")  # fmt: skip
_LISTS = ("fact", "enemies", "tags")
_REFS = re.compile(r"[；;][ \t\u3000]*(?=《|[a-z]+(?:-[a-z0-9]+)* \d)")


def take(work: Work, defaults: Iterable[Label]) -> None:
    """Every label but answer and explanation, as fields in canonical words."""
    labels: dict[str, list[Label]] = {}
    for label in work.asked.labels:
        labels.setdefault(label.name, []).append(label)
    for label in defaults:
        labels.setdefault(label.name, [label])
    for name in _KEPT:
        if name in labels:
            _one(work, name, labels[name])
    for name in _LISTS:
        if name in labels:
            value = "，".join(texts.one_line(label.lines) for label in labels[name])
            work.fields[name] = (words.understood(name, value),)
    if "ref" in labels:
        work.fields["ref"] = tuple(ref for label in labels["ref"] for ref in _refs(label))
    _topic(work, labels.get("topic", []))
    _id(work, labels.get("id", []))
    _points(work)


def _one(work: Work, name: str, labels: list[Label]) -> None:
    value = texts.one_line(labels[0].lines)
    for other in labels[1:]:
        if texts.one_line(other.lines) != value:
            text = texts.one_line(other.lines)
            work.note("QI287", other.place, label=other.word, text=text)
    if value:
        work.fields[name] = (words.understood(name, value),)


def _refs(label: Label) -> list[str]:
    """《…》第四十二条；《…》第三条 are two."""
    text = texts.one_line(label.lines)
    return [words.understood("ref", part) for part in _REFS.split(text) if part.strip()]


def _topic(work: Work, labels: list[Label]) -> None:
    for label in labels[:1]:
        topic = texts.one_line(label.lines)
        if words.is_topic(topic):
            work.fields["topic"] = (topic,)
        elif topic:
            tags = ", ".join([*work.fields.get("tags", ()), words.understood("tags", topic)])
            work.fields["tags"] = (words.understood("tags", tags),)
            work.note("QI214", label.place, topic=topic)


def _id(work: Work, labels: list[Label]) -> None:
    for label in labels[:1]:
        name = texts.one_line(label.lines)
        if words.is_id(name):
            work.id = name
        elif name:
            work.name = name
            work.note("QI212", label.place, name=name)


def _points(work: Work) -> None:
    """Points in brackets at the stem go before those of the heading, a label before both."""
    for at in (-1, 0) if work.stem else ():
        line = work.stem[at]
        found = None if line.is_verbatim else answers.points_in(line.text)
        if found and found[1]:
            work.stem[at] = line.with_text(found[1])
            work.fields.setdefault("points", (found[0],))
            return
    section = work.asked.section
    if (
        section.total
        and not section.each
        and len(section.questions) == 1
        and section.kind != "case"
    ):
        work.fields.setdefault("points", (section.total,))
    if section.each and not section.is_each_blank and work.asked.parent is None:
        work.fields.setdefault("points", (section.each,))
