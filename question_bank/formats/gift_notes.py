"""What can be said about a GIFT file."""

from core.errors import N_
from question_bank.formats.format import Note, Place
from question_bank.rules.diagnostics import Entry, Severity

CODES: dict[str, Entry] = {
    "QI120": Entry(N_("there is no question in the file"), None),
    "QI121": Entry(N_("more than 2,000 questions"), N_("divide the file into several files")),
    "QI122": Entry(N_("a brace { is not closed before the next blank line"), N_("close it with }")),
    "QI123": Entry(N_("a brace } without its {"), N_(r"write \} where a brace is text")),
    "QI124": Entry(
        N_("a second pair of braces in one question"),
        N_("put a blank line between two questions; several gaps cannot be carried"),
    ),
    "QI125": Entry(
        N_("'%(text)s' is no answer of a kind that GIFT has"),
        N_("begin a right answer with = and a wrong one with ~"),
    ),
    "QI126": Entry(
        N_("the answer '%(text)s' has a * that stands for anything, which is not compared here"),
        N_(r"write out the accepted answers, or \\* for the mark itself"),
    ),
    "QI127": Entry(N_("'%(text)s' is no number"), N_("write it as 7, 7:0.5 or 6.5..7.5")),
    "QI128": Entry(
        N_("several numbers are fully right, and a question has one here"),
        N_("write a range, such as 6.5..7.5, or make two questions"),
    ),
    "QI129": Entry(N_("the pair '%(text)s' lacks its '->'"), N_("write it as = left -> right")),
    "QI220": Entry(N_("a comment is left out: %(text)s")),
    "QI221": Entry(
        N_("a text without braces asks nothing and is left out: %(text)s"),
        N_("join it to the question that it belongs to"),
    ),
    "QI222": Entry(N_("the category '%(path)s' is read as the topic '%(topic)s'")),
    "QI223": Entry(N_("the category '%(path)s' is kept as tags: %(tags)s")),
    "QI224": Entry(
        N_("options that earn a part of the points: read as a situational judgement"),
        N_("look at what each option earns"),
    ),
    "QI225": Entry(
        N_("the shares of the options cannot be carried: every right one earns the same here"),
        N_("look at how parts are marked"),
    ),
    "QI226": Entry(
        N_("'%(text)s' earned %(weight)s %% there and is left out"),
        N_("add it to the accepted answers if it is right"),
    ),
    "QI227": Entry(N_("feedback on an answer of this kind is joined to the rationale")),
    "QI228": Entry(
        N_("an answer in words: its rubric is still to be written"),
        N_("write what earns the points"),
    ),
    "QI229": Entry(N_("the right side '%(text)s' belongs to nothing and is left out")),
    "QI230": Entry(N_("'%(name)s' cannot be an id here, so the question gets a new one")),
    "QI231": Entry(N_("characters that no text may have were replaced by �")),
    "QI232": Entry(
        N_("wrong options cost nothing there; here each loses its share"),
        N_("write 'partial: subset' if a wrong one is to lose all"),
    ),
    "QI130": Entry(
        N_("the question '%(id)s' is of the kind '%(kind)s', which GIFT does not have; left out")
    ),
    "QI131": Entry(N_("the question '%(id)s' has errors and is left out"), N_("mend it first")),
    "QI132": Entry(N_("the question '%(id)s' has several blanks; GIFT has one; left out")),
    "QI133": Entry(
        N_("'->' stands in an answer of the question '%(id)s', which GIFT cannot write; left out")
    ),
    "QI134": Entry(N_("the question is larger than 20 KiB"), N_("shorten it")),
    "QI135": Entry(N_("the file is larger than 10 MiB"), N_("divide it")),
    "QI136": Entry(
        N_("%(count)s options are fully right, each on its own; here one is"),
        N_("give them shares, such as ~%%50%%, if all are to be chosen"),
    ),
    "QI240": Entry(
        N_("the question '%(id)s' keeps as tags, which Moodle does not act on: %(names)s")
    ),
    "QI241": Entry(N_("the pictures of the question '%(id)s' do not go with it")),
    "QI242": Entry(
        N_("Moodle gives part marks for the question '%(id)s', which is marked as a whole here")
    ),
    "QI243": Entry(N_("the question '%(id)s' loses its rubric in GIFT")),
}


def said(code: str, place: Place, **values: object) -> Note:
    """A note with the words of its code; QI1 codes are errors, QI2 codes warnings."""
    severity = Severity.ERROR if code.startswith("QI1") else Severity.WARNING
    entry = CODES[code]
    return Note(severity, code, place, entry.message, values, entry.mend)


def at_line(number: int) -> Place:
    """A line of the file."""
    return Place(N_("line %(line)s"), {"line": number})


def of_question(name: str) -> Place:
    """A question that goes out."""
    return Place(N_("question %(id)s"), {"id": name})


def short(text: str) -> str:
    """The beginning of a text, to name it by."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
