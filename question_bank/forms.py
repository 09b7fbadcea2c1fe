"""What people type about questions, besides the questions themselves."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, TextAreaField  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from core.language import content_language
from question_bank.kinds import KINDS
from question_bank.queries.content import topic_tree

POOLS = [
    SelectChoice("practice", _("Practice: shown freely, with feedback")),
    SelectChoice("exam", _("Exam: never shown outside a sitting")),
]
KIND_CHOICES = {
    "single": _("Single choice"),
    "multiple": _("Multiple choice"),
    "true_false": _("True or false"),
    "fill_blank": _("Fill in the blank"),
    "ordering": _("Put in order"),
    "judgement": _("Situational judgement"),
}


class NewQuestionForm(FlaskForm):  # type: ignore[misc]
    """What a new question begins with; a GET form, so it needs no token."""

    class Meta:
        """It changes nothing."""

        csrf = False

    kind = SelectField(_("Kind"))
    topic = SelectField(_("Topic"))
    pool = SelectField(
        _("Pool"), choices=POOLS, description=_("A question stays in its pool for ever.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the kinds there are, and the topics in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            SelectChoice(kind, KIND_CHOICES.get(kind, kind)) for kind in sorted(KINDS, key=_place)
        ]
        self.topic.choices = [
            SelectChoice(code, name, optgroup=above)
            for above, below in topic_choices().items()
            for code, name in below
        ]


class CommentForm(FlaskForm):  # type: ignore[misc]
    """Why something is decided."""

    comment = TextAreaField(
        _("Comment"), validators=[InputRequired(), Length(max=2000)], render_kw={"rows": 4}
    )


class ClearanceForm(FlaskForm):  # type: ignore[misc]
    """What was checked against the official text."""

    remark = TextAreaField(
        _("What you checked, and against which text"),
        validators=[InputRequired(), Length(max=500)],
        render_kw={"rows": 3},
    )


def topic_choices() -> dict[str, list[tuple[str, str]]]:
    """Topics grouped by the topic above them, in the reader's language."""
    tree, language = topic_tree(), content_language()
    return {
        tree.name(root.code, language): [
            (topic.code, tree.name(topic.code, language)) for topic in tree.under(root.code)
        ]
        for root in tree.roots()
    }


def _place(kind: str) -> int:
    names = list(KIND_CHOICES)
    return names.index(kind) if kind in names else len(names)
