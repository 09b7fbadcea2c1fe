"""The editor of modules in Chromium: it looks and checks while one types, and loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from courses.importing import load
from courses.models.proposals import ProposalText
from tests.courses import files
from tests.courses.proposing import EN, SHOP, ZH, saved

pytestmark = pytest.mark.browser
TEXT = "textarea:visible"


@pytest.fixture
def text_page(app, house, people, tmp_path):
    """The address of Chen's editor of b2."""
    root = files.write(tmp_path / "shelf", files.folder())
    with app.app_context():
        load(root, actor=None)
    return house.as_(people.chen).post(f"{SHOP}procedure/b2/proposals").location


@pytest.fixture
def editor(visits, text_page):
    page = visits.person("chen", language="en")
    return opened(page, text_page)


def opened(page, path):
    page.goto(path)
    expect(page.locator(".languages")).to_be_visible()
    page.wait_for_function("sessionStorage.getItem('question:')")
    return page


def texts(session):
    session.rollback()
    return [each.files for each in session.query(ProposalText).order_by(ProposalText.number)]


def test_what_is_typed_is_checked_and_shown_as_readers_see_it(editor, session):
    area = editor.locator(TEXT)

    area.fill(ZH.replace("confidence: A", "confidence: C") + "\n## 新的一节\n")

    expect(editor.get_by_text("a fact marked C may not be taught")).to_be_visible()
    area.fill(ZH + "\n## 新的一节\n")
    expect(editor.locator(".module-look:visible h2", has_text="新的一节")).to_be_visible()
    expect(editor.locator("[data-unsaved]")).to_be_visible()
    assert len(texts(session)) == 1

    editor.keyboard.press("Control+s")
    expect(editor.get_by_role("button", name="Submit for review")).to_be_visible()
    assert texts(session)[1]["zh"] == ZH + "\n## 新的一节\n"

    editor.get_by_role("button", name="Submit for review").click()
    expect(editor.get_by_text("you will be told")).to_be_visible()


def test_each_language_has_its_tab_with_its_errors(editor):
    editor.get_by_role("button", name="English").click()
    expect(editor.locator(TEXT)).to_have_value(EN)

    editor.locator(TEXT).fill("no head")

    expect(editor.get_by_role("button", name="English (1 error)")).to_be_visible()


def test_a_block_of_the_crib_is_written_at_the_cursor(editor):
    editor.get_by_text("Blocks and head, in short").click()

    editor.get_by_role("button", name="Insert note").click()

    expect(editor.locator(TEXT)).to_have_value(re.compile(r"/// note \| …\n…\n///"))
    editor.keyboard.press("Control+z")
    expect(editor.locator(TEXT)).to_have_value(ZH)


def test_what_was_typed_and_not_saved_is_offered_again(visits, editor, text_page):
    editor.locator(TEXT).fill(ZH + "\n还没保存\n")
    editor.wait_for_function(
        "Object.keys(localStorage).some((each) => each.startsWith('question:'))"
    )
    context = editor.context
    editor.close()

    page = opened(context.new_page(), text_page)

    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(TEXT)).to_have_value(ZH + "\n还没保存\n")


def test_a_save_over_what_another_tab_saved_shows_both(
    visits, editor, house, people, session, text_page
):
    visits.expect("409")
    saved(house.as_(people.chen), text_page.removesuffix("/text"))
    editor.locator(TEXT).fill(ZH.replace("十分钟里", "二十分钟里"))

    with editor.expect_response(lambda answer: answer.status == 409):
        editor.get_by_role("button", name="Save draft").click()

    expect(editor.get_by_text("Nothing was overwritten")).to_be_visible()
    expect(editor.locator("del, ins").first).to_be_visible()
    assert len(texts(session)) == 2


def test_without_a_script_the_text_is_checked_by_a_button(visits, text_page, session):
    page = visits.person("chen", language="en", scripts=False)
    page.goto(text_page)
    page.locator("#source-zh").fill("no head")

    page.get_by_role("button", name="Check").click()

    expect(page.get_by_text("the file has no head, or its head is not closed")).to_be_visible()
    expect(page.locator("#source-zh")).to_have_value("no head")
    assert len(texts(session)) == 1
