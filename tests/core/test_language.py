"""In which language the house answers."""

import pytest

from core.language import preferred

CHINESE, ENGLISH = '<html lang="zh-CN"', '<html lang="en"'


def first_words(answer):
    start = answer.text.index("<html")
    return answer.text[start : answer.text.index(">", start)].split(" data-")[0]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["zh"], "zh_Hans"),
        (["zh-Hant-TW"], "zh_Hans"),
        (["ZH_hk"], "zh_Hans"),
        (["en-GB"], "en"),
        (["EN"], "en"),
        (["en", "zh"], "en"),
        (["zh", "en"], "zh_Hans"),
        (["de", "fr", "en"], "en"),
        (["de", "fr"], "zh_Hans"),
        (["eng"], "zh_Hans"),
        (["*"], "zh_Hans"),
        ([], "zh_Hans"),
    ],
)
def test_the_first_tag_that_we_speak_decides_and_else_it_is_chinese(tags, language):
    assert preferred(tags) == language


def test_what_was_chosen_stands_before_what_the_browser_asks_for(house):
    stranger = house.stranger("zh_Hans")

    answer = stranger.get("/sign-in", headers={"Accept-Language": "en"})

    assert first_words(answer) == CHINESE


@pytest.mark.parametrize("kept", ["de", "", None, 5])
def test_a_cookie_with_a_language_that_we_do_not_speak_asks_the_browser(app, kept):
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["language"] = kept

    answer = client.get("/sign-in", headers={"Accept-Language": "en"})

    assert (answer.status_code, first_words(answer)) == (200, ENGLISH)


@pytest.mark.parametrize("header", ["", ";;;q=", "en;q=x", "a" * 5000, "zh;q=0", "\t"])
def test_a_header_without_sense_is_no_failure(app, header):
    answer = app.test_client().get("/sign-in", headers={"Accept-Language": header})

    assert answer.status_code == 200


def test_a_choice_holds_for_the_next_pages(house):
    stranger = house.stranger("zh_Hans")

    chosen = stranger.post("/language", {"language": "en", "next": "/sign-in"})

    assert (chosen.status_code, chosen.location) == (303, "/sign-in")
    assert first_words(stranger.get("/sign-in")) == ENGLISH


def test_a_language_that_we_do_not_speak_cannot_be_chosen(house):
    stranger = house.stranger("zh_Hans")

    answer = stranger.post("/language", {"language": "de"})

    assert answer.status_code == 404
    assert first_words(stranger.get("/sign-in")) == CHINESE


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_choosing_a_language_leads_nowhere_outside(house, address):
    answer = house.stranger().post("/language", {"language": "en", "next": address})

    assert answer.location == "/"


def test_a_choice_goes_with_the_person_to_another_browser(app, house, cast, session):
    house.as_(cast.lin, "zh_Hans").post("/language", {"language": "en"})

    session.expire_all()

    assert session.get(type(cast.lin), cast.lin.id).language == "en"


def test_two_readers_at_once_each_read_their_own_language(house, cast):
    lin, zhao = house.as_(cast.lin, "en"), house.as_(cast.zhao, "zh_Hans")

    answers = [first_words(browser.get("/")) for browser in (lin, zhao, lin, zhao)]

    assert answers == [ENGLISH, CHINESE, ENGLISH, CHINESE]
