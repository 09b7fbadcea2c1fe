"""One's own notes over HTTP: kept, changed, deleted, found, taken along; and nobody else's."""

import logging
from datetime import UTC, datetime
from urllib.parse import quote as in_address

import pytest
from sqlalchemy import select

from audit.models import Entry
from courses.importing import load
from courses.models.studying import Note
from courses.rules import noting
from tests.courses import files
from tests.courses.noting import B2, HERE, JSON, PASSAGE, changed, deleted, notes, written

pytestmark = pytest.mark.usefixtures("shelf")
MINE = ("/courses/notes", "/courses/notes/export")


@pytest.fixture
def lin(house, cast):
    return house.as_(cast.lin, "en")


def test_a_note_on_a_module_stands_on_its_page(lin, cast, session):
    answer = lin.post(HERE, {"language": "zh", "words": " 先亮证\r\n再问话 "})

    [note] = session.scalars(select(Note)).all()
    assert (answer.status_code, answer.location) == (303, f"{B2}#note-{note.id}")
    assert notes(session) == [(cast.lin.id, "zh", "", "", "", "先亮证\n再问话")]
    page = lin.get(B2).text
    assert "先亮证\n再问话" in page
    assert f'href="/courses/notes/{note.id}"' in page


def test_a_highlight_is_kept_with_the_words_around_it(lin, cast, session):
    answer = lin.post(HERE, PASSAGE, headers=JSON)

    assert notes(session) == [(cast.lin.id, "zh", "应当主动出示证件。", "第五十五条", "检查", "")]
    assert "应当主动出示证件。" in answer.json["notes"]
    assert 'data-before="第五十五条"' in lin.get(B2).text


def test_a_note_is_changed(lin, cast, session):
    note = written(lin, "先亮证")

    answer = changed(lin, note, "先敬礼")

    assert (answer.status_code, answer.location) == (303, f"{B2}#note-{note}")
    assert notes(session) == [(cast.lin.id, "zh", "", "", "", "先敬礼")]
    assert "先敬礼" in lin.get(f"/courses/notes/{note}").text


def test_a_highlight_may_lose_its_words_and_stays_a_highlight(lin, session):
    note = written(lin, "记住", **PASSAGE)

    changed(lin, note, "")

    assert [each[2:] for each in notes(session)] == [
        ("应当主动出示证件。", "第五十五条", "检查", "")
    ]


def test_a_deleted_note_is_gone_for_good(lin, session):
    note, other = written(lin, "先亮证"), written(lin, "再问话")

    answer = deleted(lin, note)

    assert (answer.status_code, answer.location) == (303, f"{B2}#notes")
    assert [each[-1] for each in notes(session)] == ["再问话"]
    assert "The note was deleted." in lin.get(B2).text
    assert deleted(lin, other, headers=JSON).json["notes"].count("<li") == 0


TOO_LONG = [
    ("words", noting.MOST_WORDS, "A note has room for 5,000 characters; shorten it."),
    ("quote", noting.MOST_QUOTE, "A passage has room for 2,000 characters; mark less."),
]


@pytest.mark.parametrize(("field", "most", "said"), TOO_LONG)
def test_what_is_too_long_is_refused_kindly_and_shown_again(lin, session, field, most, said):
    refused = lin.post(HERE, {"language": "zh", field: "记" * (most + 1)})
    as_data = lin.post(HERE, {"language": "zh", field: "记" * (most + 1)}, headers=JSON)

    assert notes(session) == []
    assert (refused.status_code, as_data.status_code) == (422, 422)
    assert said in refused.text
    assert "记" * (most + 1) in refused.text
    assert as_data.json["detail"] == said
    written(lin, **{field: "记" * most})
    assert len(notes(session)) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"language": "zh"},
        {"language": "zh", "words": " \r\n\t\0"},
        {"language": "fr", "words": "x"},
        {"words": "x"},
        {"language": "zh", "quote": "x", "before": "x" * 201},
        {"language": "zh", "quote": "x", "after": "x" * 201},
        {"language": "zh", "quote": " ", "before": "x", "after": "x"},
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(lin, session, sent):
    assert lin.post(HERE, sent).status_code == 422
    assert notes(session) == []


def test_an_edit_that_is_empty_or_too_long_changes_nothing_and_shows_what_was_typed(lin, session):
    note = written(lin, "先亮证")

    empty = changed(lin, note, "  ")
    long = changed(lin, note, "记" * 5_001)

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Nothing was written yet." in empty.text
    assert "记" * 5_001 in long.text
    assert [each[-1] for each in notes(session)] == ["先亮证"]


def test_there_is_room_for_so_many_notes(lin, session, monkeypatch):
    monkeypatch.setattr("courses.actions.noting.MOST_NOTES", 2)
    for words in ("一", "二"):
        written(lin, words)

    refused = lin.post(HERE, {"language": "zh", "words": "三"})

    assert refused.status_code == 422
    assert "You have 2 notes, as many as there is room for. Delete one first." in refused.text
    assert "三</textarea>" in refused.text
    assert [each[-1] for each in notes(session)] == ["一", "二"]


def test_a_note_on_a_module_that_left_the_course_meanwhile_is_given_back(lin, session):
    sent = {"language": "zh", "words": "先敬礼"}

    gone = lin.post("/courses/procedure/zz/notes", sent)
    as_data = lin.post("/courses/procedure/zz/notes", sent, headers=JSON)

    assert (gone.status_code, as_data.status_code, notes(session)) == (404, 404, [])
    assert "先敬礼</textarea>" in gone.text


def test_an_edit_of_what_was_deleted_on_another_page_gives_back_what_was_typed(lin, session):
    note = written(lin, "先亮证")
    deleted(lin, note)

    gone = changed(lin, note, "先敬礼")
    as_data = changed(lin, note, "先敬礼", headers=JSON)

    assert (gone.status_code, as_data.status_code) == (404, 404)
    assert "先敬礼</textarea>" in gone.text
    assert "it may have been deleted on another page" in as_data.json["detail"]
    assert deleted(lin, note).status_code == 404
    assert notes(session) == []


@pytest.mark.parametrize("other", ["zhao", "chen", "xu", "gu", "kong", "meng", "shen", "lu"])
def test_nobody_else_sees_changes_or_deletes_a_note_whatever_their_role(
    house, cast, lin, session, other
):
    note = written(lin, "只有我看得见的话", **PASSAGE)
    before = notes(session)
    browser = house.as_(getattr(cast, other), "en")

    paths = (B2, "/courses/", *MINE, "/courses/notes?q=只有我", "/courses/search?q=只有我")
    others = (f"/people/{cast.lin.id}", f"/progress/people/{cast.lin.id}", "/trail")
    pages = [browser.get(path).text for path in (*paths, *others)]
    alone = browser.get(f"/courses/notes/{note}")
    acts = [
        browser.post(f"/courses/notes/{note}", {"words": "改"}),
        browser.post(f"/courses/notes/{note}/deletion"),
    ]

    assert [each for each in pages if "只有我看得见的话" in each] == []
    assert "data-before" not in pages[0]
    assert (alone.status_code, "只有我" in alone.text) == (404, False)
    assert [each.status_code for each in acts] == [404, 404]
    assert notes(session) == before


def test_a_note_leaves_nothing_on_the_trail_or_in_the_log(lin, session, caplog):
    session.rollback()
    before = session.scalars(select(Entry.id)).all()
    with caplog.at_level(logging.DEBUG):
        note = written(lin, "只有我看得见的话", **PASSAGE)
        changed(lin, note, "另一句")
        deleted(lin, note)

    session.rollback()
    assert session.scalars(select(Entry.id)).all() == before
    assert [
        word for word in ("只有我看得见的话", "另一句", "应当主动") if word in caplog.text
    ] == []


def test_notes_are_not_taken_without_the_form_s_token(lin, session):
    note = written(lin, "先亮证")
    before = notes(session)

    for path, sent in (
        (HERE, {"language": "zh", "words": "x"}),
        (f"/courses/notes/{note}", {"words": "x"}),
        (f"/courses/notes/{note}/deletion", {}),
    ):
        assert lin.post(path, sent, token=False).status_code == 400
    assert notes(session) == before


@pytest.mark.parametrize(
    "path", ["/courses/procedure/zz/notes", "/courses/law/b2/notes", "/courses/zz/b2/notes"]
)
def test_a_note_on_no_module_is_not_kept(lin, session, path):
    assert lin.post(path, {"language": "zh", "words": "x"}).status_code == 404
    assert notes(session) == []


@pytest.mark.parametrize("note", [0, 999_999, 2**31 - 1, 2**31])
def test_a_note_that_never_was_is_not_there(lin, note):
    assert lin.get(f"/courses/notes/{note}").status_code == 404
    assert changed(lin, note, "x").status_code in (404, 405)


def test_a_module_that_waits_for_another_takes_no_note(app, house, cast, session, shelf):
    head = shelf / "procedure/course.toml"
    head.write_text(head.read_text("utf-8") + '[needs]\nb3 = ["b2"]\n', "utf-8")
    with app.app_context():
        load(shelf, actor=None)
    path = "/courses/procedure/b3/notes"

    refused = house.as_(cast.lin, "en").post(path, {"language": "zh", "words": "x"})

    assert refused.status_code == 422
    assert "opens once you have completed what comes first" in refused.text
    assert notes(session) == []


def test_my_notes_stand_by_course_and_module_and_lead_to_their_passages(lin):
    late = written(lin, "程序")
    other = lin.post(
        "/courses/law/a1/notes", {"language": "en", "quote": "The monopoly"}, headers=JSON
    ).json["id"]

    page = lin.get("/courses/notes").text

    order = [">Law</h2>", ">The monopoly</a></h3>", ">Procedure</h2>", ">Inspection</a></h3>"]
    assert [page.index(each) for each in order] == sorted(page.index(each) for each in order)
    assert f'href="{B2}#note-{late}"' in page
    assert f'href="/courses/law/a1/#note-{other}"' in page
    assert 'href="/courses/notes"' in lin.get("/courses/").text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("亮证", ["先亮证"]),
        ("ＡＢＣ", ["abc 说明"]),
        ("Abc 说明", ["abc 说明"]),
        ("出示", ["先亮证"]),
        ("不在任何地方", []),
        ("%", []),
    ],
)
def test_search_within_my_notes_reads_words_and_passages_without_their_looks(lin, asked, expected):
    written(lin, "先亮证", **PASSAGE)
    written(lin, "abc 说明")

    mine = lin.get(f"/courses/notes?q={in_address(asked)}").text
    everywhere = lin.get(f"/courses/search?q={in_address(asked)}").text

    for page in (mine, everywhere):
        assert [
            each for each in ("先亮证", "abc 说明") if f'own-words">{each}<' in page
        ] == expected


def test_the_file_has_all_my_notes_and_a_name_that_is_safe(lin):
    written(lin, "先**亮证**\n再问话", **PASSAGE)
    written(lin, "<script>alert(1)</script>")

    answer = lin.get("/courses/notes/export")

    assert answer.content_type == "text/markdown; charset=utf-8"
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="notes-20')
    assert name.endswith('.md"')
    assert answer.data.decode("utf-8") == (
        "# My notes\n\n## Procedure\n\n### Inspection\n\n"
        "> 应当主动出示证件。\n\n先**亮证**\n再问话\n\n<script>alert(1)</script>\n"
    )
    assert "<script>alert(1)" not in lin.get("/courses/notes").text + lin.get(B2).text


def test_the_file_has_the_day_that_it_is_for_its_reader(lin, monkeypatch):
    evening = datetime(2026, 11, 27, 18, tzinfo=UTC)
    monkeypatch.setattr("courses.views.noting.now", lambda: evening)

    answer = lin.get("/courses/notes/export")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes-2026-11-28.md"'


def test_notes_outlive_their_module_and_can_still_be_deleted(app, lin, session, shelf):
    note = written(lin, "先亮证")
    head = shelf / "procedure/course.toml"
    head.write_text(files.course(modules='["b3"]'), "utf-8")
    (shelf / "procedure/zh/02-inspection.md").unlink()
    (shelf / "procedure/en/02-inspection.md").unlink()
    with app.app_context():
        load(shelf, actor=None)

    page = lin.get("/courses/notes").text

    assert [words in page for words in ("No longer taught", "先亮证")] == [True, True]
    edited = changed(lin, note, "先敬礼")
    assert edited.location == f"/courses/notes#note-{note}"
    assert deleted(lin, note).location == "/courses/notes#notes"
    assert notes(session) == []


def test_pages_ask_as_many_statements_for_many_notes_as_for_one(lin, session, statements):
    paths = (
        B2,
        "/courses/notes",
        "/courses/notes?q=记",
        "/courses/search?q=记",
        "/courses/notes/export",
    )

    def asked():
        counts = []
        for path in paths:
            with statements() as heard:
                lin.get(path)
            counts.append(len(heard))
        return counts

    with statements() as bare:
        lin.get(B2)
    written(lin, "记一")
    few = asked()
    for module in ("procedure/b2", "procedure/b3", "law/a1"):
        for words in ("记二", "记三"):
            lin.post(f"/courses/{module}/notes", {"language": "zh", "words": words})

    assert asked() == few
    assert few[0] == len(bare)
    assert [each for each in bare if "course_note" in each] == [
        each for each in bare if "FROM course_note" in each
    ]


@pytest.mark.parametrize("path", ["/courses/notes", "/courses/notes/export", "/courses/notes/1"])
def test_nobody_has_notes_without_signing_in(house, path):
    assert house.stranger().get(path).status_code == 303
