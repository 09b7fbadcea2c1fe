"""Items that share a text are a case; an item that has one to itself begins with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from core.errors import N_
from question_bank.formats.bounds import parsed_xml
from question_bank.formats.carried import Carried, told
from question_bank.formats.format import Came, Damaged
from question_bank.formats.qti_names import code, in_plain_words
from question_bank.formats.qti_package import Package
from question_bank.formats.qti_texts import Texts
from question_bank.formats.telling import own_id


@dataclass(frozen=True)
class Found:
    """An item, what its words said, and the text that it shares."""

    came: Came
    carried: Carried
    texts: Texts
    shared: tuple[str, ...] = ()


def together(found: Sequence[Found], package: Package) -> list[Came]:
    """Items in their order, those side by side with the same shared text as one case."""
    questions: list[Came] = []
    for shared, items in groupby(found, key=lambda each: each.shared):
        group = list(items)
        is_case = len(shared) == 1 and (len(group) > 1 or "case" in group[0].carried.hints)
        if is_case:
            questions.append(_case(shared[0], group, package))
        else:
            questions += [_alone(each, package) for each in group]
    return questions


def _case(path: str, group: Sequence[Found], package: Package) -> Came:
    first = group[0]
    carried = told(package.words.get(path, ()))
    own = first.carried.hints.get("case")
    stem, name = _shared(path, first.texts, package)
    parts = tuple(_part(each.came, own) for each in group)
    return Came(
        "case",
        stem,
        first.came.place,
        fields=carried.fields,
        id=own_id(own or code(name)),
        name=name or None,
        parts=parts,
    )


def _part(came: Came, case: str | None) -> Came:
    """A part keeps the id that it has inside its case, and no language of its own."""
    fields = {name: values for name, values in came.fields.items() if name != "lang"}
    return replace(came, fields=fields, id=came.id if case else None)


def _alone(found: Found, package: Package) -> Came:
    stems = [_shared(path, found.texts, package)[0] for path in found.shared]
    stem = "\n\n".join(text for text in (*stems, found.came.stem) if text)
    return replace(found.came, stem=stem)


def _shared(path: str, texts: Texts, package: Package) -> tuple[str, str]:
    """The Markdown of a stimulus, and its name."""
    data = package.opened(path)
    if data is None:
        texts.told("QI1182", N_("the shared text '%(name)s' is not in the package"), name=path)
        return "", ""
    try:
        root = in_plain_words(parsed_xml(data))
    except Damaged as damaged:
        texts.told(damaged.note.code, damaged.note.message, damaged.note.mend)
        return "", ""
    return texts.at(path).markdown(root.find("stimulusBody")), root.get("identifier") or ""
