"""The house on a phone, over HTTP: what is installed, who keeps pages, where the bar is."""

import re

import pytest

from core.shell import fingerprint, papers

BAR = 'class="thumb-bar'


def test_anybody_may_read_what_installing_needs(house):
    answer = house.stranger("en").get("/manifest.webmanifest")

    assert answer.content_type == "application/manifest+json"
    assert answer.json["name"] == "持证"
    assert (answer.json["start_url"], answer.json["scope"]) == ("/", "/")
    assert [(each["sizes"], each["purpose"]) for each in answer.json["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    assert [each["url"] for each in answer.json["shortcuts"]] == ["/practice/", "/courses/"]


def test_the_service_worker_stands_at_the_root_is_never_stale_and_runs_our_scripts_alone(house):
    answer = house.stranger().get("/sw.js")

    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.text.startswith(f"// {fingerprint()}\n")


def test_the_colours_of_the_frame_are_those_of_the_tokens(house):
    page = house.stranger().get("/sign-in").text
    light, dark = papers()

    assert re.findall(r'content="(#\w{6})"', page) == [light, dark]
    assert light != dark


def test_a_stranger_is_given_no_script_that_keeps_and_no_bar(house):
    page = house.stranger().get("/sign-in").text

    assert "phone.js" not in page
    assert "data-person" not in page
    assert BAR not in page


@pytest.mark.parametrize(
    ("login", "path", "keeps", "has_bar"),
    [
        ("lin", "/", True, True),
        ("lin", "/courses/", True, True),
        ("lin", "/exam/", False, True),
        ("lin", "/exam/attempts/0123456789abcdef0123456789abcdef/result", False, False),
        ("chen", "/", False, False),
        ("kong", "/", False, False),
    ],
)
def test_officers_alone_keep_pages_and_never_those_of_exams(
    house, cast, login, path, keeps, has_bar
):
    person = cast.people[login]
    page = house.as_(person).get(path).text

    body = re.search(r"<body[^>]*>", page)[0]
    assert f'data-person="{person.id}"' in body
    assert (" data-keeps" in body, BAR in page) == (keeps, has_bar)


def test_the_bar_says_where_one_is(house, cast):
    page = house.as_(cast.lin, "en").get("/practice/").text

    bar = page[page.index(BAR) :]
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', bar) == ["/practice/"]
