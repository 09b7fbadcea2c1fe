"""What people ask of the trail."""

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from accounts.forms import LARGEST_ID
from oversight.rules.acts import ACT_NAMES, SUBJECT_NAMES
from oversight.rules.trail import GROUPS, Wanted, group_of


class TrailForm(FlaskForm):  # type: ignore[misc]
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


class CheckForm(FlaskForm):  # type: ignore[misc]
    """What a witness kept, to check the trail against."""

    checkpoints = MultipleFileField(
        _("Checkpoints that a witness kept"),
        description=_(
            "If you have some. With them a cut end, a history written anew and an old backup "
            "are found too."
        ),
        render_kw={"accept": ".json,application/json"},
    )


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
