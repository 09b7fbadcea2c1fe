"""Card and certificate as PDF: what is on them, the fonts inside, and what is never printed."""

import io
import os
import shutil
import subprocess

import pytest
from PIL import Image

from core.database import db
from core.errors import Refused
from credentials.actions import status
from credentials.documents.card import card_pdf
from credentials.documents.certificate import certificate_pdf
from credentials.models import Photo
from credentials.queries.register import credential_of
from credentials.rules.status import Kind
from tests.credentials.documents.conftest import HOUSE
from tests.credentials.steps import DEFINITION

PRINTED = {
    "card, zh": lambda each: card_pdf(each, house=HOUSE, language="zh_Hans"),
    "card, en": lambda each: card_pdf(each, house=HOUSE, language="en"),
    "certificate": lambda each: certificate_pdf(each, house=HOUSE),
}
every_kind = pytest.mark.parametrize("kind", PRINTED)


NO_POPPLER = "These tests need poppler's programs. Get them: apt-get install poppler-utils"


@pytest.fixture(autouse=True)
def _poppler():
    if shutil.which("pdftotext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_POPPLER)


def said(tool: str, pdf: bytes, *options: str) -> bytes:
    """What a program of poppler says of a PDF."""
    return subprocess.run([tool, *options], input=pdf, capture_output=True, check=True).stdout


def text_of(pdf: bytes) -> str:
    return "".join(said("pdftotext", pdf, "-raw", "-", "-").decode().split())


def reds(pdf: bytes) -> int:
    """How many points of the first page have the colour of the seal."""
    page = Image.open(io.BytesIO(said("pdftoppm", pdf, "-r", "50", "-png", "-singlefile", "-")))
    colours = page.convert("RGB").getcolors(page.width * page.height) or []
    return sum(
        count for count, (red, green, blue) in colours if red > 180 and green < 70 and blue < 50
    )


@every_kind
def test_name_number_and_words_are_there_as_text(credential, kind):
    text = text_of(PRINTED[kind](credential))

    words = DEFINITION["words"]["en" if kind == "card, en" else "zh"]
    for part in ("林知夏", credential.number, credential.check_code, words, f"{HOUSE}/check"):
        assert "".join(part.split()) in text


def test_the_certificate_speaks_both_languages_and_a_card_one(credential):
    both, zh, en = (
        text_of(PRINTED[kind](credential)) for kind in ("certificate", "card, zh", "card, en")
    )

    assert ("编号" in both, "Number" in both) == (True, True)
    assert ("编号" in zh, "Number" in zh) == (True, False)
    assert ("编号" in en, "Number" in en) == (False, True)


@every_kind
def test_every_font_is_in_the_file(credential, kind, tmp_path):
    file = tmp_path / "printed.pdf"
    file.write_bytes(PRINTED[kind](credential))
    listed = subprocess.run(["pdffonts", file], capture_output=True, check=True, text=True)
    rows = [line.split() for line in listed.stdout.splitlines()[2:]]

    assert {row[0].split("+")[1].split("-")[0] for row in rows} == {"NotoSansSC", "NotoSerifSC"}
    assert [row[-5:-2] for row in rows] == [["yes", "yes", "yes"]] * len(rows)


@every_kind
def test_there_is_one_page_of_a4(credential, kind, tmp_path):
    file = tmp_path / "printed.pdf"
    file.write_bytes(PRINTED[kind](credential))
    told = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout

    assert "Pages:           1\n" in told
    assert "(A4)" in told


@every_kind
def test_the_seal_stands_on_a_valid_one_alone(credential, kind, cast, actor):
    valid = reds(PRINTED[kind](credential))
    change = status.ask(
        credential.id,
        kind=Kind.REVOKE,
        reason_class="breach",
        reason="x",
        actor=actor(cast.yin),
    )
    status.decide(change.id, agreed=True, reason="", actor=actor(cast.fu))
    revoked = PRINTED[kind](credential_of(credential.id))

    assert valid > 100
    assert reds(revoked) == 0
    assert ("Revoked" if kind == "card, en" else "已撤销") in text_of(revoked)


@every_kind
@pytest.mark.parametrize("definition", [{"accepts_demonstration": True}])
def test_a_demonstration_says_so_and_bears_no_seal(credential, kind):
    pdf = PRINTED[kind](credential)

    assert credential.is_demonstration
    assert ("Thiscertifiesnobody" if kind == "card, en" else "不证明任何人的资格") in text_of(pdf)
    assert reds(pdf) == 0


@every_kind
@pytest.mark.parametrize("name", ["林\u202e夏知 Lіn"])
def test_a_name_that_deceives_is_printed_plain_and_spelt_out(credential, kind):
    text = text_of(PRINTED[kind](credential))

    assert "林夏知Lіn" in text
    assert "\u202e" not in text
    assert "U+6797U+202EU+590F" in text


@every_kind
@pytest.mark.parametrize("name", ['#image("x") *{{7*7}}* $x$ \\ <b>'])
def test_a_name_is_text_and_no_markup(credential, kind):
    text = text_of(PRINTED[kind](credential))

    assert '#image("x")*{{7*7}}*$x$\\<b>' in text


@every_kind
@pytest.mark.parametrize("name", ["林" * 64])
def test_the_longest_name_stays_on_its_page(credential, kind, tmp_path):
    file = tmp_path / "printed.pdf"
    file.write_bytes(PRINTED[kind](credential))

    told = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
    assert "Pages:           1\n" in told


@every_kind
@pytest.mark.parametrize("table", ["credential", "holder_photo"])
def test_nothing_is_printed_of_a_row_that_was_changed(credential, kind, session, picture, table):
    if table == "credential":
        session.get(type(credential), credential.id).name = "别人"
    else:
        session.get(Photo, credential.photo_id).image = picture
    session.commit()
    db.session.remove()

    with pytest.raises(Refused):
        PRINTED[kind](credential_of(credential.id))
