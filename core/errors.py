"""The three ways an act can fail, and how their words find the reader's language."""


def N_(message: str) -> str:  # noqa: N802 - the name that message extraction knows
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


class Failure(Exception):
    """A failure that a person may be shown: an English message with named placeholders."""

    def __init__(self, message: str, **values: object) -> None:
        """Keep the message apart from its values, so that it can be translated later."""
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class Refused(Failure):
    """The act is understood and not possible now (409)."""


class NotAllowed(Failure):
    """Not for this person to do (403)."""


class Missing(Failure):
    """There is no such thing for this person (404)."""
