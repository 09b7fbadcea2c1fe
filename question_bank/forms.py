"""What people type about questions, besides the questions themselves."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (  # type: ignore[attr-defined]
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from core.errors import N_, Missing
from core.forms import Form
from core.language import content_language
from question_bank.actions.sending import WRITERS
from question_bank.formats import FORMATS
from question_bank.formats.markdown import Markdown
from question_bank.kinds import KINDS
from question_bank.queries.content import topic_tree
from question_bank.rules.lifecycle import State
from question_bank.rules.lines import Place, place_of

POOLS = [
    SelectChoice("practice", _("Practice: shown freely, with feedback")),
    SelectChoice("exam", _("Exam: never shown outside a sitting")),
]


LANGUAGES = [SelectChoice("zh", _("Chinese")), SelectChoice("en", _("English"))]
DIFFICULTIES = [
    SelectChoice("easy", _("Easy")),
    SelectChoice("medium", _("Medium")),
    SelectChoice("hard", _("Hard")),
]
STATES = {
    State.DRAFT: _("Draft"),
    State.IN_REVIEW: _("In review"),
    State.APPROVED: _("Approved"),
    State.SUSPENDED: _("Suspended"),
    State.RETIRED: _("Retired"),
}


class NewQuestionForm(Form):
    """What a new question begins with; a GET form, so it needs no token."""

    class Meta:
        """It changes nothing."""

        csrf = False

    kind = SelectField(_("Kind"), default="single")
    topic = SelectField(_("Topic"))
    pool = SelectField(
        _("Pool"), choices=POOLS, description=_("A question stays in its pool for ever.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the kinds there are, and the topics in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind, gettext(KINDS[kind].label)) for kind in KINDS]
        self.topic.choices = _topics_by_root()


class CommentForm(Form):
    """Why something is decided."""

    comment = TextAreaField(
        _("Comment"), validators=[InputRequired(), Length(max=2000)], render_kw={"rows": 4}
    )


class FigureAnswerForm(Form):
    """What is done about odd figures; whoever keeps the question says why."""

    statistic = HiddenField(validators=[InputRequired(), Regexp(r"[0-9]{1,18}$")])
    decision = RadioField(choices=[SelectChoice("keep", ""), SelectChoice("change", "")])
    reason = TextAreaField(_("Why it stays as it is, or what is to be changed"))

    def validate_reason(self, field: TextAreaField) -> None:
        """Keeping needs a reason; nothing is longer than 500 characters."""
        if len(field.data or "") > 500:
            raise ValidationError(gettext("At most 500 characters, please."))
        if self.decision.data == "keep" and not (field.data or "").strip():
            raise ValidationError(gettext("Please say why it stays as it is."))


class ReturnForm(Form):
    """What is said besides remarks on lines, where there are some."""

    comment = TextAreaField(
        _("Comment"),
        validators=[Length(max=2000)],
        description=_("May stay empty: the remarks on lines say why."),
        render_kw={"rows": 4},
    )


class RemarkForm(Form):
    """What somebody says about a line, which is written as `zh:12`."""

    line = HiddenField()
    words = TextAreaField(
        _("Your remark"), validators=[InputRequired(), Length(max=1000)], render_kw={"rows": 3}
    )

    @property
    def place(self) -> Place:
        """The line that the form is about."""
        found = place_of(self.line.data or "")
        if found is None:
            raise Missing(N_("This text has no such line."))
        return found


class ClearanceForm(Form):
    """What was checked against the official text."""

    remark = TextAreaField(
        _("What you checked, and against which text"),
        validators=[InputRequired(), Length(max=500)],
        render_kw={"rows": 3},
    )


class UploadForm(Form):
    """A file of questions or a text of them, and what stands where it says nothing itself."""

    file = FileField(
        _("File"), description=_("At most 10 MiB and 2,000 questions."), render_kw={"accept": ""}
    )
    text = TextAreaField(
        _("Or the text of a paper"),
        description=_("As it is typed: 1．…… A．…… B．…… 答案：B 解析：……"),
        render_kw={"rows": 8},
    )
    format = SelectField(_("Format"))
    topic = SelectField(_("Topic"), description=_("Where a question states one, that holds."))
    pool = SelectField(_("Pool"), description=_("A question stays in its pool for ever."))
    lang = SelectField(_("Language"), choices=LANGUAGES)
    difficulty = SelectField(_("Difficulty"), choices=DIFFICULTIES, default="medium")

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the formats that are read, and the topics in the reader's language."""
        super().__init__(*args, **kwargs)
        able = [each for each in FORMATS.values() if each.reads]
        suffixes = [Markdown.suffix, *(each.suffix for each in able)]
        self.file.render_kw = {"accept": ",".join(dict.fromkeys(suffixes))}
        self.format.choices = [
            SelectChoice("", _("Find out by itself")),
            *(SelectChoice(each.name, gettext(each.label)) for each in able),
            SelectChoice(Markdown.name, gettext(Markdown.label)),
        ]
        self.topic.choices = [SelectChoice("", _("As the file says")), *_topics_by_root()]
        self.pool.choices = [SelectChoice("", _("As the file says")), *POOLS]

    @property
    def defaults(self) -> dict[str, str]:
        """The fields of a question that states none."""
        return {
            each.name: each.data or ""
            for each in (self.topic, self.pool, self.lang, self.difficulty)
        }


class SendingForm(Form):
    """Which questions leave, and in which format; a GET form, so it needs no token."""

    class Meta:
        """It changes nothing."""

        csrf = False

    format = SelectField(_("Format"))
    lang = SelectField(_("Language"), choices=LANGUAGES)
    topic = SelectField(_("Topic"))
    pool = SelectField(
        _("Pool"),
        choices=[
            SelectChoice("", _("Both pools")),
            SelectChoice("practice", _("Practice pool")),
            SelectChoice("exam", _("Exam pool")),
        ],
    )
    state = SelectField(
        _("State"),
        choices=[
            SelectChoice("", _("Any state, as the newest revision has it")),
            *(SelectChoice(str(state), name) for state, name in STATES.items()),
        ],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the formats that are written, and all topics with those above them."""
        super().__init__(*args, **kwargs)
        self.format.choices = [
            SelectChoice(each.name, gettext(each.label)) for each in WRITERS.values()
        ]
        tree, language = topic_tree(), content_language()
        self.topic.choices = [
            SelectChoice("", _("All topics")),
            *(SelectChoice(each.code, tree.name(each.code, language)) for each in tree.all),
        ]


def topic_choices() -> dict[str, list[tuple[str, str]]]:
    """Topics grouped by the topic above them, in the reader's language."""
    tree, language = topic_tree(), content_language()
    return {
        tree.name(root.code, language): [
            (topic.code, tree.name(topic.code, language)) for topic in tree.under(root.code)
        ]
        for root in tree.roots()
    }


def _topics_by_root() -> list[SelectChoice]:
    return [
        SelectChoice(code, name, optgroup=above)
        for above, below in topic_choices().items()
        for code, name in below
    ]
