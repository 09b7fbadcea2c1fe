"""The formats of other systems that questions come in and go out by, by name."""

from question_bank.formats.aiken import Aiken
from question_bank.formats.excel import Excel
from question_bank.formats.format import Format
from question_bank.formats.gift import Gift
from question_bank.formats.moodle import Moodle
from question_bank.formats.paper import Paper
from question_bank.formats.qti import Qti
from question_bank.formats.word import Word

_ALL: tuple[Format, ...] = (Excel(), Word(), Qti(), Moodle(), Gift(), Aiken(), Paper())

FORMATS: dict[str, Format] = {each.name: each for each in _ALL}
"""In the order in which a file that does not say what it is is tried."""
