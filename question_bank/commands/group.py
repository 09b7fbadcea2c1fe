"""All of `flask questions …`."""

from question_bank.commands.files import questions
from question_bank.commands.interchange import bring, send

questions.add_command(bring)
questions.add_command(send)

__all__ = ["questions"]
