"""Self-checks in Chromium: each is sent by itself, and what was chosen in the others stays."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from accounts.models import SignIn
from core.clock import now
from courses.models.studying import CheckAnswer
from tests.courses.conftest import questions, shelf  # noqa: F401

pytestmark = pytest.mark.browser
B2 = "/courses/procedure/b2/"
CHOSEN = {
    "q-1": ["b"],
    "q-2": ["a", "c"],
    "q-3": ["true"],
    "q-4": ["七日"],
    "q-5": ["2", "", "1"],
}
NOTHING = {"q-1": [], "q-2": [], "q-3": [], "q-4": [""], "q-5": ["", "", ""]}


@pytest.fixture
def lin(visits, shelf):  # noqa: F811
    page = visits.person("lin", language="en", width=360)
    page.goto(B2)
    return page


def check(page, code):
    return page.locator(f"#check-{code}")


def choose(page):
    """Something in each of the five questions."""
    check(page, "q-1").get_by_role("radio").nth(1).check()
    for at in (0, 2):
        check(page, "q-2").get_by_role("checkbox").nth(at).check()
    check(page, "q-3").get_by_role("radio").nth(0).check()
    check(page, "q-4").locator(".gap").fill("七日")
    check(page, "q-5").locator("select").nth(0).select_option("2")
    check(page, "q-5").locator("select").nth(2).select_option("1")


def chosen(page):
    """What stands in the questions that are asked, by code."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".check")]
          .filter((check) => check.querySelector("form"))
          .map((check) => [
            check.id.replace("check-", ""),
            [...check.querySelectorAll("[name=answer]")]
              .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
              .map((field) => field.value),
          ]))"""
    )


def send(page, code):
    """The page that comes is whole, its scripts done, before anything is looked at."""
    with page.expect_navigation():
        check(page, code).get_by_role("button", name="Check my answer").click()
    expect(check(page, code).locator(".verdict-line")).to_be_visible()


def test_sending_one_answer_takes_no_choice_from_the_other_questions(lin, session):
    choose(lin)

    send(lin, "q-1")
    send(lin, "q-3")

    assert chosen(lin) == {code: CHOSEN[code] for code in ("q-2", "q-4", "q-5")}
    send(lin, "q-2")
    assert [
        each.value for each in session.scalars(select(CheckAnswer).order_by(CheckAnswer.id))
    ] == [
        "b",
        True,
        ["a", "c"],
    ]


def test_what_is_refused_and_what_is_read_takes_no_choice_either(lin, visits):
    visits.expect("422")
    choose(lin)
    for at in (0, 2):
        check(lin, "q-2").get_by_role("checkbox").nth(at).uncheck()

    with lin.expect_navigation():
        check(lin, "q-2").get_by_role("button", name="Check my answer").click()
    expect(check(lin, "q-2").get_by_role("alert")).to_be_visible()
    lin.goto(B2)
    with lin.expect_navigation():
        lin.get_by_role("button", name="I have read this").click()
    expect(lin.get_by_text("You have read this module")).to_be_visible()

    assert chosen(lin) == CHOSEN | {"q-2": []}


def again_at(page, code):
    with page.expect_navigation():
        check(page, code).get_by_role("link", name="Answer again").click()


def test_who_answers_again_begins_anew_and_keeps_what_was_chosen_until_it_is_sent(lin):
    choose(lin)
    send(lin, "q-1")

    again_at(lin, "q-1")
    expect(check(lin, "q-1").get_by_role("radio")).to_have_count(4)
    again = check(lin, "q-1").get_by_role("radio")
    assert [each.is_checked() for each in again.all()] == [False] * 4
    again.nth(2).check()
    send(lin, "q-3")
    again_at(lin, "q-1")
    expect(again.nth(2)).to_be_checked()

    send(lin, "q-1")
    again_at(lin, "q-1")
    assert [each.is_checked() for each in again.all()] == [False] * 4


def test_what_did_not_arrive_since_the_sign_in_had_ended_is_still_chosen(
    lin, visits, session, house, people
):
    visits.expect("401")
    choose(lin)
    session.execute(update(SignIn).values(ended_at=now()))
    session.commit()
    with lin.expect_navigation():
        check(lin, "q-1").get_by_role("button", name="Check my answer").click()

    cookie = house.as_(people.lin, "").client.get_cookie("session").value
    lin.context.add_cookies([{"name": "session", "value": cookie, "url": visits.address}])
    lin.goto(B2)

    assert chosen(lin) == CHOSEN
    assert session.scalars(select(CheckAnswer)).all() == []


def test_a_revised_question_and_another_person_find_nothing_chosen(
    lin,
    visits,
    session,
    house,
    people,
    questions,  # noqa: F811
):
    choose(lin)
    lin.evaluate(
        """() => {
          const [name] = Object.keys(sessionStorage).filter((each) => /-checks /.test(each));
          const kept = JSON.parse(sessionStorage.getItem(name));
          kept["q-1"].revision = "0";
          sessionStorage.setItem(name, JSON.stringify(kept));
        }"""
    )
    lin.reload()
    assert chosen(lin) == CHOSEN | {"q-1": []}

    cookie = house.as_(people.zhao, "").client.get_cookie("session").value
    lin.context.add_cookies([{"name": "session", "value": cookie, "url": visits.address}])
    lin.goto(B2)

    assert chosen(lin) == NOTHING
    assert "七日" not in lin.evaluate("JSON.stringify({ ...sessionStorage })")


def test_signing_out_takes_what_was_chosen_along(lin):
    choose(lin)
    assert "七日" in lin.evaluate("JSON.stringify({ ...sessionStorage })")

    lin.goto("/me/")
    with lin.expect_navigation(url="**/sign-in*"):
        lin.get_by_role("button", name="Sign out", exact=True).click()

    assert lin.evaluate("Object.keys(sessionStorage).filter((each) => /-checks /.test(each))") == []


def test_without_a_script_each_is_sent_by_itself(visits, shelf, session):  # noqa: F811
    page = visits.person("lin", language="en", scripts=False)
    page.goto(B2)
    check(page, "q-3").get_by_role("radio").nth(0).check()

    send(page, "q-3")

    assert [each.value for each in session.scalars(select(CheckAnswer))] == [True]
