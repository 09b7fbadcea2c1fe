"""What somebody typed beside a button, kept on the page when the act is refused."""

from dataclasses import dataclass

from flask import request

from core.errors import Refused
from core.http import translated

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Failed:
    """The form that was refused, the reason as it was typed, and why it was refused."""

    form: str
    reason: str
    words: str


def typed_reason() -> str:
    """The reason that was typed."""
    return request.form.get("reason", "").strip()[:LONGEST]


def failed(form: str, refusal: Refused) -> Failed:
    """The refusal of this form, in the reader's language."""
    return Failed(form, typed_reason(), translated(refusal))
