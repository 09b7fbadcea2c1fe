"""What examiners and officers type about sittings."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from accounts.rules.names import tidy_remark
from core.forms import Form
from exam.rules.dossier import PART_NAMES, Part
from exam.rules.entrance import read_ranges
from exam.rules.safe_browser import read_keys


def tidied(text: str | None) -> str | None:
    """A remark without anything unseen in it."""
    return tidy_remark(text) if text else text


def in_paragraphs(text: str | None) -> str | None:
    """A longer text without anything unseen in it; its lines stay."""
    return "\n".join(map(tidy_remark, text.splitlines())).strip() if text else text


class SittingForm(Form):
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


class ExtraTimeForm(Form):
    """Extra time for one candidate: in minutes, or as a share of the sitting's time."""

    minutes = IntegerField(_("Extra minutes"), validators=[Optional(), NumberRange(0, 240)])
    percent = IntegerField(
        _("Or percent of the time"), validators=[Optional(), NumberRange(0, 200)]
    )
    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])

    def says_one(self) -> bool:
        """Whether exactly one of the two was written."""
        return (self.minutes.data is None) != (self.percent.data is None)


class MessageForm(Form):
    """A word to a room or to everyone (0)."""

    text = TextAreaField(
        _("Message"), filters=[tidied], validators=[DataRequired(), Length(max=500)]
    )
    room = SelectField(_("To whom"), coerce=int, default=0)


class PauseForm(Form):
    """Why the clock of a room or of everyone (0) is stopped."""

    reason = StringField(
        _("Reason"),
        description=_("The candidates read it."),
        filters=[tidied],
        validators=[DataRequired(), Length(max=500)],
        render_kw={"autocomplete": "off"},
    )
    room = SelectField(_("Whom"), coerce=int, default=0)


class RoomForm(Form):
    """A room with the addresses of its devices."""

    name = StringField(
        _("Name of the room"), filters=[tidied], validators=[DataRequired(), Length(max=60)]
    )
    addresses = TextAreaField(
        _("Network addresses"),
        description=_(
            "One range a line, like 10.20.3.0/24. Leave it empty if the room has none of its own."
        ),
        validators=[Optional(), Length(max=2_000)],
    )


class RemarkForm(Form):
    """What an examiner makes of the signals."""

    text = TextAreaField(
        _("Your remark"),
        description=_("The candidate reads it, with your name, once their exam has ended."),
        filters=[tidied],
        validators=[DataRequired(), Length(max=500)],
    )


class LateEntryForm(Form):
    """An officer who comes after the sealing."""

    person = SelectField(_("Officer"), coerce=int)
    language = SelectField(
        _("Language of the paper"),
        choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")],
    )
    reason = StringField(_("Reason"), validators=[InputRequired(), Length(max=200)])


class VoidingForm(Form):
    """Why an attempt should count for nothing."""

    reason = StringField(
        _("Reason"),
        description=_("The supervisor and, once it is voided, the candidate read it."),
        filters=[tidied],
        validators=[DataRequired(), Length(max=500)],
        render_kw={"autocomplete": "off"},
    )


class VoidingAnswerForm(Form):
    """A supervisor's answer."""

    agreed = RadioField(choices={"yes": "", "no": ""})
    reason = StringField(filters=[tidied], validators=[Optional(), Length(max=500)])


class RegradeForm(Form):
    """Why a sitting should be marked anew, and what the preview came to."""

    reason = TextAreaField(
        _("Reason"),
        description=_("The supervisor and the candidates whose result changes read it."),
        filters=[tidied],
        validators=[DataRequired(), Length(max=500)],
        render_kw={"rows": 3, "autocomplete": "off"},
    )
    digest = StringField(validators=[DataRequired(), Length(max=64)])


class RegradeAnswerForm(Form):
    """A supervisor's answer to a regrade."""

    agreed = RadioField(choices={"yes": "", "no": ""})
    reason = StringField(filters=[tidied], validators=[Optional(), Length(max=500)])


class RecoveryForm(Form):
    """A file with what a candidate's browser kept."""

    file = FileField(
        _("File of the candidate"),
        description=_("The exam page makes it: Keep my answers in a file."),
        validators=[FileRequired(_("Choose a file."))],
    )
    reason = StringField(
        _("Reason"),
        description=_("What happened, so that others can follow it later."),
        filters=[tidied],
        validators=[DataRequired(), Length(max=500)],
        render_kw={"autocomplete": "off"},
    )
    accepts_claims = BooleanField(
        _("Also count answers without a receipt, on my responsibility"),
    )


class PanelForm(Form):
    """A panel that is convened to set a standard."""

    blueprint = SelectField(_("Blueprint"), coerce=int)
    unit = SelectField(_("Unit"), coerce=int)
    sitting = SelectField(
        _("What is rated"),
        coerce=int,
        default=0,
        description=_(
            "Of a sealed sitting the panel rates what stands on its papers; blueprint and unit "
            "are then the sitting's."
        ),
    )
    title = StringField(_("Title"), filters=[tidied], validators=[DataRequired(), Length(max=120)])
    target = TextAreaField(
        _("Who is barely qualified"),
        description=_(
            "What an officer can do, and cannot do yet, who passes and has nothing to spare. The "
            "judges agree on this before the first estimate, and read it beside every question."
        ),
        validators=[DataRequired(), Length(max=2_000)],
        render_kw={"rows": 6},
    )


class DossierForm(Form):
    """What a dossier is to do without."""

    without = SelectMultipleField(coerce=Part)


def dossier_form() -> DossierForm:
    """The form with its choices in the reader's language; nothing is left out at first."""
    form = DossierForm()
    form.without.choices = [(str(part), gettext(name)) for part, name in PART_NAMES.items()]
    return form


def _ranges(form: Form, field: TextAreaField) -> None:
    """Address ranges that can be read."""
    try:
        read_ranges(field.data or "")
    except ValueError as wrong:
        words = gettext("%(text)s is no address or range of addresses.", text=str(wrong)[:60])
        raise ValidationError(words) from wrong


class AccessForm(Form):
    """Who may start, and from where."""

    access_code = StringField(
        _("Access code"),
        description=_(
            "6 to 16 letters and digits. Large and small letters are the same, and so are "
            "letters and digits that look alike. Left empty, no code is asked for."
        ),
        validators=[
            Optional(),
            Length(6, 16),
            Regexp(r"^[A-Za-z0-9]+$", message=_("Only letters and digits.")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    addresses = TextAreaField(
        _("Addresses of the sitting"),
        description=_(
            "One address or range a line, for example 10.20.0.0/16 or 2001:db8::/32. "
            "Left empty, candidates may start anywhere."
        ),
        validators=[Length(max=4000), _ranges],
        render_kw={"rows": 3, "spellcheck": "false"},
    )
    browser_keys = TextAreaField(
        _("Browser Exam Keys"),
        description=_(
            "One key a line, 64 digits and letters a to f, one for each version of the browser. "
            "They are accepted beside the settings' own key."
        ),
        validators=[Length(max=4000)],
        render_kw={"rows": 3, "spellcheck": "false"},
    )

    def validate_browser_keys(self, field: TextAreaField) -> None:
        """Keys that can be read."""
        try:
            read_keys(field.data or "")
        except ValueError as wrong:
            words = gettext("%(text)s is no Browser Exam Key.", text=str(wrong)[:80])
            raise ValidationError(words) from wrong


def access_form(rooms: Iterable[tuple[int, str]], **values: object) -> AccessForm:
    """The form with a field for the addresses of each room, by id and name."""
    fields = {
        f"room_{room_id}": TextAreaField(
            name,
            validators=[Length(max=4000), _ranges],
            render_kw={"rows": 2, "spellcheck": "false"},
        )
        for room_id, name in rooms
    }
    form: AccessForm = type("AccessForm", (AccessForm,), fields)(**values)
    return form


class ScreenForm(Form):
    """What the candidates' screens must be."""

    watches_focus = BooleanField(_("Note when the exam page loses the focus"))
    asks_full_screen = BooleanField(_("Ask for the full screen, and note when it is left"))
    safe_browser = BooleanField(_("Only in Safe Exam Browser"))
    quit_password = PasswordField(
        _("Password that ends Safe Exam Browser"),
        description=_("Only its hash is kept. Left empty, what is set stays."),
        validators=[Optional(), Length(max=100)],
        render_kw={"autocomplete": "new-password"},
    )
    no_quit_password = BooleanField(_("Take the password away"))
    quit_address = StringField(
        _("Address that ends Safe Exam Browser"),
        description=_("May be left empty. Opening this page ends the browser."),
        validators=[
            Optional(),
            Length(max=200),
            Regexp(r"^https?://[^\s\"<>\\]+$", message=_("Write a full address with https://.")),
        ],
        render_kw={"autocomplete": "off", "inputmode": "url"},
    )


class AppealForm(Form):
    """What a candidate finds wrong with their result."""

    grounds = TextAreaField(
        _("What you find wrong, and why"),
        description=_("At most 2,000 characters. Name the article or the fact you rely on."),
        filters=[in_paragraphs],
        validators=[DataRequired(), Length(max=2000)],
        render_kw={"rows": 8, "maxlength": 2000},
    )


class DecideAppealForm(Form):
    """A supervisor's decision of an appeal."""

    choice = RadioField(
        choices={"dismissed": "", "regrade": "", "remark": ""}, validators=[InputRequired()]
    )
    reasons = TextAreaField(
        _("Reasons"),
        description=_("At most 2,000 characters. The candidate reads them with your name."),
        filters=[in_paragraphs],
        validators=[DataRequired(), Length(max=2000)],
        render_kw={"rows": 8, "maxlength": 2000},
    )


class SettleAppealForm(Form):
    """What came of an upheld appeal that changed no result."""

    note = TextAreaField(
        _("What came of it"),
        description=_("At most 500 characters. The candidate reads it."),
        filters=[in_paragraphs],
        validators=[DataRequired(), Length(max=500)],
        render_kw={"rows": 4, "maxlength": 500},
    )
