"""What a Moodle question has that ours has not: told by its name, so that nothing is silent."""

from xml.etree.ElementTree import Element

from core.errors import N_
from question_bank.formats.moodle_element import Read
from question_bank.formats.telling import number

_READ = frozenset(
    {"name", "questiontext", "generalfeedback", "defaultgrade", "idnumber", "single", "answer"}
    | {"shuffleanswers", "usecase", "units", "subquestion", "graderinfo", "tags", "gradingtype"}
    | {"selecttype", "image", "image_base64"}
)
_LOOKS = frozenset(
    {"answernumbering", "showstandardinstruction", "shownumcorrect", "responseformat", "layouttype"}
    | {"responserequired", "responsefieldlines", "numberingstyle", "selectcount", "showgrading"}
    | {"unitgradingtype", "unitpenalty", "showunits", "unitsleft", "correctresponsesfeedback"}
)
_USUAL = {
    "penalty": frozenset({"0", "0.1", "0.3333333", "1"}),
    "hidden": frozenset({"0"}),
    "attachments": frozenset({"0"}),
    "attachmentsrequired": frozenset({"0"}),
    "minwordlimit": frozenset({"0"}),
    "maxwordlimit": frozenset({"0"}),
    "maxbytes": frozenset({"0"}),
    "correctfeedback": frozenset({"Your answer is correct."}),
    "partiallycorrectfeedback": frozenset({"Your answer is partially correct."}),
    "incorrectfeedback": frozenset({"Your answer is incorrect."}),
}


def left_out(read: Read) -> None:
    """The names of all elements that say something and have no place here."""
    names = dict.fromkeys(
        each.tag
        for each in read.element
        if each.tag not in _READ | _LOOKS and _said(each) and not _is_usual(each)
    )
    if names:
        read.texts.told(
            "QI2185", N_("has no place here and is left out: %(names)s"), names=", ".join(names)
        )


def _said(element: Element) -> bool:
    return bool("".join(element.itertext()).strip())


def _is_usual(element: Element) -> bool:
    text = "".join(element.itertext()).strip().removeprefix("<p>").removesuffix("</p>")
    usual = _USUAL.get(element.tag, frozenset())
    value = number(text)
    return text in usual or (value is not None and value in map(number, usual))
