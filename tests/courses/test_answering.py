"""A reviewer's answer to a proposed module: it stands as if imported, or goes back."""

from functools import partial

import pytest
from sqlalchemy import select

from accounts.models import Notice
from accounts.queries import actor_of, person_of
from core.errors import Refused
from courses.actions import answering, proposing
from courses.importing import load, read_folder
from courses.models.courses import CourseRevision
from courses.models.proposals import ProposalAnswer
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
    count,
    in_review,
    number_of,
    saved,
    send_back,
    sent,
    stored,
    texts,
)
from tests.courses.test_changes import complete
from tests.people import grant
from tests.racing import at_once

pytestmark = pytest.mark.usefixtures("shelf")
B9 = {"module": "b9", "title_parts": None}


@pytest.fixture
def chen(house, cast):
    return house.as_(cast.chen, "en")


@pytest.fixture
def xu(house, cast):
    return house.as_(cast.xu, "en")


def notices(session):
    session.rollback()
    rows = session.scalars(select(Notice).order_by(Notice.id))
    return [(each.person_id, each.text, each.path) for each in rows]


def answers(session):
    session.rollback()
    found = session.scalars(select(ProposalAnswer))
    return [(each.agreed, each.comment, each.by_id) for each in found]


def test_an_approved_text_stands_for_readers_and_its_writer_hears(house, cast, session, chen, xu):
    proposal = in_review(chen)

    assert approve(xu, proposal).status_code == 303

    assert stored(session)[-1] == ("b2", 2, NEW_ZH, cast.chen.id)
    assert "十五分钟里" in house.as_(cast.lin).get("/courses/procedure/b2/").text
    assert answers(session) == [(True, "", cast.xu.id)]
    assert notices(session) == [
        (
            cast.chen.id,
            "Your text of “%(module)s” was approved and stands in the course.",
            proposal,
        )
    ]
    assert acts(session) == ["course.module_sent", "course.module_approved"]
    assert "Approved" in chen.get(proposal).text


def test_whoever_completed_the_module_hears_that_it_changed(
    house, cast, session, questions, chen, xu
):
    complete(house.as_(cast.lin), questions)

    approve(xu, in_review(chen))

    assert (
        cast.lin.id,
        "“%(module)s”, which you studied, was changed. See what is new.",
        "/courses/procedure/b2/changes",
    ) in notices(session)
    assert "<ins>" in house.as_(cast.lin).get("/courses/procedure/b2/changes").text


def test_a_notice_is_read_in_english_where_the_module_has_no_english(chen, xu):
    proposal = begun(chen)
    saved(chen, proposal, en="")
    sent(chen, proposal)
    approve(xu, proposal)

    assert "市场检查" in chen.get("/notices/").text


def test_what_was_approved_is_exported_byte_for_byte_and_imported_as_nothing_new(
    app, session, chen, xu, tmp_path
):
    with app.app_context():
        before = outline.files()
    approve(xu, in_review(chen))

    with app.app_context():
        after = outline.files()
    assert after == before | {"procedure/zh/02-inspection.md": NEW_ZH}
    root = files.write(tmp_path / "out", after)
    revisions = count(session)
    with app.app_context():
        again = load(root, actor=None)
    assert (again.courses, again.modules) == (0, 0)
    assert count(session) == revisions


def test_a_file_with_other_line_endings_keeps_them_where_nobody_wrote(
    app, shelf, session, chen, xu
):
    crlf = EN.replace("\n", "\r\n")
    (shelf / "procedure/en/02-inspection.md").write_bytes(crlf.encode())
    with app.app_context():
        load(shelf, actor=None)
    proposal = begun(chen)
    saved(chen, proposal, base="1-2")
    sent(chen, proposal)
    approve(xu, proposal)

    with app.app_context():
        assert outline.files()["procedure/en/02-inspection.md"] == crlf


def proposed_b9(trainer, place="procedure.2"):
    begun_at = trainer.post(f"{SHOP}proposals", {"code": "b9", "place": place})
    proposal = begun_at.location.removesuffix("/text")
    saved(
        trainer,
        proposal,
        zh=files.module(title="新课", **B9),
        en=files.module(title="New", **B9),
        base="1-0",
    )
    assert sent(trainer, proposal).status_code == 303
    return proposal


def test_a_new_module_joins_its_course_and_every_other_byte_stays(
    app, session, house, cast, chen, xu, tmp_path
):
    with app.app_context():
        before = outline.files()
    proposal = proposed_b9(chen)

    assert approve(xu, proposal).status_code == 303

    with app.app_context():
        after = outline.files()
    old = before["procedure/course.toml"]
    assert after == before | {
        "procedure/course.toml": old.replace('"b2", "b3"', '"b2", "b9", "b3"'),
        "procedure/zh/02-b9.md": files.module(title="新课", **B9),
        "procedure/en/02-b9.md": files.module(title="New", **B9),
    }
    root = files.write(tmp_path / "out", after)
    assert not [each for each in read_folder(root).findings if each.is_error]
    with app.app_context():
        again = load(root, actor=None)
    assert (again.courses, again.modules) == (0, 0)
    assert house.as_(cast.lin).get("/courses/procedure/b9/").status_code == 200
    assert "New module" not in chen.get(proposal).text


def test_two_new_modules_at_one_place_both_join(app, house, cast, session, chen, xu):
    first = proposed_b9(chen)
    wu = house.as_(cast.wu, "en")
    second = wu.post(f"{SHOP}proposals", {"code": "b8", "place": "procedure.3"}).location
    second = second.removesuffix("/text")
    saved(
        wu,
        second,
        zh=files.module(module="b8", title="另一课", title_parts=None),
        en="",
        base="1-0",
    )
    sent(wu, second)

    assert [approve(xu, each).status_code for each in (first, second)] == [303, 303]

    with app.app_context():
        assert outline.revision_of("procedure").modules == ["b2", "b9", "b8", "b3"]


def test_of_two_new_modules_with_one_code_the_second_is_overtaken(house, cast, session, chen, xu):
    first = proposed_b9(chen)
    second = proposed_b9(house.as_(cast.wu, "en"), place="law.1")

    assert approve(xu, first).status_code == 303
    refused = approve(xu, second)

    assert refused.status_code == 409
    assert "changed meanwhile" in refused.text
    session.rollback()
    assert len(session.scalars(select(CourseRevision)).all()) == 3


def test_a_returned_text_comes_back_with_the_comment_and_is_sent_anew(cast, session, chen, xu):
    proposal = in_review(chen)
    before = count(session)

    assert send_back(xu, proposal).status_code == 303

    assert count(session) == before
    assert answers(session) == [(False, "第五十五条说的是什么？", cast.xu.id)]
    assert notices(session) == [
        (cast.chen.id, "Your text of “%(module)s” was returned with a comment.", proposal)
    ]
    assert "第五十五条说的是什么？" in chen.get(f"{proposal}/text").text
    assert "第五十五条说的是什么？" in chen.get(SHOP).text
    assert sent(chen, proposal).status_code == 409

    saved(chen, proposal, zh=NEW_ZH.replace("十五", "十六"), base="2-1")
    assert sent(chen, proposal, number=3).status_code == 303
    assert approve(xu, proposal, number=3).status_code == 303
    assert acts(session) == [
        "course.module_sent",
        "course.module_returned",
        "course.module_sent",
        "course.module_approved",
    ]


@pytest.mark.parametrize(("comment", "status"), [("", 422), ("  \n", 409)])
def test_without_a_comment_nothing_is_returned(session, chen, xu, comment, status):
    proposal = in_review(chen)

    assert send_back(xu, proposal, comment=comment).status_code == status
    assert (answers(session), notices(session)) == ([], [])


def test_nobody_answers_their_own_text_even_with_the_right(house, cast, session, chen):
    grant(session, cast.chen, "reviewer", cast.units["nation"])
    proposal = in_review(chen)
    before = count(session)

    page = chen.get(proposal)
    answered = [approve(chen, proposal), send_back(chen, proposal)]

    assert "somebody else must review it" in page.text
    assert "Return with this comment" not in page.text
    assert [each.status_code for each in answered] == [403, 403]
    assert (count(session), answers(session)) == (before, [])


@pytest.mark.parametrize("login", ["wu", "shen", "lin"])
def test_without_the_right_nobody_answers(house, cast, session, chen, login):
    proposal = in_review(chen)
    other = house.as_(cast.people[login])
    before = count(session)

    answered = [approve(other, proposal), send_back(other, proposal)]

    assert [each.status_code for each in answered] == [403, 403]
    assert (count(session), answers(session)) == (before, [])


def test_what_was_decided_is_decided_once(session, house, cast, chen, xu):
    proposal = in_review(chen)
    approve(xu, proposal)
    before = count(session)
    gu = house.as_(cast.gu)

    found = [approve(gu, proposal), send_back(gu, proposal), approve(xu, proposal, number=1)]

    assert [each.status_code for each in found] == [409, 409, 409]
    assert (count(session), len(answers(session))) == (before, 1)


def test_a_page_left_open_decides_nothing_about_a_text_sent_since(session, chen, xu):
    proposal = in_review(chen)
    saved(chen, proposal, zh=NEW_ZH.replace("十五", "十六"), base="2-1")
    sent(chen, proposal, number=3)
    before = count(session)

    found = [approve(xu, proposal, number=2), send_back(xu, proposal, number=2)]

    assert [each.status_code for each in found] == [409, 409]
    assert (count(session), answers(session)) == (before, [])


def test_a_module_that_moved_on_is_not_overwritten(app, shelf, session, chen, xu):
    proposal = in_review(chen)
    path = shelf / "procedure/zh/02-inspection.md"
    path.write_text(ZH.replace("法律要走完", "程序要走完"), encoding="utf-8")
    with app.app_context():
        load(shelf, actor=None)
    before = stored(session)

    found = [approve(xu, proposal), send_back(xu, proposal)]

    assert [each.status_code for each in found] == [409, 409]
    assert "has to begin with the newest text" in xu.get(proposal).text
    assert (stored(session), answers(session)) == (before, [])


def test_of_two_proposals_for_one_module_the_second_is_overtaken(house, cast, session, chen, xu):
    first, second = in_review(chen), in_review(house.as_(cast.wu))

    assert [approve(xu, first).status_code, approve(xu, second).status_code] == [303, 409]
    assert stored(session)[-1][:2] == ("b2", 2)


@pytest.mark.parametrize(("confidence", "is_warned"), [("A", False), ("A*", True), ("B", True)])
def test_sources_that_are_not_sure_ask_for_attention_and_no_clearance(
    session, chen, xu, confidence, is_warned
):
    proposal = begun(chen)
    both = [
        files.module(confidence=confidence, minutes="21"),
        files.module(confidence=confidence, minutes="21", title="Inspection"),
    ]
    saved(chen, proposal, zh=both[0], en=both[1])
    sent(chen, proposal)

    page = xu.get(proposal)

    assert ("was not read in the official text" in page.text) is is_warned
    assert approve(xu, proposal).status_code == 303


def test_the_page_shows_what_changed_how_it_looks_and_the_self_checks(chen, xu):
    page = xu.get(in_review(chen)).text

    assert "<ins>" in page
    assert "As readers see it" in page
    assert "q-1 stem" in page
    assert "It is no approved question" not in page


def test_a_self_check_that_the_bank_lacks_is_named(chen, xu):
    proposal = begun(chen, "law/a1")
    one = {"module": "a1", "checks": "q-7", "minutes": "21"}
    saved(chen, proposal, zh=files.module(**one), en=files.module(**one, title="The monopoly"))
    sent(chen, proposal)

    page = xu.get(proposal).text

    assert "It is no approved question of the practice pool" in page
    assert "CM205" in page


def test_a_statute_and_an_article_that_the_list_lacks_are_remarks(chen):
    proposal = begun(chen, "law/a1")
    wrong = {"module": "a1", "refs": "penalty-law 999, no-law 3", "minutes": "21"}
    saved(chen, proposal, zh=files.module(**wrong), en=files.module(**wrong, title="The monopoly"))

    page = chen.get(proposal).text

    assert page.count("has 86 articles and no article 999") == 2
    assert page.count("he list of statutes has no") == 2
    assert sent(chen, proposal).status_code == 303


def test_the_history_says_who_wrote_and_who_approved(cast, chen, xu):
    proposal = in_review(chen)
    approve(xu, proposal)

    page = xu.get(f"{SHOP}procedure/b2/history")
    same = xu.get(f"{SHOP}procedure/b2/history?from=2&to=2")

    assert "<ins>" in page.text
    assert "Approved by 许慎行" in page.text
    assert "imported from files" in page.text
    assert proposal in page.text
    assert "<ins>" not in same.text
    assert xu.get(f"{SHOP}procedure/b2/history?from=x&to=99").status_code == 200


@pytest.fixture
def actors(app, cast):
    with app.app_context():
        return {login: actor_of(person_of(each.id)) for login, each in cast.people.items()}


def test_of_two_reviewers_at_once_one_decides(app, session, actors, chen):
    number = number_of(in_review(chen))

    came = at_once(
        app,
        partial(answering.approve, number, 2, actor=actors["xu"]),
        partial(answering.approve, number, 2, actor=actors["gu"]),
        partial(answering.send_back, number, 2, comment="不行", actor=actors["gu"]),
    )

    assert sorted(isinstance(each, Refused) for each in came) == [False, True, True]
    assert len(answers(session)) == 1


def test_an_approval_and_a_save_at_once_never_mix(app, session, actors, chen):
    number = number_of(in_review(chen))
    other = {"zh": NEW_ZH.replace("十五", "十六"), "en": EN}

    came = at_once(
        app,
        partial(answering.approve, number, 2, actor=actors["xu"]),
        partial(proposing.save, number, other, base="2-1", actor=actors["chen"]),
    )

    assert sorted(isinstance(each, Refused) for each in came) == [False, True]
    standing = [source for code, _, source, _ in stored(session) if code == "b2"]
    assert (standing, len(texts(session))) in [([ZH, NEW_ZH], 2), ([ZH], 3)]


def test_two_proposals_for_one_module_approved_at_once_leave_one(app, session, actors, house, cast):
    first, second = (number_of(in_review(house.as_(who))) for who in (cast.chen, cast.wu))

    came = at_once(
        app,
        partial(answering.approve, first, 2, actor=actors["xu"]),
        partial(answering.approve, second, 2, actor=actors["gu"]),
    )

    assert sorted(isinstance(each, Refused) for each in came) == [False, True]
    assert [number for code, number, *_ in stored(session) if code == "b2"] == [1, 2]
