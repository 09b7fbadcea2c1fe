"""The blueprint editor at a real browser: checked while typing, rows by keyboard, nothing lost."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from exam.models.sittings import Blueprint

pytestmark = pytest.mark.browser
NEXT = "/blueprints/new?code=small&version=1"
OFFER = "[data-kept]"


@pytest.fixture
def editor(visits, bureau):
    return opened(visits.person("kong", language="en"))


def opened(page, path=NEXT):
    page.goto(path)
    expect(page.locator("html.scripted")).to_have_count(1)
    return page


def kinds(page):
    return page.locator("[data-rows=kinds] select").evaluate_all("(all) => all.map((e) => e.value)")


def definitions(session):
    session.commit()
    rows = session.scalars(select(Blueprint).order_by(Blueprint.version)).all()
    return [row.definition for row in rows]


def test_while_typing_the_page_says_what_does_not_add_up_and_what_is_short(editor):
    editor.locator("[name='kinds.count']").first.fill("40")

    expect(editor.locator("[data-sum=kinds]")).to_have_text("45 questions, 90 points")
    expect(editor.locator("[data-list-problem=groups]")).to_have_text(
        "The kinds ask for 45 questions, the topics for 6."
    )
    expect(editor.locator("[data-said]")).to_have_text("1 thing to mend")

    editor.locator("[name='groups.medium']").first.fill("44")

    expect(editor.locator("[data-list-problem=groups]")).to_be_hidden()
    expect(editor.locator("[data-language=zh]")).to_contain_text("short")
    expect(editor.locator("[data-said]")).to_have_text("The bank cannot meet it yet.")


def test_a_fault_stands_at_its_field_and_goes_when_it_is_mended(editor):
    field = editor.locator("[name='kinds.points']").nth(1)

    field.fill("two")

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Write a number.")
    field.fill("2")
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_rows_are_moved_by_keyboard_and_kept_in_that_order(editor, session):
    before = kinds(editor)
    editor.locator("[data-rows=kinds] [data-move=down]").first.focus()

    editor.keyboard.press("Enter")
    editor.keyboard.press("Enter")

    moved = [before[1], before[2], before[0], *before[3:]]
    assert kinds(editor) == moved
    editor.locator("[data-keep]").click()
    editor.wait_for_url("**/blueprints/small/2")
    assert [row["kind"] for row in definitions(session)[1]["kinds"]] == moved


def test_a_row_is_added_filled_and_taken_out(editor):
    editor.locator("[data-add=sections]").click()
    editor.keyboard.type("service")
    added = editor.locator("[data-rows=sections] > li").last

    expect(editor.locator("[data-rows=sections] > li")).to_have_count(3)
    expect(added.locator("[name='sections.code']")).to_have_value("service")
    added.locator("[data-move=out]").click()
    expect(editor.locator("[data-rows=sections] > li")).to_have_count(2)


def test_a_topic_of_the_list_goes_into_the_row_that_was_written_in(editor):
    field = editor.locator("[name='groups.topics']").first
    field.focus()
    editor.get_by_text("Topics and their codes").click()

    editor.get_by_role("button", name="serv.record").click()

    expect(field).to_have_value("law.*, proc.*, serv.record")


def test_when_it_was_typed_is_said_by_the_clock_that_the_page_names(visits, bureau):
    page = visits.person("kong", zone="America/New_York")
    page.clock.set_fixed_time("2026-09-05T23:05:00Z")
    opened(page).locator("[name='kinds.count']").first.fill("2")
    expect(page.locator("[data-sum=kinds]")).to_contain_text("7")

    page.reload()

    expect(page.locator("[data-kept-at]")).to_have_text("2026年9月6日 07:05")


def test_a_reload_loses_nothing_and_what_was_kept_is_not_offered_again(editor, session):
    editor.locator("[name=minutes]").fill("75")
    editor.locator("[data-add=kinds]").click()
    expect(editor.locator("[data-unsaved]")).to_be_visible()
    editor.wait_for_function("Object.keys(localStorage).some((e) => e.startsWith('question:'))")

    editor.reload()
    editor.locator("[data-restore]").click()
    editor.wait_for_url("**/blueprints/check")

    expect(editor.locator("[name=minutes]")).to_have_value("75")
    expect(editor.locator("[data-rows=kinds] > li")).to_have_count(7)
    editor.locator("[data-keep]").click()
    editor.wait_for_url("**/blueprints/small/2")
    editor.wait_for_function("Object.keys(localStorage).every((e) => !e.startsWith('question:'))")
    opened(editor, "/blueprints/new?code=small&version=2")
    expect(editor.locator(OFFER)).to_be_hidden()
    assert [each["minutes"] for each in definitions(session)] == [30, 75]


def test_without_a_script_the_buttons_do_the_same(visits, bureau, session):
    page = visits.person("kong", language="en", scripts=False)
    page.goto(NEXT)
    before = kinds_without_script(page)

    page.locator("[data-rows=kinds] [data-move=up]").nth(1).click()
    assert kinds_without_script(page) == [before[1], before[0], *before[2:]]
    page.locator("[name=minutes]").fill("soon")
    page.get_by_role("button", name="Check").last.click()
    expect(page.locator("#f-minutes-wrong")).to_have_text("Write a whole number.")
    page.locator("[name=minutes]").fill("50")
    page.locator("[data-keep]").click()

    expect(page).to_have_url(f"{visits.address}/blueprints/small/2")
    assert definitions(session)[1]["minutes"] == 50


def kinds_without_script(page):
    chosen = page.locator("[data-rows=kinds] select option[selected]")
    return [chosen.nth(at).get_attribute("value") for at in range(chosen.count())]
