"""What people type about competitions."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from accounts.forms import row_number
from core.forms import Form


class CompetitionForm(Form):
    """A new competition from one of the definitions that ship."""

    definition = SelectField(_("Kind of competition"))
    unit = SelectField(_("Unit"), coerce=row_number)
    title = StringField(_("Title in Chinese"), validators=[InputRequired(), Length(max=120)])
    title_en = StringField(_("Title in English"), validators=[Optional(), Length(max=160)])
    starts = DateTimeLocalField(_("Begins"), validators=[InputRequired()])
    ends = DateTimeLocalField(_("Ends"), validators=[InputRequired()])
    entries_close = DateTimeLocalField(_("Entries close"), validators=[InputRequired()])
    numbers_only = BooleanField(_("Show start numbers only, no names"))


class SeatForm(Form):
    """A judge's seat at a station."""

    person = SelectField(_("Judge"), coerce=row_number)
    place = SelectField(_("Station"))
    is_head = BooleanField(_("Head judge"))


class SittingForm(Form):
    """A sitting that is held for a round."""

    sitting = SelectField(_("Sitting"), coerce=row_number)
    round = SelectField(_("Round"))


class ReasonForm(Form):
    """Why."""

    reason = StringField(_("Reason"), validators=[DataRequired(), Length(max=500)])


class CorrectionForm(ReasonForm):
    """Other points for a line of the list."""

    points = DecimalField(_("Right points"), validators=[InputRequired(), NumberRange(min=0)])


class ObjectionForm(Form):
    """What an officer objects to."""

    text = TextAreaField(
        _("What I object to, and why"),
        validators=[DataRequired(), Length(max=2000)],
        render_kw={"rows": 4},
    )


class TeamForm(Form):
    """A team's name; its members are ticked."""

    name = StringField(_("Name of the team"), validators=[DataRequired(), Length(max=80)])
