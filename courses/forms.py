"""What a reader's page tells of itself, notes, and where a new module is to stand."""

import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Regexp

from core.forms import Form
from core.language import CONTENT, content_language
from courses.queries.outline import current_courses, current_modules
from courses.rules.module_file import FORMS
from courses.rules.noting import MOST_CONTEXT, MOST_QUOTE, MOST_WORDS, Choice, Draft, tidied
from courses.rules.titles import in_both


class StretchForm(Form):
    """So many seconds at a module, and the section that was read last."""

    seconds = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=86_400)])
    anchor = StringField(validators=[Length(max=80), Regexp(r"[A-Za-z0-9._/*-]*\Z")])


class NewModuleForm(Form):
    """The code of a module that no course has yet, and its place as "course.position"."""

    code = StringField(
        _("Code"),
        validators=[
            InputRequired(),
            Length(max=32),
            Regexp(
                rf"(?:{FORMS['module'][0].pattern})\Z",
                message=_("A code is lower-case letters and a number, such as b8."),
            ),
        ],
        description=_("Lower-case letters and a number that no module has, such as b8."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    place = SelectField(_("Place in the course"))

    def __init__(self) -> None:
        """Every place of every course, in the reader's language."""
        super().__init__()
        self.place.choices = _places()

    @property
    def chosen(self) -> tuple[str, int]:
        """The course and the place in it, counted from 1."""
        course, _dot, position = str(self.place.data).partition(".")
        return course, int(position)


def _places() -> dict[str, list[tuple[str, str]]]:
    courses = current_courses()
    modules = current_modules(code for each in courses for code in each.modules)
    places: dict[str, list[tuple[str, str]]] = {}
    for course in courses:
        code = course.course.code
        after = [
            gettext("after %(code)s, %(module)s", code=each, module=_title(modules[each].titles))
            for each in course.modules
        ]
        title = _title(course.titles)
        first = gettext("first in %(course)s", course=title)
        places[title] = [
            (f"{code}.{number}", words) for number, words in enumerate([first, *after], start=1)
        ]
    return places


def _title(titles: dict[str, str]) -> str:
    return in_both(titles)[content_language()]


class WordsForm(Form):
    """What a note says."""

    words = StringField(
        filters=[tidied],
        validators=[
            Length(max=MOST_WORDS, message=_("A note has room for 5,000 characters; shorten it."))
        ],
    )

    @property
    def problem(self) -> str | None:
        """What is wrong, in a sentence."""
        return next((str(field.errors[0]) for field in self if field.errors), None)


class EditForm(WordsForm):
    """What a note is to say, and the version that was looked at while it was written."""

    base = StringField(default="")


class SentencesForm(WordsForm):
    """The sentence that was chosen, how many after it, and of which text they are."""

    edition = StringField()
    sentence = StringField()
    more = StringField()

    @property
    def choice(self) -> Choice:
        """What was sent, as it would be marked."""
        return Choice(
            edition=self.edition.data or "",
            number=_number(self.sentence.data),
            more=_number(self.more.data) or 0,
            words=self.words.data or "",
        )


def _number(sent: str | None) -> int | None:
    return int(sent) if sent and re.fullmatch(r"[0-9]{1,6}", sent) else None


class NoteForm(WordsForm):
    """A note on a module, with the passage it is about if there is one."""

    language = StringField(validators=[AnyOf(CONTENT.values())])
    quote = StringField(
        filters=[tidied],
        validators=[
            Length(max=MOST_QUOTE, message=_("A passage has room for 2,000 characters; mark less."))
        ],
    )
    before = StringField(filters=[tidied], validators=[Length(max=MOST_CONTEXT)])
    after = StringField(filters=[tidied], validators=[Length(max=MOST_CONTEXT)])

    @property
    def draft(self) -> Draft:
        """What was sent, as it would be kept."""
        return Draft(
            language=self.language.data or "",
            words=self.words.data or "",
            quote=self.quote.data or "",
            before=self.before.data or "",
            after=self.after.data or "",
        )
