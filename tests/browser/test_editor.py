"""The editor in Chromium: what its buttons do, when it asks, and how pictures come in."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from question_bank.models import Picture, Revision
from tests.pictures import SVG, picture
from tests.question_bank.writing import BOTH, CODE, ZH

pytestmark = pytest.mark.browser
TEXT = "textarea:visible"


@pytest.fixture
def stored(house, people):
    house.as_(people.chen, "en").post("/questions/", BOTH | {"save": "1", "base": "0"})


@pytest.fixture
def editor(visits, stored):
    """Chen's editor with the question in it."""
    return opened(visits.person("chen", language="en"))


def opened(page, path=f"/questions/{CODE}/text"):
    page.goto(path)
    expect(page.locator(".languages")).to_be_visible()
    expect(page.locator(TEXT)).to_be_visible()
    page.wait_for_function("sessionStorage.getItem('question:')")
    return page


def text_of(page):
    return page.locator(TEXT).input_value()


def select_words(page, words, *, caret=False):
    """Select words of the text, or stand behind them."""
    page.locator(TEXT).evaluate(
        """(area, [words, caret]) => {
          const at = area.value.indexOf(words);
          area.focus();
          area.setSelectionRange(caret ? at + words.length : at, at + words.length);
        }""",
        [words, caret],
    )


def use(page, tool):
    page.locator(f"[data-tools]:visible [data-tool={tool}]").click()


def kept_texts(page):
    return page.evaluate("Object.keys(localStorage).filter((each) => each.startsWith('question:'))")


EDITS = [
    ("bold", "少于", False, "不得**少于**几人"),
    ("list", "执法人员不得少于几人？", True, "- 执法人员不得少于几人？"),
    ("quote", "执法人员不得少于几人？", True, "> 执法人员不得少于几人？"),
    ("table", "几人？", True, "几人？\n\n| 甲 | 乙 |\n| --- | --- |\n|  |  |\n\n- [ ]"),
    ("option", "两人", True, "- [x] 两人\n- [ ] \n- [ ] 三人"),
    ("option", "合议的要求。", True, "  > 三人是合议的要求。\n- [ ] \n\n> 两人以上"),
    ("correct", "一人", True, "- [x] 一人"),
    ("correct", "- [x] 两人", True, "- [ ] 两人"),
    ("feedback", "一人", True, "- [ ] 一人\n  > \n- [x] 两人"),
    ("blank", "少于", False, "不得{{少于}}几人"),
    ("article", "几人？", True, "ref: penalty-law 42\nref: \npool: exam"),
]


@pytest.mark.parametrize(("tool", "words", "caret", "made"), EDITS)
def test_a_button_writes_what_it_says_and_is_taken_back_with_one_key(
    editor, tool, words, caret, made
):
    before = text_of(editor)
    select_words(editor, words, caret=caret)

    use(editor, tool)

    assert made in text_of(editor)
    expect(editor.locator(TEXT)).to_be_focused()
    editor.keyboard.press("Control+z")
    assert text_of(editor) == before


def test_a_button_pressed_twice_takes_its_own_marks_away(editor):
    before = text_of(editor)
    for tool in ("bold", "blank", "list", "quote", "correct"):
        select_words(editor, "一人")
        use(editor, tool)
        assert text_of(editor) != before
        use(editor, tool)
        assert text_of(editor) == before


def test_the_rationale_is_one_and_stands_at_the_end(editor):
    editor.locator(TEXT).fill(ZH.replace("\n> 两人以上执法，保证公正。\n", ""))

    use(editor, "rationale")
    editor.keyboard.type("因为")
    use(editor, "rationale")
    editor.keyboard.type("如此")

    assert text_of(editor).endswith("合议的要求。\n\n> 因为如此\n")


@pytest.mark.parametrize(
    ("text", "mark"),
    [("1. 甲\n2. 乙", "\n3. "), ("- [3] 甲\n- [0] 乙", "\n- [0] "), ("还没有", "\n\n- [ ] ")],
)
def test_an_option_is_of_the_kind_of_those_above_it(editor, text, mark):
    editor.locator(TEXT).fill(f"## q\n\n{text}")

    use(editor, "option")

    assert text_of(editor) == f"## q\n\n{text}{mark}"


def test_the_buttons_are_one_stop_of_the_tab_key_and_arrows_lead_along(editor):
    stops = editor.locator("[data-tools]:visible button:not([tabindex='-1'])")
    expect(stops).to_have_count(1)
    stops.focus()

    editor.keyboard.press("ArrowRight")
    editor.keyboard.press("ArrowRight")
    expect(editor.locator(":focus")).to_have_text("Table")
    editor.keyboard.press("Home")
    expect(editor.locator(":focus")).to_have_text("Bold")
    editor.keyboard.press("ArrowLeft")
    expect(editor.locator(":focus")).to_have_text("Article")
    editor.keyboard.press("Tab")
    expect(editor.locator(TEXT)).to_be_focused()


def test_control_b_is_bold_and_control_s_saves(editor, session):
    select_words(editor, "少于")
    editor.keyboard.press("Control+b")
    assert "**少于**" in text_of(editor)

    with editor.expect_navigation():
        editor.keyboard.press("Control+s")

    newest = session.scalars(select(Revision).order_by(Revision.number.desc()).limit(1)).one()
    assert (newest.number, "**少于**" in newest.sources["zh"]) == (2, True)
    editor.wait_for_function(
        "() => !Object.keys(localStorage).some((key) => key.startsWith('question:'))"
    )
    assert kept_texts(editor) == []


def test_the_check_is_asked_150_ms_after_the_last_key_at_the_latest_and_once(editor):
    asked = []
    editor.on("request", lambda request: asked.append(request) if "preview" in request.url else 0)
    editor.clock.install(time=0)
    editor.clock.pause_at(60_000)
    select_words(editor, "一人", caret=True)
    editor.keyboard.type("以上几个字")

    with editor.expect_request("**/questions/preview"):
        editor.clock.run_for(150)

    expect(editor.locator(".preview:visible")).to_contain_text("一人以上几个字")
    assert [sorted(parse_qs(each.post_data, keep_blank_values=True)) for each in asked] == [
        ["base", "code", "csrf_token", "en", "zh"]
    ]


def test_an_older_answer_never_hides_a_newer_one(editor):
    """The first request hangs until the second was answered; nothing of it is shown."""
    held = []

    def answer(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    editor.route("**/questions/preview", answer)
    select_words(editor, "一人", caret=True)
    with editor.expect_request("**/questions/preview"):
        editor.keyboard.type("甲")
    editor.keyboard.type("乙")
    expect(editor.locator(".preview:visible")).to_contain_text("一人甲乙")

    held[0].abort()

    expect(editor.locator("[data-said]")).to_have_text("no errors")
    expect(editor.locator(".preview:visible")).to_contain_text("一人甲乙")


def test_a_check_that_cannot_be_reached_is_said(editor, door, visits):
    visits.expect("503")
    door.is_shut = True

    editor.locator(TEXT).press("End")
    editor.keyboard.type("字")

    expect(editor.locator("[data-said]")).to_contain_text("could not be reached")
    door.is_shut = False
    editor.keyboard.type("字")
    expect(editor.locator("[data-said]")).not_to_contain_text("could not be reached")


# Pictures


def given(page, data, name="现场.png", kind="image/png"):
    page.locator("[type=file]").first.set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )


def transfer(page, event, data, *, kind="image/png", text=None):
    """Paste or drop a file on the text."""
    page.locator(TEXT).evaluate(
        """(area, [event, bytes, kind, text]) => {
          const moved = new DataTransfer();
          moved.items.add(new File([new Uint8Array(bytes)], "fig.png", { type: kind }));
          if (text) moved.setData("text/plain", text);
          const how = { bubbles: true, cancelable: true };
          const paste = () => new ClipboardEvent("paste", { ...how, clipboardData: moved });
          const drag = () => new DragEvent(event, { ...how, dataTransfer: moved });
          area.dispatchEvent(event === "paste" ? paste() : drag());
        }""",
        [event, list(data), kind, text],
    )


def test_a_picture_comes_by_button_and_asks_for_its_caption(editor, session):
    select_words(editor, "几人？", caret=True)
    with editor.expect_file_chooser() as choosing:
        use(editor, "picture")
    choosing.value.set_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": picture("#00aa00")}
    )

    expect(editor.locator("[data-picture-said]:visible")).to_contain_text("现场.png is in the text")
    name = session.scalars(select(Picture.name)).one()
    assert f"几人？![]({name})" in text_of(editor)
    expect(editor.locator(".diags:visible")).to_contain_text("QB219")
    editor.keyboard.type("一条街")
    assert f"![一条街]({name})" in text_of(editor)
    image = editor.locator(".preview:visible .stem img")
    expect(image).to_have_attribute("alt", "一条街")
    assert image.evaluate("(each) => each.naturalWidth") == 60
    expect(editor.locator(".diags:visible")).to_have_count(0)


def test_a_picture_without_a_cursor_comes_to_the_end_of_the_stem(editor, session):
    given(editor, picture())

    expect(editor.locator("[data-picture-said]:visible")).to_contain_text("is in the text")
    name = session.scalars(select(Picture.name)).one()
    assert f"几人？\n\n![]({name})\n\n- [ ]" in text_of(editor)


@pytest.mark.parametrize("event", ["paste", "drop"])
def test_a_picture_comes_by_paste_and_by_drop(editor, session, event):
    select_words(editor, "几人？", caret=True)

    transfer(editor, event, picture())

    expect(editor.locator("[data-picture-said]:visible")).to_contain_text("is in the text")
    assert f"几人？![]({session.scalars(select(Picture.name)).one()})" in text_of(editor)
    expect(editor.locator(".takes-drop")).to_have_count(0)


def test_a_place_to_drop_is_shown(editor):
    transfer(editor, "dragover", picture())

    expect(editor.locator(".source.takes-drop")).to_be_visible()


def test_text_that_comes_with_a_picture_of_itself_is_pasted_as_text(editor, session):
    select_words(editor, "几人？", caret=True)

    transfer(editor, "paste", picture(), text="从文档里来的字")

    expect(editor.locator("[data-picture-said]:visible")).to_have_count(0)
    assert session.scalars(select(Picture)).all() == []


def test_what_is_no_picture_is_said_politely_and_the_text_stays(editor, visits, session):
    visits.expect("409")
    before = text_of(editor)

    given(editor, SVG, "a.svg", "image/svg+xml")

    said = editor.locator("[data-picture-said]:visible")
    expect(said).to_have_text(
        "This is not a picture that we can read. Send a PNG, JPEG, GIF or WebP file."
    )
    expect(said).to_have_class("source-said is-trouble")
    expect(said).to_have_attribute("role", "status")
    assert (text_of(editor), session.scalars(select(Picture)).all()) == (before, [])


def test_a_picture_that_is_too_large_is_not_even_sent(editor):
    asked = []
    editor.on("request", lambda request: asked.append(request.url))

    given(editor, b"\0" * (5 * 1024 * 1024 + 1))

    expect(editor.locator("[data-picture-said]:visible")).to_contain_text("larger than 5 MB")
    assert [url for url in asked if "/pictures/" in url] == []


def test_a_picture_that_does_not_arrive_is_said(editor, door, visits):
    visits.expect("503")
    door.is_shut = True

    given(editor, picture())

    expect(editor.locator("[data-picture-said]:visible")).to_contain_text("could not be sent")
    door.is_shut = False
    given(editor, picture())
    expect(editor.locator("[data-picture-said]:visible")).to_contain_text("is in the text")


def test_without_a_script_a_picture_comes_through_the_form_and_all_text_is_kept(
    visits, stored, session
):
    visits.expect("422")
    page = visits.person("chen", language="en", scripts=False)
    page.goto(f"/questions/{CODE}/text")
    english = page.locator("textarea[name=en]")
    english.fill(english.input_value().replace("How many", "HOW MANY"))
    page.locator("#picture-zh").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": picture()}
    )

    page.locator("button[name=picture][value=zh]").click()

    name = session.scalars(select(Picture.name)).one()
    chinese = page.locator("textarea[name=zh]").input_value()
    assert chinese == ZH.replace("几人？\n", f"几人？\n\n![]({name})\n")
    assert "HOW MANY" in english.input_value()
    assert session.scalars(select(Revision.number)).all() == [1]
    page.locator("button[name=picture][value=en]").click()
    expect(page.locator("[data-refused]")).to_contain_text("Choose a picture first")
    assert "HOW MANY" in english.input_value()
