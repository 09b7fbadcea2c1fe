"""A note that is open on two pages: whoever saves or deletes last overwrites nothing unseen."""

import re

import pytest
from sqlalchemy import delete, event

from accounts.queries import actor_of
from core.database import db
from courses.actions import noting
from courses.models.studying import Note
from courses.rules.noting import Draft, version_of
from tests.courses.noting import (
    B2,
    JSON,
    PASSAGE,
    carried,
    changed,
    deleted,
    notes,
    opened,
    written,
)
from tests.racing import at_once, refusals

pytestmark = pytest.mark.usefixtures("shelf")
CHANGED = "This note was changed on another page after you opened it. Nothing was overwritten"
KEPT = "This note was changed on another page after you opened it. It was not deleted"


@pytest.fixture
def lin(house, cast):
    return house.as_(cast.lin, "en")


def words(session):
    return [each[-1] for each in notes(session)]


def test_a_save_over_words_that_came_meanwhile_overwrites_nothing_and_shows_both(lin, session):
    note = written(lin, "先亮证")
    phone = opened(lin, note)
    changed(lin, note, "先敬礼，再亮证")

    refused = changed(lin, note, "先亮证，再问话", base=phone)

    assert words(session) == ["先敬礼，再亮证"]
    assert refused.status_code == 409
    assert CHANGED in refused.text
    assert 'own-words">先敬礼，再亮证</p>' in refused.text
    assert ">先亮证，再问话</textarea>" in refused.text


def test_one_s_own_is_saved_over_it_once_both_were_seen(lin, session):
    note = written(lin, "先亮证")
    phone = opened(lin, note)
    changed(lin, note, "先敬礼")
    seen = changed(lin, note, "先问话", base=phone)

    answer = changed(lin, note, "先敬礼，后问话", base=carried(seen))

    assert re.search(rf'<form method="post" action="/courses/notes/{note}">', seen.text)
    assert (answer.status_code, answer.location) == (303, f"{B2}#note-{note}")
    assert words(session) == ["先敬礼，后问话"]


def test_what_changed_again_while_both_were_looked_at_is_shown_again(lin, session):
    note = written(lin, "一")
    phone = opened(lin, note)
    changed(lin, note, "二")
    seen = changed(lin, note, "三", base=phone)
    changed(lin, note, "四")

    again = changed(lin, note, "三", base=carried(seen))

    assert (again.status_code, 'own-words">四</p>' in again.text) == (409, True)
    assert words(session) == ["四"]


@pytest.mark.parametrize("base", ["", "0", "先亮证", "a" * 64])
def test_a_save_that_does_not_say_what_it_was_written_over_overwrites_nothing(lin, session, base):
    note = written(lin, "先亮证")

    assert changed(lin, note, "先敬礼", base=base).status_code == 409
    assert deleted(lin, note, base=base).status_code == 409
    assert words(session) == ["先亮证"]


def test_the_same_words_sent_twice_are_one_save(lin, session):
    note = written(lin, "先亮证")
    page = opened(lin, note)
    changed(lin, note, "先敬礼", base=page)

    again = changed(lin, note, "先敬礼", base=page)

    assert (again.status_code, words(session)) == (303, ["先敬礼"])


def test_a_page_that_was_refused_for_its_words_still_knows_what_it_was_opened_at(lin, session):
    note = written(lin, "先亮证")
    phone = opened(lin, note)
    changed(lin, note, "先敬礼")

    too_long = changed(lin, note, "记" * 5_001, base=phone)
    refused = changed(lin, note, "记", base=carried(too_long))

    assert (too_long.status_code, carried(too_long), refused.status_code) == (422, phone, 409)
    assert words(session) == ["先敬礼"]


def test_a_highlight_that_got_words_meanwhile_keeps_them(lin, session):
    note = written(lin, "", **PASSAGE)
    phone = opened(lin, note)
    changed(lin, note, "记住")

    refused = changed(lin, note, "背下来", base=phone)
    changed(lin, note, "")
    bare = changed(lin, note, "背下来", base=carried(refused))

    assert (refused.status_code, bare.status_code) == (409, 409)
    assert "No words; the highlight alone." in bare.text
    assert [each[2:] for each in notes(session)] == [
        ("应当主动出示证件。", "第五十五条", "检查", "")
    ]


def test_a_note_that_changed_since_it_was_opened_is_shown_and_not_deleted(lin, session):
    note = written(lin, "先亮证")
    phone = opened(lin, note)
    changed(lin, note, "先敬礼")

    refused = deleted(lin, note, base=phone)

    assert words(session) == ["先敬礼"]
    assert (refused.status_code, KEPT in refused.text) == (409, True)
    assert ">先敬礼</textarea>" in refused.text
    assert deleted(lin, note, base=carried(refused)).status_code == 303
    assert words(session) == []


@pytest.fixture
def deleted_once_refused(session):
    """Another page deletes every note between the refusal of an act and the showing of its page."""

    def delete_all(_session):
        session.execute(delete(Note))
        session.commit()

    event.listen(db.session, "after_rollback", delete_all, once=True)
    yield
    event.remove(db.session, "after_rollback", delete_all)


@pytest.mark.parametrize(("typed", "base"), [("先问话", "0"), ("", None)])
@pytest.mark.usefixtures("deleted_once_refused")
def test_a_save_of_what_was_deleted_while_it_was_refused_gives_back_what_was_typed(
    lin, session, typed, base
):
    note = written(lin, "先亮证")

    gone = changed(lin, note, typed, base=base)

    assert (gone.status_code, words(session)) == (404, [])
    assert "it may have been deleted on another page" in gone.text
    assert typed + "</textarea>" in gone.text or not typed


@pytest.mark.parametrize("act", [lambda *sent, **how: changed(*sent, "先问话", **how), deleted])
@pytest.mark.parametrize("how", [{}, {"headers": JSON}])
@pytest.mark.usefixtures("deleted_once_refused")
def test_what_was_deleted_while_an_act_was_refused_is_not_there(lin, session, act, how):
    note = written(lin, "先亮证")

    gone = act(lin, note, base="0", **how)

    assert (gone.status_code, words(session)) == (404, [])


def test_the_script_is_told_what_the_note_says_now(lin, session):
    note = written(lin, "先亮证")
    phone = opened(lin, note)
    changed(lin, note, "先敬礼")

    told = [
        changed(lin, note, "先问话", base=phone, headers=JSON),
        deleted(lin, note, base=phone, headers=JSON),
    ]

    assert [(each.status_code, each.json["words"], each.json["base"]) for each in told] == [
        (409, "先敬礼", version_of("先敬礼"))
    ] * 2
    assert told[0].json["detail"].startswith(CHANGED)
    assert told[1].json["detail"].startswith(KEPT)
    assert [f'data-base="{version_of("先敬礼")}"' in each.json["notes"] for each in told] == [
        True,
        True,
    ]
    assert words(session) == ["先敬礼"]


def test_of_two_saves_at_once_one_is_kept_and_the_other_is_told(app, lin, cast, session):
    note, base, actor = written(lin, "先亮证"), version_of("先亮证"), acting(app, cast.lin)

    came = at_once(
        app,
        lambda: noting.edit(note, words="手机上写的", base=base, actor=actor),
        lambda: noting.edit(note, words="办公室写的", base=base, actor=actor),
    )

    assert [
        each.startswith("This note was changed on another page") for each in refusals(came)
    ] == [True]
    assert words(session) in (["手机上写的"], ["办公室写的"])


def test_a_save_and_a_deletion_at_once_lose_no_words_unseen(app, lin, cast, session):
    note, base, actor = written(lin, "先亮证"), version_of("先亮证"), acting(app, cast.lin)

    came = at_once(
        app,
        lambda: noting.edit(note, words="手机上写的", base=base, actor=actor),
        lambda: noting.delete(note, base=base, actor=actor),
    )

    assert (words(session), refusals(came)) in (
        (["手机上写的"], [noting.CHANGED_BEFORE_DELETION]),
        ([], ["There is no such note; it may have been deleted on another page."]),
    )


def test_a_new_note_sent_twice_is_one_note_and_another_passage_is_another(lin, session, cast):
    first, again = written(lin, "先亮证", **PASSAGE), written(lin, "先亮证", **PASSAGE)
    other = written(lin, "先亮证")

    assert (again, other == first) == (first, False)
    assert notes(session) == [
        (cast.lin.id, "zh", PASSAGE["quote"], PASSAGE["before"], PASSAGE["after"], "先亮证"),
        (cast.lin.id, "zh", "", "", "", "先亮证"),
    ]


def test_what_was_sent_twice_is_one_note_where_there_is_room_for_no_other(
    lin, session, monkeypatch
):
    monkeypatch.setattr("courses.actions.noting.MOST_NOTES", 1)

    assert written(lin, "先亮证") == written(lin, "先亮证")
    assert words(session) == ["先亮证"]


def test_the_same_words_of_another_person_are_a_note_of_their_own(house, lin, session, cast):
    written(lin, "先亮证")
    written(house.as_(cast.zhao, "en"), "先亮证")

    assert [each[0] for each in notes(session)] == [cast.lin.id, cast.zhao.id]


def test_a_new_note_sent_twice_at_once_is_one_note(app, cast, session):
    draft, actor = Draft("zh", "先亮证"), acting(app, cast.lin)

    def write():
        noting.add("procedure", "b2", draft, actor=actor)

    assert at_once(app, *[write] * 4) == [None] * 4
    assert words(session) == ["先亮证"]


def acting(app, person):
    """Somebody as actions know them."""
    with app.app_context():
        return actor_of(person)
