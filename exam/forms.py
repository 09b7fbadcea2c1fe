"""What examiners and officers type about sittings."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]
    DateTimeLocalField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional


class SittingForm(FlaskForm):  # type: ignore[misc]
    """A planned sitting. Times are in the unit's zone."""

    blueprint = SelectField(_("Blueprint"), coerce=int)
    unit = SelectField(_("Unit"), coerce=int)
    title = StringField(_("Title in Chinese"), validators=[InputRequired(), Length(max=120)])
    title_en = StringField(_("Title in English"), validators=[Optional(), Length(max=160)])
    place = StringField(_("Place"), validators=[Optional(), Length(max=120)])
    opens = DateTimeLocalField(_("Opens at"), validators=[InputRequired()])
    closes = DateTimeLocalField(
        _("Last start at"),
        description=_("Whoever starts by then has the full time from their own start."),
        validators=[InputRequired()],
    )


class ExtraTimeForm(FlaskForm):  # type: ignore[misc]
    """Extra time for one candidate."""

    minutes = IntegerField(_("Extra minutes"), validators=[InputRequired(), NumberRange(0, 240)])
    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class LateEntryForm(FlaskForm):  # type: ignore[misc]
    """An officer who comes after the sealing."""

    person = SelectField(_("Officer"), coerce=int)
    language = SelectField(
        _("Language of the paper"),
        choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")],
    )
    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])
