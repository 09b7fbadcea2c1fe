"""What goes out to Moodle or QTI and comes back is what it was; damaged files never break in."""

import io
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.composing import composed, identified
from question_bank.formats.format import Brought, Damaged, Format
from question_bank.formats.moodle import Moodle
from question_bank.formats.qti import Qti
from question_bank.kinds import KINDS
from question_bank.rules.document import Draft
from question_bank.rules.reading import read

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files"
PICTURES = {"media/scene.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"}
SYSTEMS: tuple[Format, ...] = (Moodle(), Qti())


def drafts() -> tuple[Draft, ...]:
    return read((FILES / "exchange.md").read_text("utf-8")).drafts


def in_our_words(brought: Brought) -> tuple[Draft, ...]:
    """What came, composed as our Markdown and read again."""
    texts = (
        composed(came, id=identified(came, "law"), defaults={}).text for came in brought.questions
    )
    return read("\n\n".join(texts)).drafts


def said(draft: Draft) -> tuple[object, ...]:
    """All that a question says, whatever its lines are."""
    answer = draft.answer
    assert answer is not None
    return (
        draft.id,
        draft.kind,
        draft.stem,
        answer.items,
        answer.heads,
        tuple(map(said, answer.parts)),
        draft.rationale,
        draft.settings,
    )


def qti21() -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for each in sorted((FILES / "qti21").rglob("*")):
            if each.is_file():
                archive.write(each, each.relative_to(FILES / "qti21"))
    return stream.getvalue()


SAMPLES = {"moodle": (FILES / "moodle_constructs.xml").read_bytes(), "qti": qti21()}


def test_the_sample_has_every_kind():
    assert {draft.kind for draft in drafts()} == set(KINDS)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda each: each.name)
def test_every_kind_comes_back_with_its_id_its_key_and_its_settings(system: Format):
    sent = system.send(drafts(), PICTURES)
    brought = system.bring(sent.data)

    assert [said(each) for each in in_our_words(brought)] == [said(each) for each in drafts()]
    assert brought.notes == ()
    assert brought.pictures == PICTURES


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda each: each.name)
def test_going_out_again_gives_the_same_bytes(system: Format):
    once = system.send(drafts(), PICTURES)
    brought = system.bring(once.data)
    twice = system.send(in_our_words(brought), brought.pictures)

    assert twice == once


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda each: each.name)
def test_every_loss_on_the_way_out_is_told_under_the_id_of_its_question(system: Format):
    notes = system.send(drafts(), PICTURES).notes
    ids = {draft.id for draft in drafts()}

    assert {each.place.values["id"] for each in notes} == ids
    assert {each.severity.value for each in notes} == {"warning"}


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda each: each.name)
@pytest.mark.parametrize("folder", ["zh", "en"])
def test_the_questions_of_the_house_come_back_as_they_were(system: Format, folder: str):
    text = Path(f"question_bank/content/{folder}/law.penalty.md").read_text("utf-8")
    given = read(text).drafts[:12]
    brought = system.bring(system.send(given, {}).data)

    assert [said(each) for each in in_our_words(brought)] == [said(each) for each in given]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda each: each.name)
@settings(max_examples=60)
@given(data=st.data())
def test_damaged_bytes_are_refused_or_read_and_nothing_else(system: Format, data):
    whole = SAMPLES[system.name]
    at = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 40))
    put = data.draw(st.binary(max_size=40))

    with suppress(Damaged):
        system.bring(whole[:at] + put + whole[at + length :])


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda each: each.name)
@settings(max_examples=60)
@given(data=st.binary(max_size=200))
def test_any_bytes_at_all_are_refused_or_read(system: Format, data: bytes):
    with suppress(Damaged):
        system.bring(data)
    assert system.recognises("a.xml", data) in (True, False)
