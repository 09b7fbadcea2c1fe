"""The workshop: who may write, save and send, and what becomes of it."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from courses.importing import load
from courses.models.proposals import ModuleProposal, ProposalSending, ProposalWithdrawal
from courses.queries import outline
from tests.courses import files
from tests.courses.proposing import (
    EN,
    NEW_ZH,
    SHOP,
    ZH,
    acts,
    approve,
    begun,
    in_review,
    number_of,
    saved,
    send_back,
    sent,
    texts,
)
from tests.people import grant

pytestmark = pytest.mark.usefixtures("shelf")
NEW = {"code": "b9", "place": "procedure.2"}


@pytest.fixture
def chen(house, cast):
    return house.as_(cast.chen, "en")


@pytest.fixture
def wu(house, cast):
    return house.as_(cast.wu, "en")


@pytest.fixture
def xu(house, cast):
    return house.as_(cast.xu, "en")


def rows(session, model):
    session.rollback()
    return len(session.scalars(select(model)).all())


def test_a_trainer_begins_with_the_module_as_it_stands(chen, session):
    proposal = begun(chen)

    assert texts(session) == [(1, {"zh": ZH, "en": EN})]
    page = chen.get(f"{proposal}/text")
    assert page.status_code == 200
    assert "十分钟里，法律要走完。" in page.text
    assert "As readers see it" in page.text


def test_whoever_begins_again_goes_on_with_the_open_proposal(chen, wu, session):
    assert begun(chen) == begun(chen)
    assert begun(wu) != begun(chen)
    assert rows(session, ModuleProposal) == 2


def test_every_save_is_a_text_of_its_own_and_errors_may_be_saved(chen, session):
    proposal = begun(chen)

    first = saved(chen, proposal, zh="nothing yet")
    second = saved(chen, proposal, base="2-1")

    assert (first.status_code, second.status_code) == (303, 303)
    assert [(number, said["zh"]) for number, said in texts(session)] == [
        (1, ZH),
        (2, "nothing yet"),
        (3, NEW_ZH),
    ]


def test_saving_what_was_saved_stores_nothing(chen, session):
    proposal = begun(chen)

    assert saved(chen, proposal, zh=ZH.replace("\n", "\r\n")).status_code == 303

    assert len(texts(session)) == 1


def test_a_page_left_open_overwrites_nothing_and_shows_what_was_saved(chen, session):
    proposal = begun(chen)
    saved(chen, proposal)

    late = saved(chen, proposal, zh=ZH.replace("十分钟里", "二十分钟里"))

    assert late.status_code == 409
    assert "Nothing was overwritten" in late.text
    assert "二十分钟里" in late.text
    assert 'name="base" value="2-1"' in late.text
    assert len(texts(session)) == 2


def test_a_text_too_long_for_a_module_is_refused_and_stays_on_the_page(chen, session):
    proposal = begun(chen)

    answer = saved(chen, proposal, zh=ZH + "字" * 200_000)

    assert answer.status_code == 422
    assert "too long" in answer.text
    assert len(texts(session)) == 1


def test_the_preview_says_what_is_wrong_and_how_it_looks_and_stores_nothing(chen, session):
    proposal = begun(chen)

    found = chen.post(
        f"{proposal}/preview", {"zh": files.module(confidence="C"), "en": EN}
    ).get_json()

    assert (found["zh"]["errors"], found["zh"]["marks"]) == (1, {"10": "bad"})
    assert "a fact marked C may not be taught" in found["zh"]["html"]
    assert "Inspection" in found["en"]["html"]
    assert ' id="s1"' not in found["en"]["html"]
    assert len(texts(session)) == 1


def test_without_a_script_a_button_checks_and_stores_nothing(chen, session):
    proposal = begun(chen)

    page = chen.post(f"{proposal}/text", {"zh": "no head", "en": "", "base": "1-1", "check": "1"})

    assert page.status_code == 200
    assert "CM101" in page.text
    assert len(texts(session)) == 1


def test_markup_in_a_text_is_shown_as_text(chen):
    proposal = begun(chen)

    page = chen.post(
        f"{proposal}/text",
        {"zh": ZH + "\n<script>alert(1)</script>\n", "en": "", "base": "1-1", "check": "1"},
    )

    assert "<script>alert" not in page.text


def test_a_sound_text_is_sent_once(chen, session):
    proposal = begun(chen)
    saved(chen, proposal)

    assert sent(chen, proposal).status_code == 303
    again = sent(chen, proposal)

    assert again.status_code == 409
    assert "submitted already" in again.text
    assert rows(session, ProposalSending) == 1
    assert acts(session) == ["course.module_sent"]


@pytest.mark.parametrize(
    ("zh", "why"),
    [
        (ZH, "nothing to review"),
        (files.module(confidence="C"), "has errors"),
        (files.module(facts="F-APL-55, law55"), "has errors"),
        (files.module(module="b3"), "has errors"),
        ("nothing yet", "has errors"),
    ],
)
def test_what_an_import_would_not_take_is_not_sent(chen, session, zh, why):
    proposal = begun(chen)
    saved(chen, proposal, zh=zh)

    refused = sent(chen, proposal, number=len(texts(session)))

    assert refused.status_code == 409
    assert why in refused.text
    assert (rows(session, ProposalSending), acts(session)) == (0, [])


def test_an_older_text_is_not_sent(chen, session):
    proposal = begun(chen)
    saved(chen, proposal)

    assert sent(chen, proposal, number=1).status_code == 409
    assert rows(session, ProposalSending) == 0


def test_a_save_after_sending_makes_it_a_draft_again(chen, xu, session):
    proposal = in_review(chen)

    saved(chen, proposal, zh=NEW_ZH.replace("十五", "十六"), base="2-1")

    assert approve(xu, proposal).status_code == 409
    assert "No text of a module waits" in xu.get(SHOP).text
    assert sent(chen, proposal, number=3).status_code == 303


def test_a_withdrawn_proposal_is_closed_and_stays_readable(chen, xu, session):
    proposal = in_review(chen)

    assert chen.post(f"{proposal}/withdrawal").status_code == 303

    assert chen.post(f"{proposal}/withdrawal").status_code == 409
    assert saved(chen, proposal, base="2-1").status_code == 409 or len(texts(session)) == 2
    assert sent(chen, proposal).status_code == 409
    assert approve(xu, proposal).status_code == 409
    assert chen.get(f"{proposal}/text").status_code == 303
    assert "Withdrawn" in xu.get(proposal).text
    assert len(texts(session)) == 2
    assert rows(session, ProposalWithdrawal) == 1
    assert acts(session) == ["course.module_sent", "course.module_withdrawn"]
    assert begun(chen) != proposal


def moved_on(app, shelf):
    path = shelf / "procedure/zh/02-inspection.md"
    path.write_text(ZH.replace("法律要走完", "程序要走完"), encoding="utf-8")
    with app.app_context():
        load(shelf, actor=None)


def test_a_module_that_moved_on_asks_the_writer_to_begin_with_the_newest(app, shelf, chen, session):
    proposal = begun(chen)
    saved(chen, proposal)
    moved_on(app, shelf)

    refused = sent(chen, proposal)
    page = chen.get(f"{proposal}/text")
    late = saved(chen, proposal, zh=NEW_ZH, base="2-1")
    merged = saved(chen, proposal, zh=NEW_ZH.replace("法律要走完", "程序要走完"), base="2-2")

    assert refused.status_code == 409
    assert "was changed meanwhile" in refused.text
    assert "What changed in the module since you began" in page.text
    assert late.status_code == 409
    assert merged.status_code == 303
    assert sent(chen, proposal, number=3).status_code == 303


def test_a_new_module_begins_with_a_skeleton_at_its_place(chen, session):
    page = chen.get(f"{SHOP}new")
    answer = chen.post(f"{SHOP}proposals", NEW)

    assert ("first in Procedure" in page.text, "after b2" in page.text) == (True, True)
    assert answer.status_code == 303
    session.rollback()
    proposal = session.scalars(select(ModuleProposal)).one()
    assert (proposal.course_code, proposal.module_code, proposal.position) == ("procedure", "b9", 2)
    assert "module: b9" in chen.get(answer.location).text
    assert chen.post(f"{SHOP}proposals", NEW).location == answer.location


def test_a_new_module_is_of_the_month_that_it_is_for_its_writer(chen, monkeypatch):
    last_evening = datetime(2026, 11, 30, 18, tzinfo=UTC)
    monkeypatch.setattr("accounts.actions.turns.now", lambda: last_evening)

    proposal = chen.post(f"{SHOP}proposals", NEW).location

    assert re.findall(r"edition: (\S+)", chen.get(proposal).text)[0] == "2026-12"


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "b2"},
        {"code": "a1"},
        {"code": "B9"},
        {"code": "b9\n"},
        {"code": ""},
        {"place": "procedure.7"},
        {"place": "nothing.1"},
        {"place": ""},
    ],
)
def test_a_code_that_is_taken_or_none_and_a_place_that_is_none_are_refused(chen, session, changes):
    assert chen.post(f"{SHOP}proposals", NEW | changes).status_code == 422
    assert rows(session, ModuleProposal) == 0


def test_a_new_module_whose_code_was_taken_is_given_up(app, shelf, chen, session):
    proposal = chen.post(f"{SHOP}proposals", NEW).location.removesuffix("/text")
    (shelf / "procedure/course.toml").write_text(
        files.course(modules='["b2", "b3", "b9"]'), encoding="utf-8"
    )
    (shelf / "procedure/zh/09-new.md").write_text(
        files.module(module="b9", title="新课", title_parts=None), encoding="utf-8"
    )
    with app.app_context():
        load(shelf, actor=None)

    answer = saved(chen, proposal, zh=files.module(module="b9"), base="1-1")

    assert answer.status_code == 422
    assert "Another module took this code" in answer.text
    assert len(texts(session)) == 1
    assert chen.post(f"{proposal}/withdrawal").status_code == 303


def test_what_another_trainer_wrote_is_theirs(chen, wu, session):
    private = begun(chen)
    assert wu.get(f"{private}/text").status_code == 404
    assert wu.get(private).status_code == 404
    assert saved(wu, private).status_code == 404

    saved(chen, private)
    sent(chen, private)

    assert wu.get(private).status_code == 200
    answers = [
        wu.get(f"{private}/text"),
        saved(wu, private, base="2-1"),
        wu.post(f"{private}/preview", {"zh": ZH}),
        sent(wu, private),
        wu.post(f"{private}/withdrawal"),
    ]
    assert [each.status_code for each in answers] == [403] * 5
    assert len(texts(session)) == 2


def test_who_reviews_again_sees_what_was_said_and_what_was_mended_since(chen, xu):
    proposal = in_review(chen)
    first = xu.get(proposal).text
    send_back(xu, proposal, comment="Which article?")
    saved(chen, proposal, zh=ZH.replace("十分钟里", "三十分钟里"), base="2-1")
    sent(chen, proposal, number=3)

    again = xu.get(proposal).text

    assert "Changed since it was returned" not in first
    mended = again.split("Changed since it was returned")[1].split("Changed since revision 1")[0]
    assert ("Which article?" in mended, "三" in "".join(mended.split("<ins>")[1:])) == (True, True)


ADDRESSES = [
    ("get", ""),
    ("get", "new"),
    ("post", "proposals"),
    ("post", "procedure/b2/proposals"),
    ("get", "procedure/b2/history"),
    ("get", "proposals/{0}"),
    ("get", "proposals/{0}/text"),
    ("post", "proposals/{0}/text"),
    ("post", "proposals/{0}/preview"),
    ("post", "proposals/{0}/texts/2/sending"),
    ("post", "proposals/{0}/texts/2/approval"),
    ("post", "proposals/{0}/withdrawal"),
]


def test_an_officer_is_allowed_nothing_here(house, cast, chen, session):
    proposal = in_review(chen)
    lin = house.as_(cast.lin)

    number = number_of(proposal)
    found = [
        getattr(lin, how)(f"{SHOP}{path.format(number)}").status_code for how, path in ADDRESSES
    ]
    returned = send_back(lin, proposal)

    assert found == [403] * len(ADDRESSES)
    assert returned.status_code == 403
    assert (len(texts(session)), acts(session)) == (2, ["course.module_sent"])


def test_a_reviewer_writes_nothing_and_looks_at_everything_sent(chen, xu, session):
    proposal = in_review(chen)

    writing = [
        xu.get(f"{SHOP}new"),
        xu.post(f"{SHOP}proposals", NEW),
        xu.post(f"{SHOP}procedure/b2/proposals"),
        saved(xu, proposal, base="2-1"),
        xu.post(f"{proposal}/withdrawal"),
    ]

    assert [each.status_code for each in writing] == [403] * 5
    assert xu.get(SHOP).status_code == 200
    assert (rows(session, ModuleProposal), len(texts(session))) == (1, 2)


def test_what_is_not_there_is_missing(chen, xu):
    found = [
        chen.get(f"{SHOP}proposals/9"),
        chen.get(f"{SHOP}proposals/9/text"),
        saved(chen, f"{SHOP}proposals/9"),
        sent(chen, f"{SHOP}proposals/9"),
        chen.post(f"{SHOP}proposals/9/withdrawal"),
        chen.post(f"{SHOP}procedure/zz/proposals"),
        chen.post(f"{SHOP}law/b2/proposals"),
        chen.get(f"{SHOP}law/b2/history"),
        approve(xu, f"{SHOP}proposals/9"),
        send_back(xu, f"{SHOP}proposals/9"),
    ]

    assert [each.status_code for each in found] == [404] * len(found)


def test_the_list_takes_as_many_statements_for_three_proposals_as_for_one(
    house, session, cast, chen, statements
):
    in_review(chen)
    with statements() as one:
        assert chen.get(SHOP).status_code == 200
    grant(session, cast.meng, "trainer", cast.units["nation"])
    for who in (cast.wu, cast.meng):
        in_review(house.as_(who))
    begun(chen, "procedure/b3")
    chen.post(f"{SHOP}proposals", NEW)

    with statements() as many:
        page = chen.get(SHOP)

    assert page.text.count("With a reviewer") >= 6
    assert len(many) == len(one)


def test_the_courses_have_a_door_to_the_workshop_for_those_with_the_right(house, cast):
    doors = [SHOP in house.as_(who).get("/courses/").text for who in (cast.chen, cast.xu, cast.lin)]

    assert doors == [True, True, False]


def test_desks_count_what_waits_and_what_came_back(house, cast, chen, xu):
    proposal = in_review(chen)
    assert "Texts of modules that wait for review" in xu.get("/").text
    assert "Texts of modules that wait" not in chen.get("/").text

    send_back(xu, proposal)

    assert "Proposed texts of modules returned to you" in chen.get("/").text
    assert "Texts of modules that wait for review" not in xu.get("/").text


def test_what_is_only_proposed_changes_nothing_for_readers(app, chen, house, cast):
    with app.app_context():
        before = outline.files()

    in_review(chen)

    with app.app_context():
        assert outline.files() == before
    assert "十五分钟里" not in house.as_(cast.lin).get("/courses/procedure/b2/").text
