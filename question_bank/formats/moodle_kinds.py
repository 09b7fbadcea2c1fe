"""How each kind of question of ours is written as a question type of Moodle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from core.errors import N_
from core.markdown import rendered
from question_bank.formats import cloze
from question_bank.formats.format import Came
from question_bank.formats.html import words_of
from question_bank.formats.leaving import FIRST_GAP
from question_bank.formats.moodle_texts import Outgoing
from question_bank.formats.rubrics import as_list
from question_bank.formats.telling import note, rounded

GAP = "_____"
_GRADES = frozenset(
    Fraction(*each)
    for each in (
        (1, 1), (9, 10), (5, 6), (4, 5), (3, 4), (7, 10), (2, 3), (3, 5), (1, 2), (2, 5), (1, 3),
        (3, 10), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (1, 9), (1, 10), (1, 20), (0, 1),
    )
)  # fmt: skip
"""The shares that Moodle has in its list; it can be told to take the nearest for any other."""

Hints = Mapping[str, str | None]


@dataclass(frozen=True)
class Kind:
    """A question type there: its name, what stands as its text, and what follows."""

    name: Callable[[Came], str]
    add: Callable[[Element, Came, Outgoing], Hints]
    asked: Callable[[Came], str] = lambda came: rendered(came.stem)
    has_grade: Callable[[Came], bool] = lambda _: True


def _named(name: str) -> Callable[[Came], str]:
    return lambda _: name


def _add_options(question: Element, single: str, came: Came) -> None:
    SubElement(question, "single").text = single
    shuffled = "false" if came.fields.get("shuffle") == ("no",) else "true"
    SubElement(question, "shuffleanswers").text = shuffled
    SubElement(question, "answernumbering").text = "ABCD"


def _add_answers(question: Element, came: Came, shares: list[Fraction], texts: Outgoing) -> None:
    for choice, share in zip(came.choices, shares, strict=True):
        percent = rounded(share * 100, 5)
        answer = texts.add(question, "answer", choice.text, fraction=percent)
        texts.add(answer, "feedback", choice.feedback)


def _single(question: Element, came: Came, texts: Outgoing) -> Hints:
    _add_options(question, "true", came)
    _add_answers(question, came, [Fraction(each.is_right) for each in came.choices], texts)
    return {}


def _multiple(question: Element, came: Came, texts: Outgoing) -> Hints:
    """A wrong choice takes everything there, or its share where ours does."""
    _add_options(question, "false", came)
    right = sum(each.is_right for each in came.choices)
    wrong = len(came.choices) - right
    partial = _partial(came)
    lost = Fraction(1, wrong or 1) if partial == "proportional" else Fraction(1)
    gained = Fraction(1, right or 1)
    shares = [gained if each.is_right else -lost for each in came.choices]
    _add_answers(question, came, shares, texts)
    _tell_parts(came, texts)
    return {}


def _judgement(question: Element, came: Came, texts: Outgoing) -> Hints:
    worths = [int(each.worth or 0) for each in came.choices]
    best = max(worths)
    shares = [Fraction(each, best) for each in worths]
    _add_options(question, "true", came)
    _add_answers(question, came, shares, texts)
    told = [N_("an option may earn less than nothing; it is a single choice there")]
    if any(abs(share) not in _GRADES for share in shares):
        told.append(N_("Moodle lists no such grade; let it take the nearest when importing"))
    texts.notes += [note("QI2165", texts.place, each) for each in told]
    return {"type": "judgement", "best": str(best)}


def _true_false(question: Element, came: Came, texts: Outgoing) -> Hints:
    for word in ("true", "false"):
        fraction = "100" if came.answer == word else "0"
        answer = SubElement(question, "answer", {"fraction": fraction, "format": "plain_text"})
        SubElement(answer, "text").text = word
        texts.add(answer, "feedback", None)
    return {}


def _is_one_gap(came: Came) -> bool:
    """Whether a line in the text can show where the only gap is."""
    shown = came.stem.replace("\\_", "_").replace(chr(FIRST_GAP), "_")
    return len(came.blanks) == 1 and "__" not in shown


def _gapped(came: Came) -> str:
    """The text with its gaps; braces that are text are no gaps there."""
    if _is_one_gap(came):
        return rendered(came.stem).replace(chr(FIRST_GAP), GAP)
    gaps = {FIRST_GAP + at: cloze.written(each) for at, each in enumerate(came.blanks)}
    return rendered(came.stem).replace("{", "&#123;").translate(gaps)


def _fill_blank(question: Element, came: Came, texts: Outgoing) -> Hints:
    if not _is_one_gap(came):
        _tell_parts(came, texts)
        return {}
    SubElement(question, "usecase").text = "0"
    for spelling in came.blanks[0]:
        answer = SubElement(question, "answer", {"fraction": "100", "format": "plain_text"})
        SubElement(answer, "text").text = spelling.replace("*", "\\*")
        texts.add(answer, "feedback", None)
    return {}


def _numeric(question: Element, came: Came, texts: Outgoing) -> Hints:
    answer = SubElement(question, "answer", {"fraction": "100", "format": "plain_text"})
    SubElement(answer, "text").text = came.answer
    texts.add(answer, "feedback", None)
    SubElement(answer, "tolerance").text = came.tolerance or "0"
    if came.unit:
        unit = SubElement(SubElement(question, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = came.unit
    SubElement(question, "unitgradingtype").text = "0"
    SubElement(question, "unitpenalty").text = "0"
    SubElement(question, "showunits").text = "0" if came.unit else "3"
    return {}


def _ordering(question: Element, came: Came, texts: Outgoing) -> Hints:
    settings = {
        "layouttype": "VERTICAL",
        "selecttype": "ALL",
        "selectcount": str(len(came.choices)),
        "gradingtype": "ALL_OR_NOTHING",
        "showgrading": "HIDE",
        "numberingstyle": "none",
        "shownumcorrect": "0",
    }
    for name, value in settings.items():
        SubElement(question, name).text = value
    for at, choice in enumerate(came.choices, start=1):
        texts.add(question, "answer", choice.text, fraction=f"{at}")
    if _partial(came) != "none":
        message = N_("part marks for one swap of neighbours are not given there")
        texts.notes.append(note("QI2165", texts.place, message))
    return {}


def _matching(question: Element, came: Came, texts: Outgoing) -> Hints:
    shuffled = "false" if came.fields.get("shuffle") == ("no",) else "true"
    SubElement(question, "shuffleanswers").text = shuffled
    for choice in came.choices:
        row = texts.add(question, "subquestion", choice.text)
        right = words_of(choice.pair or "")
        SubElement(SubElement(row, "answer"), "text").text = right
        if right != choice.pair:
            message = N_("the right side '%(text)s' becomes plain text")
            texts.notes.append(note("QI2165", texts.place, message, text=choice.pair))
    _tell_parts(came, texts)
    if came.heads is None:
        return {}
    texts.notes.append(
        note("QI2165", texts.place, N_("the titles of the two columns are not shown there"))
    )
    return {"heads": "|".join(each.replace("|", "/") for each in came.heads)}


def _short_answer(question: Element, came: Came, texts: Outgoing) -> Hints:
    SubElement(question, "responseformat").text = "editor"
    SubElement(question, "responserequired").text = "1"
    SubElement(question, "attachments").text = "0"
    texts.add(question, "graderinfo", as_list(came.choices))
    texts.notes.append(
        note("QI2165", texts.place, N_("the rubric is only information for graders there"))
    )
    return {}


def _case(question: Element, came: Came, texts: Outgoing) -> Hints:
    message = N_("the case is a description there, and its parts are questions of their own")
    texts.notes.append(note("QI2165", texts.place, message))
    return {"type": "case"}


def _partial(came: Came) -> str:
    return "".join(came.fields.get("partial", ())) or "none"


def _tell_parts(came: Came, texts: Outgoing) -> None:
    """Moodle always gives part marks for these."""
    if _partial(came) == "none" and (len(came.choices) > 1 or len(came.blanks) > 1):
        message = N_("Moodle gives part marks for this question, which is marked as a whole here")
        texts.notes.append(note("QI2165", texts.place, message))


KINDS: dict[str, Kind] = {
    "single": Kind(_named("multichoice"), _single),
    "multiple": Kind(_named("multichoice"), _multiple),
    "judgement": Kind(_named("multichoice"), _judgement),
    "true_false": Kind(_named("truefalse"), _true_false),
    "fill_blank": Kind(
        lambda came: "shortanswer" if _is_one_gap(came) else "cloze",
        _fill_blank,
        asked=_gapped,
        has_grade=_is_one_gap,
    ),
    "numeric": Kind(_named("numerical"), _numeric),
    "ordering": Kind(_named("ordering"), _ordering),
    "matching": Kind(_named("matching"), _matching),
    "short_answer": Kind(_named("essay"), _short_answer),
    "case": Kind(_named("description"), _case, has_grade=lambda _: False),
}
