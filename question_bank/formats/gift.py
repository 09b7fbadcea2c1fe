"""GIFT, the plain-text format of Moodle."""

import re
from collections.abc import Mapping, Sequence

from core.errors import N_
from question_bank.formats.bounds import decoded
from question_bank.formats.format import Brought, Damaged, Sent
from question_bank.formats.gift_reading import read_gift
from question_bank.formats.gift_writing import write_gift
from question_bank.rules.document import Draft

_BEGINNING = 64 * 1024
_NAMED = re.compile(r"^\s{0,20}(?:::[^:\n]|\$CATEGORY:)", re.MULTILINE)
_BRACES = re.compile(r"(?<!\\)\{\s{0,20}(?:[=~#}]|(?:T|F|TRUE|FALSE)\s{0,20}[}#])")


class Gift:
    """Questions as text: `question {=right ~wrong}`."""

    name = "gift"
    label = N_("GIFT (Moodle)")
    suffix = ".gift"
    mimetype = "text/plain; charset=utf-8"
    reads = True
    writes = True

    def recognises(self, name: str, data: bytes) -> bool:
        """By its name, or by the braces with which it marks answers."""
        if name.lower().endswith((".gift", ".gift.txt")):
            return True
        try:
            text = decoded(_beginning(data))
        except Damaged:
            return False
        return bool(_NAMED.search(text) or _BRACES.search(text))

    def bring(self, data: bytes) -> Brought:
        """The questions that the file holds."""
        return read_gift(data)

    def send(self, drafts: Sequence[Draft], pictures: Mapping[str, bytes]) -> Sent:
        """The questions of the kinds that GIFT has."""
        return write_gift(drafts, pictures)


def _beginning(data: bytes) -> bytes:
    """Its first lines, none of them cut."""
    return data if len(data) <= _BEGINNING else data[:_BEGINNING].rpartition(b"\n")[0]
