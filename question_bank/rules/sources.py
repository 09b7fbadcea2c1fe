"""The Markdown of one question alone, as a revision keeps it, and the draft that it holds."""

from collections.abc import Sequence
from dataclasses import replace

from question_bank.rules.document import Document, Draft
from question_bank.rules.fields import Field, in_order
from question_bank.rules.reading import read
from question_bank.rules.writing import canonical, is_canonical, written

NEVER_INHERITED = frozenset({"lang", "answer"})


def sources_in(document: Document, text: str) -> dict[str, str]:
    """The canonical Markdown of each question of a file alone, with what the file's head gave it.

    What is in canonical form has been read back already; anything else is read once more.
    """
    front = document.defaults
    if not is_canonical(document, text):
        text = canonical(document)
        document = read(text)
    if is_canonical(document, text) and all(each.name != "type" for each in front):
        return {draft.id: written(_alone(draft, front)) for draft in document.drafts}
    return {draft.id: source_of(draft, front) for draft in document.drafts}


def source_of(draft: Draft, front: Sequence[Field]) -> str:
    """The canonical Markdown of a question alone, with what its file's head gave it."""
    return canonical(read(canonical(Document(drafts=(_alone(draft, front),)))))


def _alone(draft: Draft, front: Sequence[Field]) -> Draft:
    names = {each.name for each in draft.fields} | NEVER_INHERITED
    fields = [
        *(each for each in front if each.name not in names),
        *(each for each in draft.fields if each.name != "lang"),
    ]
    return replace(draft, fields=in_order(fields))


def draft_of(source: str, language: str) -> Draft:
    """The draft that a stored source holds."""
    draft = read(source).drafts[0]
    return in_language(draft, language)


def in_language(draft: Draft, language: str) -> Draft:
    """The draft as a text in this language, whatever its fields leave out."""
    return replace(draft, settings=replace(draft.settings, lang=language))
