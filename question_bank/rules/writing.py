"""From a document to its canonical text."""

from collections.abc import Sequence

from question_bank.kinds import KINDS
from question_bank.rules.document import Document, Draft
from question_bank.rules.fields import Field
from question_bank.rules.reading import read

_QUESTION = 2


def canonical(document: Document) -> str:
    """The one way to write a document; reading it gives the same document.

    What would not read back as it was (a broken question) is left as it was written.
    """
    if document.untouched is not None:
        return document.untouched
    text = _text(document, [_cut(draft) for draft in document.drafts])
    if read(text) == document:
        return text
    return _text(document, [_faithful(draft, document) for draft in document.drafts])


def is_canonical(document: Document, text: str) -> bool:
    """Whether a text, of which this is the document, is in canonical form."""
    return document.untouched is None and text == _text(document, list(map(_cut, document.drafts)))


def written(draft: Draft) -> str:
    """A question alone as its parts make it, whether it reads back as it is or not."""
    return _text(Document(), [_cut(draft)])


def _text(document: Document, questions: Sequence[str]) -> str:
    parts = [_front(document.front), document.prose, *questions]
    text = "\n\n".join(part for part in parts if part)
    return f"{text}\n" if text else ""


def _front(front: Sequence[Field] | None) -> str:
    return "" if front is None else "\n".join(["---", *_field_lines(front), "---"])


def _faithful(draft: Draft, document: Document) -> str:
    """The question cut up and put together, if that says the same; else as it was written."""
    text = _cut(draft)
    types = tuple(each for each in document.defaults if each.name == "type")
    alone = read(_text(Document(front=types), [text]))
    return text if alone.drafts == (draft,) else _uncut(draft)


def _cut(draft: Draft, level: int = _QUESTION) -> str:
    if draft.answer is None or draft.kind is None:
        return _uncut(draft)
    kind = KINDS[draft.kind]
    parts = [
        _heading(draft, level),
        draft.stem,
        f"{'#' * (level + 1)} {kind.heading}" if kind.heading else "",
        "\n".join(kind.write(draft.answer)),
        _rationale(draft),
        *(_cut(part, level + 1) for part in draft.answer.parts),
    ]
    return "\n\n".join(part for part in parts if part)


def _uncut(draft: Draft) -> str:
    return "\n\n".join(part for part in (_heading(draft), draft.body) if part)


def _heading(draft: Draft, level: int = _QUESTION) -> str:
    return "\n".join([f"{'#' * level} {draft.id}".rstrip(), *_field_lines(draft.fields)])


def _rationale(draft: Draft) -> str:
    if draft.rationale is None:
        return ""
    return "\n".join(f"> {line}".rstrip(" ") for line in draft.rationale.split("\n"))


def _field_lines(fields: Sequence[Field]) -> list[str]:
    return [f"{each.name}: {each.value}".rstrip() if each.name else each.value for each in fields]
