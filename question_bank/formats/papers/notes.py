"""What can be said about a paper, by code; QI1 codes are errors, QI2 codes warnings."""

from core.errors import N_
from question_bank.formats.format import Note, Place
from question_bank.rules.diagnostics import Severity

NOTES: dict[str, tuple[str, str | None]] = {
    "QI170": (
        N_("no numbered question was found"),
        N_("begin each question with its number, as in '1．'"),
    ),
    "QI171": (
        N_("this looks like a question without its number, and was left out: '%(text)s'"),
        N_("begin each question with its number, as in '1．'"),
    ),
    "QI172": (
        N_("the answer '%(answer)s' names an option that is not there"),
        N_("correct the answer or add the option"),
    ),
    "QI173": (
        N_("%(answers)s answers for %(blanks)s blanks"),
        N_("give one answer for each blank, with '；' between them"),
    ),
    "QI174": (
        N_("two answers that differ: '%(first)s' and '%(other)s'; the first was taken"),
        N_("keep one of them"),
    ),
    "QI175": (
        N_("the answer '%(answer)s' cannot be understood"),
        N_("write it as in '答案：B', '答案：√' or '答案：BADC'"),
    ),
    "QI176": (
        N_("the kind of question '%(number)s' cannot be told"),
        N_("put it under a heading such as '一、单项选择题', or add '题型：'"),
    ),
    "QI177": (
        N_("the options are not lettered one after another: '%(letter)s' follows '%(before)s'"),
        N_("letter them A, B, C … and let each stand once"),
    ),
    "QI178": (
        N_("question '%(id)s' has no answers that could be written"),
        N_("mend it in the bank first"),
    ),
    "QI278": (
        N_("%(count)s lines left out that belong to no question: %(texts)s"),
        None,
    ),
    "QI286": (
        N_("no answer was found for question '%(number)s'"),
        N_("write '答案：' below it, or the answer in its brackets"),
    ),
    "QI279": (
        N_("question '%(number)s' follows '%(before)s'; something may be missing between them"),
        None,
    ),
    "QI204": (
        N_("the number '%(number)s' stands twice in its section"),
        N_("number the questions again, or check that none was typed twice"),
    ),
    "QI205": (
        N_("question '%(number)s' was taken as '%(kind)s', which nothing in the paper says"),
        N_("put it under a heading such as '一、单项选择题', or add '题型：'"),
    ),
    "QI206": (
        N_("text after the answer was taken as the explanation: '%(text)s'"),
        N_("write '解析：' before it"),
    ),
    "QI207": (
        N_("'或' was taken to stand between two accepted spellings in '%(answer)s'"),
        N_("write '/' between spellings, or '\\或' where it belongs to the answer"),
    ),
    "QI208": (
        N_("the answer '%(answer)s' was taken from how the options are marked"),
        N_("write it as '答案：%(answer)s' to be sure"),
    ),
    "QI209": (
        N_("the heading gives %(total)s points in all, the questions have %(sum)s"),
        N_("correct the heading or the points of the questions"),
    ),
    "QI210": (
        N_("the model answer became one line of the rubric, worth all the points"),
        N_("write it in several lines, each with its points as in '（2分）'"),
    ),
    "QI211": (
        N_("the answer list has '%(answer)s' for '%(number)s', and there is no such question"),
        N_("check the numbers"),
    ),
    "QI212": (
        N_("'%(name)s' cannot be the id of a question; it gets a new one"),
        N_("use lower-case letters, digits, '-' and '.'"),
    ),
    "QI213": (N_("lines that break off within a sentence were joined, first here"), None),
    "QI214": (
        N_("the topic '%(topic)s' is no code of the topic tree and became a tag"),
        N_("choose the topic for the whole file, or write its code"),
    ),
    "QI215": (
        N_("the answer says only which option is best: it earns 1, the others 0"),
        N_("write what each earns, as in '答案：A=3；B=1；C=0'"),
    ),
    "QI216": (
        N_("the points of the question cannot be told from the heading"),
        N_("write '每题2分' in the heading or '分值：' below the question"),
    ),
    "QI217": (
        N_("the question '%(number)s' has numbered parts and was taken as a case"),
        N_("number parts that belong together as （1）, （2） under '案例分析题'"),
    ),
    "QI218": (N_("'%(text)s' in the answer list belongs to no question and was left out"), None),
    "QI219": (N_("the answer was taken from what stands in the gap: '%(answer)s'"), None),
    "QI288": (
        N_("a paper has no place for what the rubric of '%(id)s' says to the candidate"),
        None,
    ),
    "QI289": (N_("%(count)s pictures are named in the text and cannot be in a text file"), None),
    "QI179": (
        N_("question '%(id)s' would not read back as it is, and was left out"),
        N_("send it as Markdown"),
    ),
    "QI287": (
        N_("'%(label)s' stands twice; the first was taken, not '%(text)s'"),
        N_("keep one of them"),
    ),
}


def noted(code: str, place: Place, /, **values: object) -> Note:
    """A note with the words of its code."""
    severity = Severity.ERROR if code.startswith("QI1") else Severity.WARNING
    message, mend = NOTES[code]
    return Note(severity, code, place, message, values, mend)
