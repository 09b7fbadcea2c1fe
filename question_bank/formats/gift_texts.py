"""The texts of a GIFT file as Markdown, by the format that they state."""

import re
from typing import NamedTuple

from question_bank.formats.gift_cutting import LINE_BREAK, shown
from question_bank.formats.html import Loss, markdown_of, plain_as_markdown

_STATED = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_TAG = re.compile(r"</?(?:[a-zA-Z][a-zA-Z0-9]{0,15})(?:\s[^<>]{0,500})?/?>|&[a-z]{2,8};|&#\d{1,6};")
_CHINESE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_WRAPPED = re.compile(rf"(?<=[{_CHINESE}])\s*\n\s*|\s*\n\s*(?=[{_CHINESE}])")
AUTOMATIC = "moodle"


class Stated(NamedTuple):
    """A text and the format it is in."""

    form: str
    text: str


def stated(text: str, form: str = AUTOMATIC) -> Stated:
    """The text without its format's mark; without one it is in the format of its question."""
    match = _STATED.match(text)
    return Stated(match[1].lower(), text[match.end() :]) if match else Stated(form, text)


def as_markdown(each: Stated) -> tuple[str, tuple[Loss, ...]]:
    """The text as Markdown of ours, and what of it is lost."""
    if each.form == "markdown":
        return shown(each.text).strip(), ()
    if each.form == "html" or (each.form == AUTOMATIC and _TAG.search(shown(each.text))):
        markup = shown(each.text)
        if each.form == AUTOMATIC:
            markup = shown(_unwrapped(each.text).replace(LINE_BREAK, "<br>"))
        return markdown_of(markup, lambda _source: None)
    return plain_as_markdown(shown(_unwrapped(each.text))).strip(), ()


def as_plain(text: str) -> str:
    """The text on one line, without any format."""
    return " ".join(shown(text).split())


def _unwrapped(text: str) -> str:
    """A line that was only wrapped goes on; a stated end of a line is hidden here."""
    return re.sub(r"\s*\n\s*", " ", _WRAPPED.sub("", text))
