"""What can be said about a question file: the codes, their messages, and a finding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from core.errors import N_


class Severity(StrEnum):
    """An error stops the import of its file; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Fix:
    """A replacement of whole lines, first to last, that an editor can apply."""

    first: int
    last: int
    text: str


@dataclass(frozen=True)
class Diagnostic:
    """One finding at a place in a file; the message and the mend are message ids."""

    code: str
    severity: Severity
    line: int
    column: int
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    mend: str | None = None
    fix: Fix | None = None


class Entry(NamedTuple):
    """The words of a code."""

    message: str
    mend: str | None = None


CODES: dict[str, Entry] = {
    "QB100": Entry(N_("the file is larger than 1 MiB"), N_("divide it into several files")),
    "QB101": Entry(N_("a question without an id"), N_("write the id after '##'")),
    "QB102": Entry(
        N_("'%(id)s' cannot be an id"),
        N_("use lower-case letters, digits, '-' and '.', 64 characters at most"),
    ),
    "QB103": Entry(
        N_("the id '%(id)s' stands twice, first in line %(first)s"),
        N_("give each question an id of its own"),
    ),
    "QB104": Entry(
        N_("single-choice question has %(count)s correct options"),
        N_("write 'type: multiple' or clear one"),
    ),
    "QB105": Entry(N_("no option is marked as correct"), N_("mark it with [x]")),
    "QB106": Entry(
        N_("unknown field '%(name)s'"),
        N_("correct the name, or put a blank line before the question text"),
    ),
    "QB107": Entry(
        N_("this line stands among the fields and is not one"),
        N_("put a blank line before the question text"),
    ),
    "QB108": Entry(N_("the field '%(name)s' stands twice"), N_("keep one of them")),
    "QB109": Entry(N_("unknown type '%(value)s'"), N_("use one of: %(allowed)s")),
    "QB111": Entry(N_("the type of this question cannot be told"), N_("add a 'type' field")),
    "QB112": Entry(N_("no topic is given"), N_("add 'topic' to the question or the file's head")),
    "QB113": Entry(N_("unknown topic '%(value)s'"), N_("use a code of the topic tree")),
    "QB114": Entry(N_("no pool is given"), N_("add 'pool: practice' or 'pool: exam'")),
    "QB115": Entry(
        N_("'%(value)s' is no value for '%(name)s'"),
        N_("use one of: %(allowed)s"),
    ),
    "QB116": Entry(N_("'%(value)s' is no number for '%(name)s'"), N_("write %(allowed)s")),
    "QB117": Entry(N_("fewer than 2 options"), N_("give 2 to 10 options")),
    "QB118": Entry(N_("more than 10 options"), N_("give 2 to 10 options")),
    "QB119": Entry(
        N_("the same option stands twice, first in line %(first)s"),
        N_("change or remove one of them"),
    ),
    "QB120": Entry(N_("the question text is empty"), N_("write it after the fields")),
    "QB121": Entry(N_("an option is empty"), N_("write its text or remove it")),
    "QB122": Entry(N_("an option without its box"), N_("begin it with '%(box)s'")),
    "QB123": Entry(
        N_("a task list inside an option"), N_("write plain list items inside an option")
    ),
    "QB124": Entry(N_("a heading inside a question"), N_("make it bold text instead")),
    "QB125": Entry(
        N_("text after the answers that would be shown to nobody"),
        N_("move it before the answers, or join it to the rationale with '>'"),
    ),
    "QB126": Entry(
        N_("a question of type '%(kind)s' without its answers"),
        N_("add a list such as: %(box)s"),
    ),
    "QB127": Entry(N_("a blank without an answer"), N_("write the answer between {{ and }}")),
    "QB128": Entry(N_("no blank in a fill-in question"), N_("write one as {{answer}}")),
    "QB129": Entry(N_("a blank inside a table"), N_("move it out of the table")),
    "QB130": Entry(N_("a blank is not closed"), N_("close it with }}, or write \\{{ for text")),
    "QB131": Entry(N_("no answer is given"), N_("add 'answer: true' or 'answer: false'")),
    "QB132": Entry(
        N_("a true-or-false question with a list of options"),
        N_("remove the list or the 'answer' field"),
    ),
    "QB133": Entry(
        N_("'%(name)s: %(value)s' does not belong to the type '%(kind)s'"), N_("remove the line")
    ),
    "QB134": Entry(
        N_("the picture '%(name)s' is not in the media folder"),
        N_("put it there and write media/name.png"),
    ),
    "QB135": Entry(N_("the picture '%(name)s' is missing"), N_("add it to the media folder")),
    "QB136": Entry(N_("more than 2,000 questions"), N_("divide the file into several files")),
    "QB137": Entry(N_("the question is larger than 20 KiB"), N_("shorten it")),
    "QB138": Entry(N_("a code fence is not closed"), N_("close it with the same marks")),
    "QB139": Entry(N_("the head of the file is not closed"), N_("close it with a line '---'")),
    "QB140": Entry(N_("a character that cannot be stored"), N_("remove it")),
    "QB141": Entry(N_("no option earns anything"), N_("give the best option a number above 0")),
    "QB142": Entry(
        N_("the languages %(first)s and %(other)s disagree on '%(name)s'"),
        N_("make them the same; %(first)s is the model"),
    ),
    "QB143": Entry(
        N_("the pool of '%(id)s' is '%(stored)s' and cannot become '%(value)s'"),
        N_("write it as a new question with a new id"),
    ),
    "QB144": Entry(
        N_("the question names itself as its enemy"), N_("remove the id from 'enemies'")
    ),
    "QB145": Entry(
        N_("the picture '%(name)s' cannot be read"),
        N_("use a PNG, JPEG, GIF or WebP picture of 5 MiB and 30 million pixels at most"),
    ),
    "QB146": Entry(N_("no number is given"), N_("add 'answer: 7' with the right number")),
    "QB147": Entry(
        N_("a question for a number with a list of options"),
        N_("remove the list or the 'answer' field"),
    ),
    "QB148": Entry(N_("a row of the table is not a pair"), N_("write two cells: | left | right |")),
    "QB149": Entry(
        N_("the rubric gives %(total)s points and the question %(points)s"),
        N_("write 'points: %(total)s', or correct the rubric"),
    ),
    "QB150": Entry(
        N_("the parts are worth %(total)s points and the case %(points)s"),
        N_("leave out 'points', or correct them"),
    ),
    "QB151": Entry(N_("more than 20 lines in the rubric"), N_("give 1 to 20 lines")),
    "QB152": Entry(
        N_("a case without parts"), N_("begin each part with '### ' and a short name of its own")
    ),
    "QB153": Entry(N_("more than 20 parts"), N_("divide the case into several")),
    "QB154": Entry(
        N_("a part cannot be a case itself"), N_("write it as a question of another type")
    ),
    "QB155": Entry(
        N_("'%(name)s' belongs to the whole case, not to a part"), N_("move the line to the case")
    ),
    "QB201": Entry(N_("no rationale"), N_("add why, as a '> quote' at the end")),
    "QB202": Entry(
        N_("no 'ref' to the rule that decides"), N_("add one, e.g. 'ref: penalty-law 42'")
    ),
    "QB203": Entry(N_("the correct option is clearly the longest"), N_("make the lengths alike")),
    "QB204": Entry(
        N_("an option such as 'all of the above'"), N_("name what is meant, or leave it out")
    ),
    "QB205": Entry(
        N_("'%(word)s' stands only in wrong options"), N_("use absolute words in none or in both")
    ),
    "QB206": Entry(
        N_("'%(word)s' makes the question negative and is not emphasised"),
        N_("ask positively, or write it in bold"),
    ),
    "QB207": Entry(
        N_("'%(word)s' of the question text stands only in the correct option"),
        N_("use other words, or the same in all options"),
    ),
    "QB208": Entry(
        N_("the options are of mixed length or form"), N_("make them alike in length and form")
    ),
    "QB209": Entry(
        N_("nearly the same as '%(other)s'"), N_("ask for another decision, or remove one")
    ),
    "QB210": Entry(
        N_("%(count)s of %(total)s correct options stand at position %(letter)s"),
        N_("spread them over the positions"),
    ),
    "QB211": Entry(
        N_("'%(code)s' is not in the list of statutes"), N_("correct it, or add the statute")
    ),
    "QB212": Entry(
        N_("'%(code)s' has %(count)s articles and no article %(article)s"),
        N_("correct the article"),
    ),
    "QB213": Entry(N_("'%(code)s' is no longer in force"), N_("name the statute that replaced it")),
    "QB214": Entry(
        N_("full-width characters; meant is '%(meant)s'"), N_("'format' puts this right")
    ),
    "QB215": Entry(N_("two options earn the most"), N_("let one option be the best")),
    "QB216": Entry(N_("no 'fact' that the question rests on"), N_("add 'fact' with its id")),
    "QB217": Entry(N_("no 'confidence' is given"), N_("add 'confidence'")),
    "QB218": Entry(
        N_("confidence '%(value)s' in the exam pool"),
        N_("move it to the practice pool until it is checked"),
    ),
    "QB219": Entry(
        N_("the picture '%(name)s' has no caption"),
        N_("say in the brackets what it shows, for those who cannot see it"),
    ),
    "QB220": Entry(
        N_("article %(article)s of '%(code)s' is no longer in force since %(version)s"),
        N_("name the article that replaced it"),
    ),
}


def found(
    code: str, line: int, /, *, column: int = 1, fix: Fix | None = None, **values: object
) -> Diagnostic:
    """A finding with the words of its code; QB1 codes are errors, QB2 codes warnings."""
    severity = Severity.ERROR if code.startswith("QB1") else Severity.WARNING
    entry = CODES[code]
    return Diagnostic(code, severity, line, column, entry.message, values, entry.mend, fix)


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those that stop an import."""
    return [each for each in diagnostics if each.severity is Severity.ERROR]
