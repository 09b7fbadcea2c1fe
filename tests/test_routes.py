"""Every address of the house: who may knock, and that forms are ours."""

import pytest
from werkzeug.routing import IntegerConverter

OPEN_TO_ALL = {
    "accounts.show_sign_in",
    "accounts.create_sign_in",
    "accounts.show_reset",
    "accounts.create_password",
    "accounts.choose_language",
    "static",
    "bootstrap.static",
    "health.show",
    "public.show",
    "public.show_json",
    "public.show_badge",
    "public.show_check",
    "public.create_check",
    "public.show_status_list",
    "public.show_did",
    "public.show_keys",
    "public.show_verifier",
    "boards.show_hall",
    "boards.show_standings",
    "phone.show_manifest",
    "phone.show_worker",
}
TRIES_A_ROW = "health.show"
COUNTED = {"public.show", "public.show_json"}
GUARD_THEMSELVES = {
    "news.show",
    "sittings.show_readiness",
    "taking.show",
    "taking.create_opening",
    "taking.create_lease",
    "taking.save_answers",
    "taking.create_submission",
}
CHECK_THE_ORIGIN = {"taking.save_answers"}


def address(app, rule) -> str:
    """An address that the rule answers, with 1 for a number and x for a word."""
    values = {
        name: 1 if isinstance(converter, IntegerConverter) else "x"
        for name, converter in rule._converters.items()
    }
    method = min(rule.methods - {"HEAD", "OPTIONS"})
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


def marked(app, attribute: str) -> set[str]:
    return {name for name, view in app.view_functions.items() if getattr(view, attribute, False)}


def test_only_these_pages_are_open_to_strangers(app):
    assert marked(app, "is_public") | {"static", "bootstrap.static"} == OPEN_TO_ALL
    assert marked(app, "guards_itself") == GUARD_THEMSELVES


def test_every_other_page_sends_a_stranger_to_the_sign_in(app, house):
    stranger = house.stranger()
    leaks = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_TO_ALL | GUARD_THEMSELVES or "GET" not in rule.methods:
            continue
        answer = stranger.get(address(app, rule))
        if answer.status_code != 303 or "/sign-in" not in answer.location:
            leaks.append((rule.endpoint, answer.status_code))

    assert leaks == []


def test_no_form_is_taken_without_its_token(app, house, cast):
    lin = house.as_(cast.lin)
    taken = []
    for rule in app.url_map.iter_rules():
        for method in rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
            if rule.endpoint in CHECK_THE_ORIGIN:
                continue
            answer = lin.client.open(address(app, rule), method=method)
            if answer.status_code != 400:
                taken.append((rule.endpoint, method, answer.status_code))

    assert taken == []


@pytest.mark.parametrize("body", ["5", "[1]", '{"words": 5, "number": 5, "reason": 5}', "{"])
@pytest.mark.parametrize("login", ["", "lin", "chen", "kong", "shen", "lu"])
def test_a_json_body_breaks_no_page(app, house, cast, login, body):
    broken = []
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        browser = house.as_(cast.people[login]) if login else house.stranger()
        answer = browser.post(address(app, rule), body, content_type="application/json")
        if answer.status_code >= 500:
            broken.append((rule.endpoint, answer.status_code))

    assert broken == []


def test_reading_a_page_changes_nothing(app, house, cast, session, statements):
    writes = ("INSERT", "UPDATE", "DELETE")
    found = []
    for who in (cast.lin, cast.chen, cast.xu, cast.kong, cast.shen, cast.lu, cast.meng):
        browser = house.as_(who)
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint.endswith("static"):
                continue
            if rule.endpoint == TRIES_A_ROW or rule.endpoint in COUNTED:
                continue
            with statements() as heard:
                answer = browser.get(address(app, rule))
            if answer.status_code == 500:
                found.append((rule.endpoint, who.login, 500))
            if answer.status_code != 403:
                found += [(rule.endpoint, who.login, s) for s in heard if s.startswith(writes)]

    assert found == []


@pytest.mark.parametrize(
    ("language", "words"), [("zh_Hans", "这里没有内容"), ("en", "There is nothing here")]
)
def test_an_unknown_address_answers_in_the_readers_language(house, cast, language, words):
    answer = house.as_(cast.lin, language).get("/no/such/page")

    assert answer.status_code == 404
    assert words in answer.text


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en-US,en;q=0.9", "en"),
        ("fr-FR,fr;q=0.9", "zh-CN"),
        ("fr, en;q=0.5", "en"),
        ("", "zh-CN"),
    ],
)
def test_a_browser_that_asks_for_any_chinese_gets_chinese(app, header, tag):
    page = app.test_client().get("/sign-in", headers={"Accept-Language": header}).text

    assert f'<html lang="{tag}"' in page


def test_every_answer_carries_the_security_headers(house):
    headers = house.stranger().get("/sign-in").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_for_a_year_by_their_hash(house):
    page = house.stranger().get("/sign-in").text
    start = page.index("/static/css/tokens.css?v=")
    path = page[start : page.index('"', start)]

    with house.stranger().get(path) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_an_oversized_body_is_refused(house, cast):
    answer = house.as_(cast.lin).post("/me/scheme", {"scheme": "x" * 3_000_000})

    assert answer.status_code == 413
