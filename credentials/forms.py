"""What people type about credentials."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from core.forms import Form
from credentials.rules.conditions import EDUCATION_NAMES
from credentials.rules.status import KIND_NAMES, REASON_CLASSES, Kind


class PhotoForm(Form):
    """A portrait."""

    photo = FileField(
        _("Portrait photo"),
        description=_("JPEG or PNG, upright, at most 2 MB. It is cut to 3:4 and written anew."),
        validators=[FileRequired()],
        render_kw={"accept": "image/jpeg,image/png"},
    )


class EligibilityForm(Form):
    """What an issuer saw in the papers."""

    education = SelectField(_("Education that the papers show"), validators=[InputRequired()])

    def offer(self) -> None:
        """Name the choices in the reader's language; none is chosen beforehand."""
        named = [(code, gettext(name)) for code, name in EDUCATION_NAMES.items()]
        self.education.choices = [("", gettext("Choose …")), *named]


class ReasonForm(Form):
    """Why."""

    reason = StringField(_("Reason"), validators=[DataRequired(), Length(max=500)])


class StatusForm(ReasonForm):
    """A change of status: the public is told the class of reason, never the reason."""

    change = SelectField(_("Change"))

    def offer(self, kinds: tuple[Kind, ...]) -> None:
        """Name each allowed change with each of its classes of reason."""
        self.change.choices = [
            (f"{kind}/{code}", f"{gettext(KIND_NAMES[kind])}: {gettext(name)}")
            for kind in kinds
            for code, name in REASON_CLASSES[kind].items()
        ]


class WaiverForm(ReasonForm):
    """A condition of the gate waived for one person until a day."""

    condition = SelectField(_("Condition"))
    until = DateField(_("Until"), validators=[InputRequired()])
