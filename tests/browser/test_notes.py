"""Highlights and notes in Chromium: made by mouse and keyboard, found again, changed, deleted."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from courses.importing import load
from courses.models.studying import Note
from tests.browser.test_pages import AXE_FILE_PATH, faults_of
from tests.courses import files

pytestmark = pytest.mark.browser
MODULE = "/courses/law/a1/"
PARAGRAPH = "检查之前，**先亮明身份**，再说明来意。"
LIST = "1. 一人记录，一人询问。\n2. 当场核对，签名确认。"
BODY = f"""/// objectives
- 能亮证
- 能询问
- 能记录
///

{PARAGRAPH}

## 进门

两名执法人员同时在场。店主说话时，听完再答。

{LIST}

## 出门

当事人签名之后，两名执法人员同时在场。

{"清点货物要当着店主的面。" * 60}
"""


@pytest.fixture
def folder(app, people, tmp_path):
    """A module to read, in both languages, as files."""
    root = files.write(
        tmp_path,
        {
            "law/course.toml": files.course(code='"law"', modules='["a1"]'),
            "law/zh/01-a.md": files.module(BODY, module="a1", checks="q-1"),
            "law/en/01-a.md": files.module(BODY, module="a1", checks="q-1", title="Inspection"),
        },
    )
    bring(app, root)
    return root


def bring(app, root):
    with app.app_context():
        load(root, actor=None)


def changed(app, root, old, new):
    """A new version of the module."""
    for path in root.glob("law/*/01-a.md"):
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    bring(app, root)


@pytest.fixture
def lin(visits, folder):
    page = visits.person("lin", language="en")
    page.goto(MODULE)
    return page


def select_words(page, first, last=None, *, turn=0):
    """Select from some words to others, as dragging over them does."""
    page.evaluate(
        """([first, last, turn]) => {
          const article = document.querySelector("article.prose");
          const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
          const spots = [];
          while (walker.nextNode()) {
            const { data } = walker.currentNode;
            for (const words of new Set([first, last])) {
              for (let at = data.indexOf(words); at >= 0; at = data.indexOf(words, at + 1)) {
                spots.push([words, walker.currentNode, at]);
              }
            }
          }
          const [, from, start] = spots.filter(([words]) => words === first)[turn];
          const [, to, end] = spots.filter(([words]) => words === last)[first === last ? turn : 0];
          getSelection().setBaseAndExtent(from, start, to, end + last.length);
        }""",
        [first, last or first, turn],
    )
    expect(page.locator("[data-bar]")).to_be_visible()


def highlight(page, *words, **how):
    select_words(page, *words, **how)
    page.get_by_role("button", name="Highlight", exact=True).click()
    expect(page.get_by_text("Highlighted.")).to_be_visible()


def marked(page):
    """What is marked, by note, in the order of the notes."""
    return page.evaluate(
        """() => {
          const found = {};
          for (const mark of document.querySelectorAll("mark.own")) {
            found[mark.dataset.of] = (found[mark.dataset.of] ?? "") + mark.textContent;
          }
          return Object.values(found);
        }"""
    )


def notes(session):
    session.rollback()
    return [(n.quote, n.words) for n in session.scalars(select(Note).order_by(Note.id))]


def test_a_passage_is_highlighted_with_the_mouse_and_is_there_after_a_reload(lin, session):
    line = lin.get_by_text("店主说话时").bounding_box()
    lin.mouse.move(line["x"] + 2, line["y"] + line["height"] / 2)
    lin.mouse.down()
    lin.mouse.move(line["x"] + 120, line["y"] + line["height"] / 2, steps=5)
    lin.mouse.up()
    lin.get_by_role("button", name="Highlight", exact=True).click()
    expect(lin.locator("mark.own")).to_have_count(1)

    [(quote, words)] = notes(session)
    assert (quote, words) == (marked(lin)[0], "")
    assert "两名执法人员同时在场。店主说话时".startswith(quote)
    lin.reload()
    expect(lin.locator("mark.own")).to_have_text(quote)


def test_a_passage_is_highlighted_with_the_keyboard_alone(lin, session):
    """The first character is selected as a browser does that shows a caret (F7)."""
    select_words(lin, "两")
    for _ in range(5):
        lin.keyboard.press("Shift+ArrowRight")
    expect(lin.locator("[data-bar]")).to_be_visible()
    expect(lin.locator("[data-hint]")).to_contain_text("Press Tab")
    lin.keyboard.press("Tab")
    expect(lin.get_by_role("button", name="Highlight", exact=True)).to_be_focused()
    lin.keyboard.press("Enter")

    end = lin.get_by_role("button", name="Your highlight ends here. Open it.")
    expect(end).to_be_focused()
    assert notes(session) == [("两名执法人员", "")]
    lin.keyboard.press("Enter")
    expect(lin.get_by_role("dialog")).to_be_focused()
    lin.keyboard.press("Escape")
    expect(end).to_be_focused()


def test_a_passage_may_run_over_inline_marks_and_over_paragraphs_and_items(lin, session):
    highlight(lin, "检查之前", "说明来意")
    highlight(lin, "听完再答", "当场核对")

    assert notes(session) == [
        ("检查之前，先亮明身份，再说明来意", ""),
        ("听完再答。 一人记录，一人询问。 当场核对", ""),
    ]
    assert marked(lin) == [
        "检查之前，先亮明身份，再说明来意",
        "听完再答。一人记录，一人询问。当场核对",
    ]
    lin.reload()
    assert marked(lin) == [
        "检查之前，先亮明身份，再说明来意",
        "听完再答。一人记录，一人询问。当场核对",
    ]


@pytest.mark.parametrize(("turn", "before"), [(0, ""), (1, "当事人签名之后，")])
def test_of_a_passage_that_stands_twice_its_surroundings_tell_which(lin, turn, before):
    highlight(lin, "两名执法人员同时在场", turn=turn)
    lin.reload()

    mark = lin.locator("mark.own")
    expect(mark).to_have_count(1)
    assert mark.evaluate("(mark) => mark.previousSibling?.data ?? ''") == before


def test_a_note_is_written_changed_deleted_and_brought_back(lin, session):
    select_words(lin, "先亮明身份")
    lin.get_by_role("button", name="Add a note").click()
    lin.get_by_label("Your note").fill("每次都要")
    lin.get_by_role("button", name="Save the note").click()
    expect(lin.get_by_text("The note is saved.")).to_be_visible()
    assert notes(session) == [("先亮明身份", "每次都要")]

    sheet = lin.get_by_role("dialog")
    lin.locator("mark.own").click()
    expect(sheet).to_contain_text("每次都要")
    sheet.get_by_role("button", name="Edit").click()
    sheet.get_by_label("Your note").fill("每一次")
    sheet.get_by_role("button", name="Save the note").click()
    expect(lin.locator("[data-words]")).to_have_text("每一次")
    assert notes(session) == [("先亮明身份", "每一次")]

    lin.locator("mark.own").click()
    sheet.get_by_role("button", name="Delete").click()
    expect(lin.locator("mark.own")).to_have_count(0)
    assert notes(session) == []
    lin.get_by_role("button", name="Undo").click()
    expect(lin.locator("mark.own")).to_have_text("先亮明身份")
    assert notes(session) == [("先亮明身份", "每一次")]


def test_in_a_new_version_a_passage_moves_along_and_one_that_is_gone_keeps_its_note(
    app, lin, folder, session
):
    highlight(lin, "店主说话时")
    select_words(lin, "一人记录")
    lin.get_by_role("button", name="Add a note").click()
    lin.get_by_label("Your note").fill("分工")
    lin.get_by_role("button", name="Save the note").click()
    expect(lin.locator("mark.own")).to_have_count(2)

    changed(app, folder, PARAGRAPH, f"新的一段。\n\n{PARAGRAPH}\n\n又一段。")
    changed(app, folder, "店主说话时，听完", "**店主**说话时，听完")
    changed(app, folder, "一人记录，一人询问", "两人轮流记录与询问")
    lin.reload()

    assert marked(lin) == ["店主说话时"]
    gone = lin.locator("[data-note]").filter(has_text="分工")
    expect(gone).to_contain_text("This passage was changed. Your note is kept here.")
    expect(gone.locator("blockquote")).to_have_text("一人记录")
    expect(lin.locator("[data-any-changed]")).to_be_visible()
    assert notes(session) == [("店主说话时", ""), ("一人记录", "分工")]


def test_a_short_passage_does_not_settle_on_the_same_words_elsewhere(app, lin, folder):
    highlight(lin, "签名", turn=0)

    changed(app, folder, LIST, "1. 一人记录。")
    lin.reload()

    expect(lin.locator("[data-any-changed]")).to_be_visible()
    assert marked(lin) == []


def test_an_edit_of_what_was_deleted_on_another_page_keeps_what_was_typed(lin, visits, session):
    visits.expect("404")
    highlight(lin, "先亮明身份")
    lin.locator("mark.own").click()
    sheet = lin.get_by_role("dialog")
    sheet.get_by_role("button", name="Add a note").click()
    session.delete(session.scalars(select(Note)).one())
    session.commit()

    sheet.get_by_label("Your note").fill("写了很久")
    sheet.get_by_role("button", name="Save the note").click()

    expect(sheet).to_contain_text("it may have been deleted on another page")
    expect(sheet.get_by_label("Your note")).to_have_value("写了很久")


def test_without_a_network_nothing_that_was_typed_is_lost(lin, visits, session):
    visits.expect("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    select_words(lin, "先亮明身份")
    lin.get_by_role("button", name="Add a note").click()
    lin.get_by_label("Your note").fill("写了很久")
    lin.context.set_offline(True)
    lin.get_by_role("button", name="Save the note").click()

    expect(lin.get_by_role("dialog")).to_contain_text("That did not arrive.")
    lin.context.set_offline(False)
    lin.get_by_role("button", name="Save the note").click()
    expect(lin.get_by_text("The note is saved.")).to_be_visible()
    assert notes(session) == [("先亮明身份", "写了很久")]


def test_without_javascript_notes_are_written_changed_and_deleted_by_forms(visits, folder, session):
    page = visits.person("lin", language="en", scripts=False)
    page.goto(MODULE)
    page.locator("#notes > summary").click()
    page.get_by_label("A note on this module").fill("先亮证")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("#notes")).to_contain_text("先亮证")

    page.get_by_role("link", name="Edit or delete").click()
    page.get_by_label("Your note").fill("先敬礼")
    page.get_by_role("button", name="Save the note").click()
    assert notes(session) == [("", "先敬礼")]

    page.get_by_role("link", name="Edit or delete").click()
    page.locator("summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("status").first).to_contain_text("The note was deleted.")
    assert notes(session) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_the_bar_and_the_sheet_are_accessible(visits, folder, width, scheme):
    page = visits.person("lin", language="en", width=width, scheme=scheme)
    page.context.add_init_script(path=AXE_FILE_PATH)
    page.goto(MODULE)
    highlight(page, "听完再答", "当场核对")
    select_words(page, "先亮明身份")
    assert faults_of(page) == []

    page.get_by_role("button", name="Add a note").click()
    assert faults_of(page) == []
    page.get_by_role("dialog").get_by_label("Your note").fill("记住")
    page.get_by_role("button", name="Save the note").click()
    page.locator("mark.own").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert faults_of(page) == []
