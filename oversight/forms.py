"""What people ask of the trail, and type about statutes."""

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from accounts.forms import LARGEST_ID
from core.errors import Refused
from core.forms import Form
from core.http import translated
from oversight.rules.acts import ACT_NAMES, SUBJECT_NAMES
from oversight.rules.trail import GROUPS, Wanted, group_of
from question_bank.rules.articles import HIGHEST, read_articles
from question_bank.rules.statutes import Version


class TrailForm(Form):
    """The filters of the trail; a GET form, so it needs no token."""

    class Meta:
        """It changes nothing."""

        csrf = False

    act = SelectField(_("Act"), default="")
    person = StringField(_("Who did it"), validators=[Length(max=64)])
    unit = StringField(_("Unit, and those below it"), validators=[Length(max=120)])
    since = DateField(_("From"), validators=[Optional()])
    until = DateField(_("To"), validators=[Optional()])
    kind = SelectField(_("On what"), default="")
    number = StringField(_("Its number"), validators=[Length(max=64)])
    refusals = BooleanField(_("Only what was refused"))
    after = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer every act and group, and every kind of thing, by name."""
        super().__init__(*args, **kwargs)
        self.act.choices = [SelectChoice("", gettext("any")), *_act_choices()]
        names = {kind: gettext(name) for kind, name in SUBJECT_NAMES.items()}
        self.kind.choices = [SelectChoice("", gettext("anything")), *names.items()]

    def validate_until(self, field: DateField) -> None:
        """The last day is not before the first."""
        if isinstance(self.since.data, date) and field.data and field.data < self.since.data:
            raise ValidationError(gettext("This day is before the first one."))

    @property
    def wanted(self) -> Wanted:
        """What was asked for; nothing narrows it if something cannot be understood."""
        return Wanted(
            act=self.act.data or "",
            person=(self.person.data or "").strip(),
            unit=(self.unit.data or "").strip(),
            since=self.since.data,
            until=self.until.data,
            kind=self.kind.data or "",
            number=(self.number.data or "").strip(),
            refusals=self.refusals.data,
            after=self.after.data or 0,
        )


class CheckForm(Form):
    """What a witness kept, to check the trail against."""

    checkpoints = MultipleFileField(
        _("Checkpoints that a witness kept"),
        description=_(
            "If you have some. With them a cut end, a history written anew and an old backup "
            "are found too."
        ),
        render_kw={"accept": ".json,application/json"},
    )


class VersionForm(Form):
    """A new version of a statute; articles as people list them."""

    name = StringField(
        _("Name of the version"),
        validators=[DataRequired(), Length(max=64)],
        description=_("Usually the year, as 2026."),
    )
    adopted = DateField(_("Adopted on"), validators=[Optional()])
    in_force = DateField(_("In force from"), validators=[InputRequired()])
    changed = TextAreaField(
        _("Articles that are new or changed"),
        validators=[Length(max=4000)],
        description=_(
            "For example: 42, 44-46, 55-1, or 第四十二条、第五十五条之一. "
            "44-46 is three articles, 55-1 is one."
        ),
        render_kw={"rows": 2},
    )
    removed = TextAreaField(
        _("Articles that are there no more"),
        validators=[Length(max=4000)],
        description=_("If the version took some out."),
        render_kw={"rows": 2},
    )
    articles = IntegerField(
        _("How many articles it has now"),
        validators=[Optional(), NumberRange(1, HIGHEST)],
        description=_("If that has changed."),
    )
    remark = TextAreaField(
        _("Note"),
        validators=[Length(max=2000)],
        render_kw={"rows": 2},
        description=_("Where the new text was read, and what matters in it."),
    )

    def validate_in_force(self, field: DateField) -> None:
        """A version is not in force before it was adopted."""
        if isinstance(self.adopted.data, date) and field.data and field.data < self.adopted.data:
            raise ValidationError(gettext("This day is before the day of adoption."))

    def validate_changed(self, field: TextAreaField) -> None:
        """What stands there must be articles."""
        _demand_articles(field)

    def validate_removed(self, field: TextAreaField) -> None:
        """What stands there must be articles."""
        _demand_articles(field)

    @property
    def version(self) -> Version:
        """What was typed, once it was found valid."""
        return Version(
            name=(self.name.data or "").strip(),
            adopted=self.adopted.data,
            in_force=self.in_force.data,
            changed=read_articles(self.changed.data or ""),
            removed=read_articles(self.removed.data or ""),
            articles=self.articles.data,
        )


class WordForm(Form):
    """Why a trainer finds a text still right, or a reviewer does not."""

    note = TextAreaField(_("Note"), validators=[DataRequired(), Length(max=2000)])


def _demand_articles(field: TextAreaField) -> None:
    try:
        read_articles(field.data or "")
    except Refused as refusal:
        raise ValidationError(translated(refusal)) from refusal


def _act_choices() -> list[SelectChoice]:
    return [
        SelectChoice(code, name, optgroup=gettext(group_name))
        for group, group_name in GROUPS.items()
        for code, name in _of_group(group)
    ]


def _of_group(group: str) -> list[tuple[str, str]]:
    """The whole group, then each act in it."""
    acts = [(act, gettext(name)) for act, name in ACT_NAMES.items() if group_of(act) == group]
    name = gettext("%(group)s: all", group=gettext(GROUPS[group]))
    return [(group, name), *acts] if acts else []
