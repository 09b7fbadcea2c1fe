"""What can be said about the files of courses: the codes, their messages, and a finding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from core.errors import N_


class Entry(NamedTuple):
    """The words of a code."""

    message: str
    mend: str


@dataclass(frozen=True)
class Finding:
    """One finding in a file; the message and the mend are message ids."""

    code: str
    path: str
    line: int
    message: str
    mend: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether it stops the import; codes CM1 do, CM2 do not."""
        return self.code.startswith("CM1")


CODES: dict[str, Entry] = {
    "CM100": Entry(N_("the file is not UTF-8 text"), N_("save it as UTF-8")),
    "CM101": Entry(
        N_("the file has no head, or its head is not closed"),
        N_("begin with '---', write the fields, and close with '---'"),
    ),
    "CM102": Entry(N_("this line of the head is no field"), N_("write 'name: value'")),
    "CM103": Entry(N_("unknown field '%(name)s'"), N_("use one of: %(allowed)s")),
    "CM104": Entry(N_("the field '%(name)s' stands twice"), N_("keep one of them")),
    "CM105": Entry(N_("the field '%(name)s' is missing"), N_("add it to the head")),
    "CM106": Entry(N_("'%(value)s' is no value for '%(name)s'"), N_("write %(allowed)s")),
    "CM107": Entry(N_("a fact marked C may not be taught"), N_("leave out what rests on it")),
    "CM108": Entry(
        N_("the module does not say what the reader can do afterwards"),
        N_("add a block '/// objectives' with a list"),
    ),
    "CM109": Entry(N_("a heading of the first level in the text"), N_("begin with '## '")),
    "CM110": Entry(N_("pictures and raw HTML are not shown"), N_("write it in words")),
    "CM111": Entry(N_("unknown block '%(name)s'"), N_("use one of: %(allowed)s")),
    "CM112": Entry(N_("a block is not closed"), N_("close it with as many '/' as it began with")),
    "CM113": Entry(
        N_("the fact %(fact)s is cited and not named in the head"), N_("add it to 'facts'")
    ),
    "CM114": Entry(
        N_("the languages disagree on '%(name)s'"), N_("make it the same as in the Chinese text")
    ),
    "CM115": Entry(
        N_("the module '%(module)s' stands in two files"), N_("keep one file a language")
    ),
    "CM116": Entry(N_("the module '%(module)s' has no Chinese text"), N_("add its file under zh/")),
    "CM117": Entry(
        N_("the course does not list the module '%(module)s'"),
        N_("add it to 'modules' in course.toml"),
    ),
    "CM118": Entry(
        N_("there is no file for the module '%(module)s'"),
        N_("write it, or take it out of 'modules'"),
    ),
    "CM119": Entry(N_("course.toml cannot be read: %(why)s"), N_("correct the line it names")),
    "CM120": Entry(N_("a folder without course.toml"), N_("add course.toml beside zh/ and en/")),
    "CM121": Entry(N_("the file name is not as agreed"), N_("name it like 02-inspection.md")),
    "CM122": Entry(
        N_("'%(module)s' belongs to another course too"), N_("list a module in one course")
    ),
    "CM123": Entry(N_("no courses here"), N_("name the folder that holds <course>/course.toml")),
    "CM124": Entry(N_("the question '%(id)s' is named twice"), N_("keep one of them")),
    "CM125": Entry(
        N_("'%(module)s' needs '%(before)s', which no course has"),
        N_("name a module that is there, or take it out of 'needs'"),
    ),
    "CM126": Entry(
        N_("the modules %(circle)s wait for each other"), N_("let one of them need none of these")
    ),
    "CM127": Entry(
        N_("the head names the module '%(name)s', and this is '%(module)s'"),
        N_("write module: %(module)s"),
    ),
    "CM128": Entry(
        N_("'%(module)s' stands in the course '%(course)s', which is not in this folder"),
        N_("bring both courses in together, with the module in one of them"),
    ),
    "CM129": Entry(
        N_("the fact ids of a heading or caption stand before its end"),
        N_("write them last, with nothing after the bracket"),
    ),
    "CM201": Entry(
        N_("%(count)s Chinese characters; 1,200 to 2,500 read well"),
        N_("shorten it, divide it, or say more"),
    ),
    "CM202": Entry(N_("no English text"), N_("add its file under en/")),
    "CM203": Entry(N_("%(count)s objectives"), N_("name three to five")),
    "CM204": Entry(N_("%(count)s self-check questions"), N_("name at least five")),
    "CM205": Entry(
        N_("'%(id)s' is no approved question of the practice pool"),
        N_("import and approve it, or take it out of 'checks'"),
    ),
    "CM206": Entry(
        N_("nothing in the text says that it is still to be checked"),
        N_("write 「%(words)s」 after what rests on such a fact"),
    ),
    "CM207": Entry(
        N_("the list of statutes has no '%(statute)s'"),
        N_("use a code of the list"),
    ),
    "CM208": Entry(
        N_("'%(statute)s' has %(count)s articles and no article %(article)s"),
        N_("correct the article"),
    ),
}


def found(code: str, path: str, line: int = 1, **values: object) -> Finding:
    """A finding with the words of its code."""
    entry = CODES[code]
    return Finding(code, path, line, entry.message, entry.mend, values)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop an import."""
    return [each for each in findings if each.is_error]
