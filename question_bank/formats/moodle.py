"""Moodle XML: what Moodle imports and exports with all that its questions have."""

from collections.abc import Mapping, Sequence

from question_bank.formats import moodle_reading, moodle_writing
from question_bank.formats.format import Brought, Sent
from question_bank.rules.document import Draft

_LOOKED_AT = 4096


class Moodle:
    """Question files of Moodle, pictures inside."""

    name = "moodle"
    label = "Moodle XML"
    suffix = ".xml"
    mimetype = "application/xml"
    reads = True
    writes = True

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether a file of this name and content is probably of this format; it never raises."""
        beginning = data[:_LOOKED_AT].replace(b"\0", b"")
        return name.lower().endswith(".xml") and b"<quiz" in beginning

    def bring(self, data: bytes) -> Brought:
        """Everything the file holds; raises Damaged only where nothing of it can be read."""
        return moodle_reading.questions(data)

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """The questions as a file; every loss is noted under the question's id."""
        return moodle_writing.quiz(drafts, pictures)
