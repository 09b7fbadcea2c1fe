"""Files of other systems: looked at, then stored whole or not at all, and never twice."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from accounts.queries import actor_of, person_of
from audit.models import Entry
from core.errors import Missing, NotAllowed, Refused
from question_bank.actions import bringing, reviewing, writing
from question_bank.actions.looking import Fate
from question_bank.formats.format import Damaged
from question_bank.models import Picture, Question, QuestionFile, Revision, RevisionPicture, Upload
from question_bank.queries import uploads
from question_bank.rules.diagnostics import Severity
from tests.question_bank.bringing import DEFAULTS, FILE, LOST, STEM, read_lines
from tests.question_bank.writing import ZH, file_of


@pytest.fixture(autouse=True)
def lines(monkeypatch):
    monkeypatch.setattr(bringing, "read_apart", read_lines)


@pytest.fixture
def chen(in_app, cast):
    return actor_of(person_of(cast.chen.id))


def kept(text, actor, *, name="paper.lines", format_name="", **defaults):
    return bringing.keep_upload(
        text if isinstance(text, bytes) else text.encode(),
        name=name,
        format_name=format_name,
        defaults=DEFAULTS | defaults,
        actor=actor,
    )


def look(text, actor, **more):
    return bringing.look(kept(text, actor, **more), actor=actor)


def stored(text, actor, **more):
    return bringing.store_upload(kept(text, actor, **more).token, actor=actor)


def rows(session):
    session.rollback()
    return {
        (question.code, revision.number, revision.state)
        for question, revision in session.execute(
            select(Question, Revision).join(Revision, Revision.question_id == Question.id)
        )
    }


def count(session, table=Revision):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def said(report):
    return [
        (note.code, note.place.values)
        for note in report.all_notes
        if note.severity is Severity.ERROR
    ]


NONE = dict.fromkeys(map(str, Fate), 0)


def test_a_file_is_looked_at_without_storing_anything(session, chen):
    report = look(FILE, chen)

    assert report.is_sound
    assert report.counts == {**NONE, "new": 2}
    assert [each.name for each in report.questions] == ["Q1", "Q2"]
    assert [each.fate for each in report.questions] == [Fate.NEW, Fate.NEW]
    assert report.questions[0].text.splitlines()[1:5] == [
        "lang: zh",
        "topic: law.penalty",
        "difficulty: medium",
        "pool: practice",
    ]
    assert count(session, Question) == 0


def test_a_sound_file_is_stored_as_drafts_and_leaves_its_act_on_the_trail(session, chen):
    upload = kept(FILE, chen)

    assert bringing.store_upload(upload.token, actor=chen) == {**NONE, "new": 2}

    assert {(number, state) for _, number, state in rows(session)} == {(1, "draft")}
    assert {each.sources.keys() == {"zh"} for each in session.scalars(select(Revision))} == {True}
    entry = session.scalars(select(Entry).where(Entry.act == "question.file_brought")).one()
    assert entry.actor_id == chen.id
    assert entry.fields["counts"] == {**NONE, "new": 2}
    assert entry.fields["file"] == "paper.lines"


def test_of_five_hundred_with_one_bad_none_is_stored(session, chen):
    many = [f"{STEM}第{at}种办法处理并说明理由|*甲{at}|乙{at}" for at in range(500)]
    many[321] = f"{STEM}什么也没有标出|甲|乙"
    upload = kept("\n".join(many), chen)

    report = bringing.look(upload, actor=chen)
    assert said(report) == [("QB105", {"line": 322})]
    assert not report.is_sound
    with pytest.raises(Refused):
        bringing.store_upload(upload.token, actor=chen)

    assert (count(session, Question), count(session)) == (0, 0)
    assert uploads.own_upload(upload.token, chen).stored_at is None


def test_the_same_file_again_makes_no_question_and_no_revision(session, chen):
    stored(FILE, chen)
    before = rows(session)

    assert stored(FILE, chen) == {**NONE, "unchanged": 2}
    assert rows(session) == before


def test_a_corrected_key_is_a_new_revision_of_the_same_question(session, chen):
    stored(FILE, chen)

    made = stored(FILE.replace("|*二日内|十", "|二日内|*十"), chen)

    assert made == {**NONE, "changed": 1, "unchanged": 1}
    assert count(session, Question) == 2
    assert sorted(number for _, number, _ in rows(session)) == [1, 1, 2]


def test_a_revision_in_use_is_never_overwritten(session, chen, cast):
    stored(FILE, chen)
    first = session.scalars(select(Revision).order_by(Revision.id)).first()
    reviewing.submit(first.id, actor=chen)
    reviewing.approve(first.id, actor=actor_of(person_of(cast.xu.id)))
    fingerprint = first.fingerprint

    stored(FILE.replace("|*出具|不", "|出具|*不"), chen)

    code = first.question.code
    assert {row for row in rows(session) if row[0] == code} == {
        (code, 1, "approved"),
        (code, 2, "draft"),
    }
    assert first.fingerprint == fingerprint


def test_a_file_older_than_the_bank_does_not_take_an_edit_back(session, chen):
    stored(FILE, chen)
    first = session.scalars(select(Revision).order_by(Revision.id)).first()
    edited = first.sources["zh"].replace("事后补", "三日内补")
    writing.save({"zh": edited}, code=first.question.code, base=1, actor=chen)

    report = look(FILE, chen)
    assert ("QI202", {"line": 1}) in [(note.code, note.place.values) for note in report.all_notes]
    assert stored(FILE, chen) == {**NONE, "older": 1, "unchanged": 1}
    assert sorted(number for _, number, _ in rows(session)) == [1, 1, 2]


def test_the_same_question_twice_in_a_file_is_taken_once_and_told_of(session, chen):
    first = FILE.splitlines()[0]
    report = look(f"{FILE}{first}\n", chen)

    [note] = [note for note in report.notes if note.code == "QI201"]
    assert (note.place.values, note.values["first"].values) == ({"line": 3}, {"line": 1})
    assert report.counts == {**NONE, "new": 2}


def test_the_same_question_with_two_keys_is_an_error(session, chen):
    report = look(FILE + FILE.splitlines()[0].replace("*出", "出").replace("不", "*不"), chen)
    assert ("QB103", {"line": 3}) in said(report)


def test_what_the_bank_cannot_carry_is_told(session, chen):
    report = look(f"!red\n{FILE}", chen)
    [note] = [note for note in report.notes if note.code == "QI299"]
    assert (note.message, note.values, note.place.values) == (LOST, {"value": "red"}, {"line": 1})


def test_a_file_without_questions_or_of_no_format_is_refused(session, chen):
    assert said(look("!red", chen)) == [("QI112", {})]
    with pytest.raises(Damaged) as unknown:
        kept("?", chen)
    assert unknown.value.note.code == "QI109"
    with pytest.raises(Damaged) as large:
        kept(bytes(10 * 1024 * 1024 + 1), chen)
    assert large.value.note.code == "QI100"
    assert count(session, Upload) == 1


def test_a_missing_topic_or_pool_is_an_error(session, chen):
    report = look(FILE, chen, topic="", pool="")
    assert {code for code, _ in said(report)} == {"QB112", "QB114"}


def test_a_pool_never_changes(session, chen):
    stored(FILE, chen)
    report = look(FILE, chen, pool="exam")
    assert said(report) == [("QB143", {"line": 1}), ("QB143", {"line": 2})]


def test_ids_travel_and_a_question_of_another_unit_is_refused(session, chen, cast):
    line = FILE.splitlines()[0]
    stored(f"@law-penalty-0777 {line}", chen)
    assert {code for code, _, _ in rows(session)} == {"law-penalty-0777"}
    question = session.scalars(select(Question)).one()
    question.unit_id = cast.units["hezhou"].id
    session.commit()
    cast.wu.grants[0].unit_id = cast.units["yunxi"].id
    session.commit()
    wu = actor_of(person_of(cast.wu.id))

    report = look(f"@law-penalty-0777 {line}|四", wu)
    assert said(report) == [("QI111", {"line": 1})]


def test_pictures_come_in_under_a_name_of_their_own_and_are_shown(session, chen):
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, "PNG")
    text = f"^{data.getvalue().hex()}\n看图 ![一张票据](media/a.png) {FILE}"

    assert stored(text, chen) == {**NONE, "new": 2}

    picture = session.scalars(select(Picture)).one()
    assert picture.name.startswith("media/a-")
    source = session.scalars(select(Revision).order_by(Revision.id)).first().sources["zh"]
    assert f"![一张票据]({picture.name})" in source
    assert count(session, RevisionPicture) == 1
    assert stored(text, chen) == {**NONE, "unchanged": 2}
    assert count(session, Picture) == 1


def test_a_picture_that_cannot_be_read_is_an_error(session, chen):
    report = look(f"^00ff\n{FILE}", chen)
    assert said(report) == [("QI113", {"name": "media/a.png"})]


def test_a_file_of_our_own_is_kept_whole(session, chen):
    text = file_of("zh", ZH)

    assert stored(text, chen, name="penalty.md") == {**NONE, "new": 1}
    assert [each.text for each in session.scalars(select(QuestionFile))] == [text]
    assert stored(text, chen, name="penalty.md") == {**NONE, "unchanged": 1}

    report = look(text.replace("[x]", "[ ]"), chen, name="penalty.md")
    assert [code for code, _ in said(report)] == ["QB105"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_file_of_our_own_comes_in_any_usual_encoding(session, chen, encoding):
    report = look(file_of("zh", ZH).encode(encoding), chen, name="penalty.md")
    assert report.is_sound


def test_only_a_trainer_brings_files(session, cast, in_app):
    lin = actor_of(person_of(cast.lin.id))
    with pytest.raises(NotAllowed):
        kept(FILE, lin)
    assert count(session, Upload) == 0


def test_an_upload_is_seen_by_nobody_else_not_a_day_later_and_not_once_stored(session, chen, cast):
    upload = kept(FILE, chen)
    wu = actor_of(person_of(cast.wu.id))
    for token, actor in ((upload.token, wu), ("nothing", chen)):
        with pytest.raises(Missing):
            bringing.store_upload(token, actor=actor)
    assert [each.id for each in uploads.own_uploads(chen)] == [upload.id]
    assert uploads.own_uploads(wu) == []

    upload.at -= timedelta(days=1, seconds=1)
    session.commit()
    with pytest.raises(Missing):
        uploads.own_upload(upload.token, chen)
    assert uploads.own_uploads(chen) == []
    second = kept(FILE, chen)
    assert count(session, Upload) == 1, "what nobody can see any more is not kept"

    bringing.store_upload(second.token, actor=chen)
    with pytest.raises(Missing):
        bringing.store_upload(second.token, actor=chen)
    assert (count(session), session.get(Upload, second.id).came) == (2, {})


def test_a_name_that_no_database_takes_is_made_plain(session, chen):
    assert kept(FILE, chen, name="a\x00\u202eb\nc.lines").name == "ab c.lines"
