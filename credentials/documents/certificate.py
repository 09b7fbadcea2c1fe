"""The certificate: one A4 page in Chinese and English."""

from credentials.documents.printing import (
    WORDS,
    day_in,
    refuse_unless_genuine,
    shared,
    typeset,
)
from credentials.models import Credential
from credentials.queries.register import public_facts


def certificate_pdf(credential: Credential, *, house: str) -> bytes:
    """A loaded credential's certificate; sealed only while the credential is valid."""
    refuse_unless_genuine(credential)
    facts, zh, en = public_facts(credential), WORDS["zh"], WORDS["en"]

    def fact(word: str, value: str, value_en: str = "") -> tuple[str, str, str, str]:
        return zh[word], en[word], value, value_en

    def both(word: str) -> str:
        return f"{zh[word]}\n{en[word]}"

    def day(word: str) -> tuple[str, str, str, str]:
        at = getattr(credential, word)
        return fact(word, day_in(at, "zh"), day_in(at, "en"))

    says = {
        **shared(credential, "zh"),
        "demonstration": both("demonstration") if credential.is_demonstration else "",
        "title_en": facts.titles["en"],
        "words_en": facts.words["en"],
        "check_en": en["check"],
        "sentence": zh["sentence"],
        "sentence_en": en["sentence"],
        "code": f"{house}/check\n{zh['check_code']} {credential.check_code}",
        "issued": day_in(credential.valid_from, "zh"),
        "facts": [
            fact("number", credential.number),
            fact("unit", facts.unit, facts.unit_en),
            fact("scope", facts.scope["zh"], facts.scope["en"]),
            day("valid_from"),
            day("valid_until"),
        ],
    }
    return typeset("certificate.typ", says, credential, house)
