"""What every form of the house reads."""

from flask import request
from flask_wtf import FlaskForm


class Form(FlaskForm):  # type: ignore[misc]
    """Fields that a page's form sends. A JSON body is no form: to this it is as if nothing came."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How a request becomes fields."""

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """The fields and files of the request, or what was handed over; of JSON nothing."""
            return None if request.is_json else super().wrap_formdata(form, formdata)
