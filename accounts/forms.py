"""What people type about accounts."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Name and password."""

    login = StringField(
        _("Staff number or name for signing in"),
        validators=[InputRequired(), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _("Password"),
        validators=[InputRequired(), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, typed once: it can be shown, so it need not be typed twice."""

    password = PasswordField(
        _("New password"),
        description=_("At least 10 characters. A few words that do not belong together are good."),
        validators=[InputRequired(), Length(min=10, max=128)],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password and a new one."""

    old = PasswordField(
        _("Present password"),
        validators=[InputRequired(), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _("New password"),
        description=_("At least 10 characters. A few words that do not belong together are good."),
        validators=[InputRequired(), Length(min=10, max=128)],
        render_kw={"autocomplete": "new-password"},
    )


class SchemeForm(FlaskForm):  # type: ignore[misc]
    """Light, dark, or as the device says."""

    scheme = RadioField(
        _("Colours"),
        choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
    )
