"""QTI: packages of version 3.0 out, and of 3.0, 2.2 and 2.1 in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.errors import N_
from question_bank.formats.album import Album
from question_bank.formats.bounds import MOST_QUESTIONS, WHOLE, parsed_xml
from question_bank.formats.carried import Carried, told
from question_bank.formats.format import Brought, Damaged, Sent
from question_bank.formats.qti3_writing import content_package
from question_bank.formats.qti_cases import Found, together
from question_bank.formats.qti_names import in_plain_words
from question_bank.formats.qti_package import Entry, place_of, stimuli, unpacked
from question_bank.formats.qti_reading import item
from question_bank.formats.qti_texts import Texts
from question_bank.formats.telling import note
from question_bank.rules.document import Draft

_LOOKED_AT = 4096
_DIFFICULTIES = {
    "very easy": "easy",
    "easy": "easy",
    "difficult": "hard",
    "very difficult": "hard",
}


class Qti:
    """Question and Test Interoperability of 1EdTech."""

    name = "qti"
    label = "QTI 3.0"
    suffix = ".zip"
    mimetype = "application/zip"
    reads = True
    writes = True

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether a file of this name and content is probably of this format; it never raises."""
        if data.startswith(b"PK"):
            return b"imsmanifest.xml" in data
        beginning = data[:_LOOKED_AT].replace(b"\0", b"")
        is_ours = b"imsqti" in beginning or b"<questestinterop" in beginning
        return is_ours and b"<quiz" not in beginning

    def bring(self, data: bytes) -> Brought:
        """Everything the file holds; raises Damaged only where nothing of it can be read."""
        package = unpacked(data)
        if len(package.entries) > MOST_QUESTIONS:
            message, mend = (
                N_("more than 2,000 questions"),
                N_("divide the file into several files"),
            )
            raise Damaged(note("QI1165", WHOLE, message, mend))
        album, notes = Album(), list(package.notes)
        found: list[Found] = []
        read: list[Texts] = []
        for entry in package.entries:
            texts = Texts(place_of(entry.path), entry.path, album, package.opened)
            read.append(texts)
            found += _found(entry, texts)
        questions = together(found, package)
        notes += [each for texts in read for each in texts.notes]
        if not package.entries:
            notes.append(note("QI1166", WHOLE, N_("there is no question in the file")))
        return Brought(tuple(questions), tuple(notes), album.pictures)

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """The questions as a file; every loss is noted under the question's id."""
        return content_package(drafts, pictures)


def _found(entry: Entry, texts: Texts) -> list[Found]:
    """The question that an item is; a broken one is told, and the others are read."""
    try:
        root = in_plain_words(parsed_xml(entry.data))
    except Damaged as damaged:
        texts.notes.append(replace(damaged.note, place=texts.place))
        return []
    if root.tag != "assessmentItem":
        texts.told("QI1179", N_("this is no item of QTI"))
        return []
    carried = _carried(entry)
    came = item(root, texts, carried)
    if came is None:
        return []
    shared = tuple(texts.beside(address) for address in stimuli(root))
    return [Found(came, carried, texts, shared)]


def _carried(entry: Entry) -> Carried:
    """What the words of the metadata say, and its difficulty if they say none."""
    carried = told(entry.words)
    difficulty = _DIFFICULTIES.get(entry.difficulty.lower())
    if difficulty is None or "difficulty" in carried.fields:
        return carried
    return replace(carried, fields={**carried.fields, "difficulty": (difficulty,)})
