"""The card: front and back of credit-card size on one sheet, in one language."""

from core.language import CONTENT
from credentials.documents.printing import (
    WORDS,
    day_in,
    refuse_unless_genuine,
    shared,
    typeset,
)
from credentials.models import Credential
from credentials.queries.register import public_facts

LONG_TITLE = {"zh": 12, "en": 36}
TRACKING = {"zh": 0.08, "en": 0.0}
SIZES = {"zh": (13.0, 11.0), "en": (10.0, 7.6)}


def card_pdf(credential: Credential, *, house: str, language: str) -> bytes:
    """A loaded credential's card in a language of the house; sealed only while it is valid."""
    refuse_unless_genuine(credential)
    language = CONTENT[language]
    facts, words = public_facts(credential), WORDS[language]
    usual, small = SIZES[language]
    says = {
        **shared(credential, language),
        "lang": language,
        "title_size": small if len(facts.titles[language]) > LONG_TITLE[language] else usual,
        "tracking": TRACKING[language],
        "front": [
            (words["number"], credential.number),
            (words["valid_from"], day_in(credential.valid_from, language)),
            (words["valid_until"], day_in(credential.valid_until, language)),
        ],
        "back": [
            (words["number"], credential.number),
            (words["check_code"], credential.check_code),
            (words["scope"], facts.scope[language]),
            (words["address"], f"{house}/check"),
        ],
        "scan": words["scan"],
        "sheet": words["sheet"],
    }
    return typeset("card.typ", says, credential, house)
