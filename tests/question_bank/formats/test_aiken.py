"""Aiken in and out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats.aiken import Aiken
from question_bank.formats.format import Damaged
from question_bank.formats.leaving import leaving
from question_bank.rules.reading import read
from tests.question_bank.formats.papers import codes, notes, said

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "files"
MOODLE = """What is the correct answer to this question?
A. Is it this one?
B. Maybe this answer?
C. Possibly this one?
D. Must be this one!
ANSWER: D

Which LMS has the most quiz import formats?
A) Moodle
B) ATutor
C) Claroline
ANSWER: A
"""


def brought(text: str):
    return Aiken().bring(text.encode())


def test_the_example_of_moodle_is_read():
    found = brought(MOODLE)
    assert [line for came in found.questions for line in said(came, "")] == [
        "single - @ line 1",
        "  What is the correct answer to this question?",
        "  [] Is it this one?",
        "  [] Maybe this answer?",
        "  [] Possibly this one?",
        "  [x] Must be this one!",
        "single - @ line 8",
        "  Which LMS has the most quiz import formats?",
        "  [x] Moodle",
        "  [] ATutor",
        "  [] Claroline",
    ]
    assert notes(found) == []


@pytest.mark.parametrize(
    ("text", "said_of_it"),
    [
        ("题\nA. 甲\nB. 乙\nANSWER: C\n", "QI195 line 4: the ANSWER 'C' names an option that is"),
        ("题\nA. 甲\nC. 乙\nANSWER: C\n", "QI193 line 3: option 'C' stands where 'B' is expected"),
        ("题\nA. 甲\n多\nB. 乙\nANSWER: A\n", "QI194 line 3: a line that is neither an option nor"),
        ("ANSWER: A\n" + MOODLE, "QI190 line 1: an ANSWER without a question before it"),
        (MOODLE + "\n题\nA. 甲\nB. 乙\n", "QI196 line 14: the question has no ANSWER"),
    ],
)
def test_what_fits_nowhere_is_told_with_its_line(text, said_of_it):
    (note,) = notes(brought(text))
    assert note.startswith(said_of_it)


def test_a_text_without_an_answer_is_damaged():
    with pytest.raises(Damaged) as damaged:
        brought("一段话\n")
    assert damaged.value.note.code == "QI191"


def test_single_choices_go_out_and_the_others_are_named():
    text = (
        "## one\ntopic: law.penalty\ndifficulty: easy\n\n几人？\n\n"
        "- [ ] 一人\n- [x] 两人\n\n> 两人。\n\n"
        "## two\nanswer: true\n\n甲。\n\n"
        "## three\n\n甲\n\n乙\n\n- [x] 一\n- [ ] 二\n"
    )
    sent = Aiken().send(read(text).drafts, {})
    assert sent.data.decode() == "几人？\nA. 一人\nB. 两人\nANSWER: B\n"
    assert notes(sent) == [
        "QI200 question one: 'one': Aiken has no place for id, topic, difficulty, rationale",
        "QI192 question two: 'two' is of the type 'true_false'; Aiken has single choice alone",
        "QI197 question three: 'three' has a text of several lines, which Aiken cannot hold",
    ]


def test_what_went_out_comes_back():
    drafts = [
        draft for draft in read((FILES / "every_kind.md").read_text("utf-8")).drafts
        if draft.kind == "single" and "\n" not in draft.stem
    ]  # fmt: skip
    sent = Aiken().send(drafts, {})
    kept = [draft for draft in drafts if draft.id not in
            {note.values["id"] for note in sent.notes if note.code == "QI197"}]  # fmt: skip
    back = Aiken().bring(sent.data).questions if kept else ()
    assert [(came.stem, [(c.text, c.is_right) for c in came.choices]) for came in back] == [
        (came.stem, [(c.text, c.is_right) for c in came.choices])
        for draft in kept
        if (came := leaving(draft))
    ]


def test_aiken_is_recognised_and_a_chinese_paper_is_not():
    paper = (FILES / "papers" / "01-classic.txt").read_bytes()
    assert [
        Aiken().recognises("a.txt", MOODLE.encode()),
        Aiken().recognises("a.txt", paper),
        Aiken().recognises("a.md", MOODLE.encode()),
    ] == [True, False, False]


@given(
    st.lists(
        st.sampled_from(["A. 甲\n", "B) 乙\n", "ANSWER: A\n", "ANSWER:\n", "题\n", "\n", "Z. 丙\n"])
    )
)
@settings(max_examples=100)
def test_no_text_breaks_the_reader(lines):
    try:
        found = brought("".join(lines))
    except Damaged:
        return
    assert all(note.message % note.values for note in found.notes)
    assert codes(found) is not None
