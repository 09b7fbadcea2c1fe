"""What can be said about a table of questions."""

from core.errors import N_
from question_bank.formats.bounds import WHOLE
from question_bank.formats.format import Damaged, Note, Place
from question_bank.rules.diagnostics import Entry, Severity

CODES: dict[str, Entry] = {
    "QI140": Entry(
        N_("this is a workbook of Excel 97-2003 (.xls)"), N_("save it as .xlsx and send that")
    ),
    "QI141": Entry(N_("the workbook is protected by a password"), N_("save it without one")),
    "QI142": Entry(
        N_("this workbook cannot be read"), N_("save it again as .xlsx, or as CSV UTF-8")
    ),
    "QI143": Entry(
        N_("no sheet has a row of headings with a column '题干' (Stem)"),
        N_("take the template, or name the columns as it does"),
    ),
    "QI144": Entry(N_("there is no question in the file")),
    "QI145": Entry(N_("more than 2,000 questions"), N_("divide the file into several files")),
    "QI146": Entry(N_("the cell holds the error %(value)s"), N_("write the text that is meant")),
    "QI147": Entry(
        N_("a formula that was never calculated"), N_("open the file in Excel and save it")
    ),
    "QI148": Entry(N_("a question without its text"), N_("write it, or empty the row")),
    "QI149": Entry(N_("unknown type '%(value)s'"), N_("use one of: %(allowed)s")),
    "QI150": Entry(N_("the type of this question cannot be told"), N_("fill in the column 题型")),
    "QI151": Entry(
        N_("the answer '%(value)s' is no option of the question"),
        N_("write the letters of the right options, such as B or ABD"),
    ),
    "QI152": Entry(N_("the answer '%(value)s' is neither right nor wrong"), N_("write 对 or 错")),
    "QI153": Entry(
        N_("%(blanks)s blanks and %(answers)s answers"),
        N_("write one answer for each blank, with ; between them"),
    ),
    "QI154": Entry(
        N_("the order '%(value)s' does not name each item once"),
        N_("write the letters in the right order, or leave the cell empty"),
    ),
    "QI155": Entry(
        N_("the case '%(value)s' does not stand above"), N_("put the row of the case first")
    ),
    "QI156": Entry(N_("the question '%(id)s' has errors and is left out"), N_("mend it first")),
    "QI157": Entry(
        N_("the question '%(id)s' is longer than a cell can be, or holds what none can; left out")
    ),
    "QI158": Entry(
        N_("the question '%(id)s' has more items than a sheet has columns; left out"), None
    ),
    "QI159": Entry(N_("a part of a case cannot be a case")),
    "QI160": Entry(N_("the CSV file cannot be read"), N_("save it again as CSV UTF-8")),
    "QI162": Entry(N_("the file is larger than 10 MiB"), N_("divide it")),
    "QI163": Entry(
        N_("a single choice with %(count)s right options"),
        N_("write 多选 as its type, or keep one"),
    ),
    "QI161": Entry(N_("a character of private use, which no text may have"), N_("remove it")),
    "QI250": Entry(N_("macros in the workbook are not read")),
    "QI251": Entry(N_("links to other workbooks are not followed")),
    "QI252": Entry(N_("comments on cells are not read")),
    "QI253": Entry(
        N_("pictures that lie on a sheet are not read"),
        N_("add them to the questions after the import"),
    ),
    "QI254": Entry(N_("bold, colours and the like inside cells are not read")),
    "QI255": Entry(N_("the hidden sheet is not read"), N_("show it if it is meant")),
    "QI256": Entry(N_("hidden rows are read as well, the first is row %(row)s")),
    "QI257": Entry(N_("hidden columns are read as well")),
    "QI258": Entry(N_("the sheet has no row of headings and is not read")),
    "QI259": Entry(N_("rows above the headings are not read: %(text)s")),
    "QI260": Entry(N_("%(count)s formulas, the first in %(first)s: their last values are read")),
    "QI261": Entry(N_("rows after the %(last)s-th are not read"), N_("divide the sheet")),
    "QI262": Entry(N_("columns after %(last)s are not read")),
    "QI263": Entry(N_("the column '%(heading)s' is not known and is left out")),
    "QI264": Entry(N_("the heading '%(heading)s' stands twice; the first column is read")),
    "QI265": Entry(
        N_("a date stands here and is read as %(value)s"), N_("write it as text if that is wrong")
    ),
    "QI266": Entry(
        N_("a number of more than fifteen digits, some of which Excel has lost"),
        N_("write it as text"),
    ),
    "QI267": Entry(N_("merged cells: their value holds for each of their rows")),
    "QI268": Entry(N_("a row without a question is left out")),
    "QI269": Entry(
        N_("a row that is marked as an example is left out"), N_("clear its 编号 if it is meant")
    ),
    "QI270": Entry(
        N_("'%(value)s' cannot be an id here, so the question gets a new one"),
        N_("use lower-case letters, digits, '-' and '.'"),
    ),
    "QI271": Entry(N_("'%(value)s' is no topic code and is kept as a tag")),
    "QI272": Entry(N_("an empty option between others is left out")),
    "QI273": Entry(N_("the question has no blank; one is put at its end")),
    "QI274": Entry(
        N_("the model answer becomes the rubric; nothing says what its parts are worth"),
        N_("look at the rubric"),
    ),
    "QI277": Entry(
        N_("'/' is read as part of the answer '%(value)s'"),
        N_("write | between accepted spellings"),
    ),
    "QI276": Entry(N_("the pictures of the question '%(id)s' do not go with it")),
    "QI275": Entry(N_("'%(value)s' does not belong to a question of this type and is left out")),
}


def said(code: str, place: Place, **values: object) -> Note:
    """A note with the words of its code; QI1 codes are errors, QI2 codes warnings."""
    severity = Severity.ERROR if code.startswith("QI1") else Severity.WARNING
    entry = CODES[code]
    return Note(severity, code, place, entry.message, values, entry.mend)


def damaged(code: str) -> Damaged:
    """The whole file cannot be read."""
    return Damaged(said(code, WHOLE))


def in_sheet(title: str) -> Place:
    """A sheet as a whole."""
    return Place(N_("sheet %(sheet)s"), {"sheet": title})


def in_cell(title: str | None, cell: str) -> Place:
    """One cell; a CSV file has no sheets."""
    if title is None:
        return Place(N_("cell %(cell)s"), {"cell": cell})
    return Place(N_("sheet %(sheet)s, cell %(cell)s"), {"sheet": title, "cell": cell})


def of_question(name: str) -> Place:
    """A question that goes out."""
    return Place(N_("question %(id)s"), {"id": name})
