"""Sentences marked without a mouse, and a note that is open on two pages, in Chromium."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_notes import (
    MODULE,
    folder,
    highlight,
    lin,
    marked,
    notes,
)
from tests.browser.test_pages import AXE_FILE_PATH, faults_of

__all__ = ["folder", "lin"]
pytestmark = pytest.mark.browser


def tab_to(page, where):
    """Press Tab until this has the focus."""
    for _ in range(200):
        if where.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {where}")


def test_a_sentence_is_marked_by_keys_alone_where_a_mouse_would_have_marked_it(lin, session):
    lin.keyboard.press("Tab")
    tab_to(lin, lin.get_by_role("link", name="Highlight or note: 出门"))
    lin.keyboard.press("Enter")
    expect(lin.get_by_role("heading", level=1)).to_have_text("出门")

    tab_to(lin, lin.get_by_role("radio").first)
    lin.keyboard.press("ArrowDown")
    expect(lin.get_by_role("radio", name="当事人签名之后，两名执法人员同时在场。")).to_be_checked()
    tab_to(lin, lin.get_by_label("Your note"))
    lin.keyboard.type("别忘了")
    tab_to(lin, lin.get_by_role("button", name="Save the highlight"))
    lin.keyboard.press("Enter")

    end = lin.get_by_role("button", name="Your note is here. Open it.")
    expect(end).to_be_focused()
    assert marked(lin) == ["当事人签名之后，两名执法人员同时在场。"]
    assert notes(session) == [("当事人签名之后，两名执法人员同时在场。", "别忘了")]
    lin.keyboard.press("Enter")
    expect(lin.get_by_role("dialog")).to_contain_text("别忘了")


def test_sentences_of_a_list_and_a_paragraph_are_found_again_on_the_page(lin, session):
    lin.get_by_role("link", name="Highlight or note: 进门").click()
    lin.get_by_role("radio", name="店主说话时，听完再答。").press("Space")
    lin.get_by_label("How much").select_option("2")
    lin.get_by_role("button", name="Save the highlight").click()

    expect(lin.locator("mark.own").first).to_be_visible()
    assert marked(lin) == ["店主说话时，听完再答。一人记录，一人询问。当场核对，签名确认。"]
    assert notes(session) == [
        ("店主说话时，听完再答。 一人记录，一人询问。 当场核对，签名确认。", "")
    ]


def test_a_selection_over_two_sections_leaves_out_the_way_between_them(lin, session):
    highlight(lin, "签名确认", "出门")

    assert notes(session) == [("签名确认。 出门", "")]
    lin.reload()
    assert marked(lin) == ["签名确认。出门"]


def test_without_javascript_a_sentence_is_marked_by_the_form(visits, folder, session):
    page = visits.person("lin", language="en", scripts=False)
    page.goto(MODULE)
    page.get_by_role("link", name="Highlight or note: the beginning").click()
    page.get_by_role("radio", name="检查之前，先亮明身份，再说明来意。").check()
    page.get_by_role("button", name="Save the highlight").click()

    assert notes(session) == [("检查之前，先亮明身份，再说明来意。", "")]
    expect(page.locator("#notes blockquote")).to_have_text("检查之前，先亮明身份，再说明来意。")


@pytest.fixture
def phone(lin):
    """The same module in another window of the same person, opened before a note changed."""
    highlight(lin, "先亮明身份")
    page = lin.context.new_page()
    page.goto(MODULE)
    lin.locator("mark.own").click()
    write(lin, "Add a note", "办公室写的")
    expect(lin.get_by_text("The note is saved.")).to_be_visible()
    page.locator("mark.own").click()
    return page


def write(page, button, words):
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name=button).click()
    sheet.get_by_label("Your note").fill(words)
    sheet.get_by_role("button", name="Save the note").click()


def test_a_save_in_another_window_shows_both_texts_and_is_overwritten_only_if_asked(
    phone, visits, session
):
    visits.expect("409")
    write(phone, "Add a note", "手机上写的")

    sheet = phone.get_by_role("dialog")
    expect(sheet).to_contain_text("Nothing was overwritten; both texts are here.")
    expect(sheet.locator("[data-newer-words]")).to_have_text("办公室写的")
    expect(sheet.get_by_label("Your note")).to_have_value("手机上写的")
    assert notes(session) == [("先亮明身份", "办公室写的")]

    sheet.get_by_role("button", name="Save mine over it").click()
    expect(phone.get_by_text("The note is saved.")).to_be_visible()
    assert notes(session) == [("先亮明身份", "手机上写的")]
    phone.locator("mark.own").click()
    sheet.get_by_role("button", name="Edit").click()
    expect(sheet.get_by_role("button", name="Save the note")).to_be_visible()
    expect(sheet.locator("[data-newer]")).to_be_hidden()


def test_a_second_enter_saves_over_nothing_and_what_is_kept_now_is_read_out(phone, visits, session):
    visits.expect("409")
    sheet = phone.get_by_role("dialog")
    sheet.get_by_role("button", name="Add a note").click()
    sheet.get_by_label("Your note").fill("手机上写的")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    newer = sheet.get_by_role("group", name="What is kept now", description="办公室写的")
    expect(newer).to_be_visible()
    phone.keyboard.press("Enter")
    expect(newer).to_be_focused()
    sheet.get_by_label("Your note").press("Enter")
    phone.wait_for_timeout(500)

    assert notes(session) == [("先亮明身份", "办公室写的")]
    expect(sheet.get_by_label("Your note")).to_have_value("手机上写的\n")
    tab_to(phone, sheet.get_by_role("button", name="Save mine over it"))
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("The note is saved.")).to_be_visible()
    assert notes(session) == [("先亮明身份", "手机上写的")]


def test_a_note_that_changed_in_another_window_is_shown_before_it_is_deleted(
    phone, visits, session
):
    visits.expect("409")
    sheet = phone.get_by_role("dialog")
    sheet.get_by_role("button", name="Delete").click()

    expect(sheet).to_contain_text("It was not deleted: read first what it says now.")
    expect(sheet.locator("[data-sheet-words]")).to_have_text("办公室写的")
    assert notes(session) == [("先亮明身份", "办公室写的")]
    sheet.get_by_role("button", name="Delete").click()
    expect(phone.get_by_role("button", name="Undo")).to_be_visible()
    assert notes(session) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sentences_and_a_refused_save_are_accessible(visits, folder, width, scheme):
    visits.expect("409")
    page = visits.person("lin", language="en", width=width, scheme=scheme)
    page.context.add_init_script(path=AXE_FILE_PATH)
    page.goto(f"{MODULE}sections/s1")
    assert faults_of(page) == []
    page.get_by_role("radio").nth(1).check()
    assert faults_of(page) == []
    page.get_by_role("button", name="Save the highlight").click()

    other = page.context.new_page()
    other.goto(page.url.partition("#")[0])
    other.locator("mark.own").first.click()
    page.goto(page.get_by_role("link", name="Edit or delete").get_attribute("href"))
    write(other, "Add a note", "先存的")
    expect(other.get_by_text("The note is saved.")).to_be_visible()
    page.get_by_label("Your note").fill("后存的")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was overwritten")
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
