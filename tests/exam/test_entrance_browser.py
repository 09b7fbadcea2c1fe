"""A sitting that is written in the Safe Exam Browser: who gets in, and who does not."""

import pytest
from sqlalchemy import select

from exam.models.attempts import Arrival
from tests import factories
from tests.exam import guarding, steps
from tests.exam.guarding import BROWSER, BROWSER_KEYS, CONFIG, HOUSE, KEY, proof

PASS = "b" * 32
AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) SEB/3.5.0"}


@pytest.fixture
def guarded(app, cast, held):
    """A sitting that asks for the browser, nobody in it yet."""
    guarding.asks_for_browser(app, held, cast.kong)
    return held


@pytest.fixture
def ready(session, cast, guarded, bank):
    """Lin's attempt, not opened."""
    return factories.attempt(session, guarded, cast.lin, bank, state="ready")


@pytest.fixture
def opened(session, cast, guarded, bank):
    """Lin's open attempt, written in a browser that proved itself."""
    made = factories.attempt(session, guarded, cast.lin, bank)
    guarding.give_pass(session, made, PASS)
    return made


def path(attempt, page=""):
    return f"/exam/attempts/{attempt.token}{page}"


def strange_headers(attempt, other, page):
    """What does not prove that this request comes from the right browser."""
    address = path(attempt, page)
    return {
        "no header": {},
        "wrong key": proof(address, key="1" * 64),
        "wrong browser key": proof(address, key="1" * 64, header=BROWSER),
        "right key for another address": proof(path(attempt, "/other")),
        "header of another candidate": proof(path(other, page)),
        "user agent only": AGENT,
        "the key itself": {CONFIG: KEY},
        "settings' key as a browser's": proof(address, header=BROWSER),
        "a forwarded house": proof(address, house="https://evil.example")
        | {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "x"},
    }


CASES = list(strange_headers(*[type("A", (), {"token": "a" * 32})] * 2, ""))


@pytest.fixture
def strange(request, session, cast, guarded, bank):
    """Headers of one strange browser, by page."""
    other = factories.attempt(session, guarded, cast.zhao, bank, state="ready")
    return lambda attempt, page: strange_headers(attempt, other, page)[request.param]


def state(session, attempt):
    session.refresh(attempt)
    found = (attempt.state, attempt.lease, attempt.browser_pass)
    session.commit()
    return found


def arrivals(session):
    session.commit()
    found = session.scalars(select(Arrival.value).order_by(Arrival.id)).all()
    session.commit()
    return found


@pytest.mark.parametrize("strange", CASES, indirect=True)
def test_a_strange_browser_opens_nothing(house, session, cast, ready, strange):
    answer = house.as_(cast.lin).post(path(ready, "/opening"), headers=strange(ready, "/opening"))

    assert (answer.status_code, "Safe Exam Browser" in answer.text) == (403, True)
    assert "law-" not in answer.text
    assert state(session, ready) == ("ready", 0, None)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("strange", CASES, indirect=True)
def test_a_strange_browser_sees_no_question(house, session, cast, opened, strange):
    answer = house.as_(cast.lin).get(path(opened), headers=strange(opened, ""))

    assert (answer.status_code, "Safe Exam Browser" in answer.text) == (403, True)
    assert "law-" not in answer.text
    assert state(session, opened) == ("open", 1, PASS)


@pytest.mark.parametrize("strange", CASES, indirect=True)
def test_a_strange_browser_gets_no_lease(house, session, cast, opened, strange):
    headers = {"Accept": "application/json"} | strange(opened, "/lease")
    answer = house.as_(cast.lin).post(path(opened, "/lease"), headers=headers)

    assert (answer.status_code, answer.json["state"]) == (403, "browser")
    assert "answers" not in answer.json
    assert state(session, opened) == ("open", 1, PASS)


@pytest.mark.parametrize("strange", CASES, indirect=True)
def test_a_strange_browser_saves_nothing(house, session, cast, opened, strange):
    rows = [{"slot": 1, "seq": 1, "value": "b", "typed_under": 1}]
    answer = house.as_(cast.lin).put(
        path(opened, "/answers"),
        json={"lease": 1, "answers": rows},
        headers=strange(opened, "/answers"),
    )

    assert (answer.status_code, answer.json["state"]) == (403, "browser")
    assert arrivals(session) == []


@pytest.mark.parametrize("strange", CASES, indirect=True)
def test_a_strange_browser_turns_no_page(house, session, cast, opened, strange):
    form = {"lease": "1", "a1": "b", "go": "2"}
    answer = house.as_(cast.lin).post(
        path(opened, "/pages"), form, headers=strange(opened, "/pages")
    )

    assert (answer.status_code, "Safe Exam Browser" in answer.text) == (403, True)
    assert arrivals(session) == []
    assert state(session, opened) == ("open", 1, PASS)


@pytest.mark.parametrize("strange", CASES, indirect=True)
def test_a_strange_browser_gets_no_pass(house, session, cast, opened, strange):
    answer = house.as_(cast.lin).post(path(opened, "/proof"), headers=strange(opened, "/proof"))

    assert (answer.status_code, "Safe Exam Browser" in answer.text) == (403, True)
    assert "Set-Cookie" not in answer.headers
    assert state(session, opened) == ("open", 1, PASS)


@pytest.mark.parametrize(
    ("key", "header"),
    [(KEY, CONFIG), (BROWSER_KEYS[0], BROWSER), (BROWSER_KEYS[1], BROWSER)],
)
def test_the_right_browser_opens_and_writes(house, app, session, cast, guarded, ready, key, header):
    listed = BROWSER_KEYS if header == BROWSER else []
    guarding.access(app, guarded, cast.kong, browser_keys=listed)
    browser = house.as_(cast.lin)
    sent = proof(path(ready, "/opening"), key, header)
    answer = browser.post(path(ready, "/opening"), headers=sent)

    found = guarding.pass_of(session, ready)
    cookies = answer.headers.getlist("Set-Cookie")
    kept = f"exam_pass={found}; HttpOnly; Path=/exam/attempts/{ready.token}; SameSite=Strict"
    assert (answer.status_code, len(found)) == (303, 32)
    assert cookies == [kept, kept.replace(f"/exam/attempts/{ready.token}", "/pictures")]

    assert "law-single stem" in browser.get(path(ready)).text
    assert browser.post(path(ready, "/lease")).json["lease"] == 1
    assert steps.save(browser, ready.token, (1, 1, "b")).status_code == 200
    assert browser.post(path(ready, "/pages"), {"lease": "1", "go": "2"}).status_code == 303
    assert guarding.pass_of(session, ready) == found


def test_where_browser_keys_are_listed_the_key_of_the_settings_opens_nothing(
    house, app, session, cast, guarded, ready
):
    guarding.access(app, guarded, cast.kong, browser_keys=BROWSER_KEYS)

    answer = house.as_(cast.lin).post(
        path(ready, "/opening"), headers=proof(path(ready, "/opening"))
    )

    assert answer.status_code == 403
    assert state(session, ready) == ("ready", 0, None)


def test_the_address_is_the_house_own_behind_a_proxy_with_its_query_and_no_fragment(
    house, cast, opened
):
    asked = path(opened) + "?question=2"
    browser = house.as_(cast.lin)

    behind = {"HTTP_HOST": "10.0.0.7:8080"}
    signed_in = browser.client.get_cookie("session").value
    browser.client.set_cookie("session", signed_in, domain="10.0.0.7")

    right = browser.get(asked, headers=proof(asked))
    proxied = browser.get(asked, headers=proof(asked), environ_overrides=behind)
    elsewhere = browser.get(
        asked, headers=proof(asked, house="http://10.0.0.7:8080"), environ_overrides=behind
    )
    without_query = browser.get(asked, headers=proof(path(opened)))

    answers = (right, proxied, elsewhere, without_query)
    assert [each.status_code for each in answers] == [200, 200, 403, 403]
    assert "law-multiple stem" in proxied.text


def test_reading_the_paper_with_a_proof_changes_nothing(house, session, cast, opened):
    answer = house.as_(cast.lin).get(path(opened), headers=proof(path(opened)))

    assert answer.status_code == 200
    assert "exam_pass" not in str(answer.headers)
    assert state(session, opened) == ("open", 1, PASS)


def test_the_lease_gives_a_browser_that_proves_itself_its_pass(house, session, cast, opened):
    browser = house.as_(cast.lin)
    answer = browser.post(path(opened, "/lease"), headers=proof(path(opened, "/lease")))

    assert answer.json["lease"] == 2
    assert guarding.pass_of(session, opened) != PASS
    assert steps.save(browser, opened.token, (1, 1, "b"), lease=2).status_code == 200


def test_the_page_turn_of_a_browser_that_proves_itself_is_saved(house, session, cast, opened):
    form = {"lease": "1", "a1": "b", "go": "2"}
    answer = house.as_(cast.lin).post(
        path(opened, "/pages"), form, headers=proof(path(opened, "/pages"))
    )

    assert answer.status_code == 303
    assert arrivals(session) == ['"b"']


def test_going_on_at_another_machine_ends_the_pass_of_the_first(house, session, cast, opened):
    first = guarding.carry(house.as_(cast.lin), opened, PASS)
    second = house.as_(cast.lin)
    assert steps.save(first, opened.token, (1, 1, "a")).status_code == 200

    second.post(path(opened, "/lease"), headers=proof(path(opened, "/lease")))

    late = steps.save(first, opened.token, (1, 2, "c"))
    assert (late.status_code, late.json["state"]) == (403, "browser")
    assert steps.save(second, opened.token, (2, 1, ["a"]), lease=2).status_code == 200
    assert arrivals(session) == ['"a"', '["a"]']


def test_a_browser_whose_settings_are_others_now_is_refused_and_what_was_saved_stays(
    house, session, cast, opened
):
    browser = guarding.carry(house.as_(cast.lin), opened, PASS)
    steps.save(browser, opened.token, (1, 1, "a"))

    wrong = proof(path(opened, "/lease"), key="1" * 64) | {"Accept": "application/json"}
    answer = browser.post(path(opened, "/lease"), headers=wrong)

    assert (answer.status_code, answer.json["state"]) == (403, "browser")
    assert state(session, opened) == ("open", 1, PASS)
    assert arrivals(session) == ['"a"']


def test_opening_twice_hands_no_pass_to_a_strange_browser(house, session, cast, opened):
    answer = house.as_(cast.lin).post(path(opened, "/opening"))

    assert (answer.status_code, "exam_pass" in str(answer.headers)) == (303, False)
    assert guarding.pass_of(session, opened) == PASS


def script(attempt, key=KEY, page="/proof", field="config_hash"):
    """What the script of the proving page is told on a page."""
    return {field: proof(path(attempt, page), key)[CONFIG]}


@pytest.mark.parametrize("field", ["config_hash", "browser_hash"])
def test_the_script_proves_the_browser_where_it_sends_no_headers(
    house, app, session, cast, guarded, ready, field
):
    listed = BROWSER_KEYS if field == "browser_hash" else []
    guarding.access(app, guarded, cast.kong, browser_keys=listed)
    browser = house.as_(cast.lin)
    assert browser.get(path(ready, "/proof")).status_code == 200
    key = KEY if field == "config_hash" else BROWSER_KEYS[1]

    answer = browser.post(path(ready, "/proof"), script(ready, key, field=field))

    assert (answer.status_code, answer.location) == (303, f"/exam/sittings/{ready.sitting_id}")
    assert browser.post(path(ready, "/opening")).location == path(ready)
    assert "law-single stem" in browser.get(path(ready)).text


def test_a_proof_of_an_opened_attempt_leads_to_its_paper(house, session, cast, opened):
    browser = house.as_(cast.lin)
    answer = browser.post(path(opened, "/proof"), headers=proof(path(opened, "/proof")))

    assert answer.location == path(opened)
    assert guarding.pass_of(session, opened) != PASS
    assert browser.get(path(opened)).status_code == 200


def test_what_the_script_was_told_on_another_page_proves_nothing(
    house, session, cast, ready, guarded, bank
):
    other = factories.attempt(session, guarded, cast.zhao, bank, state="ready")
    browser = house.as_(cast.lin)
    ready_page = {"config_hash": proof(f"/exam/sittings/{guarded.id}")[CONFIG]}
    strange = [
        script(ready, page=""),
        script(ready, page="/proof?x=1"),
        script(other),
        script(ready, key="1" * 64),
        script(ready, field="browser_hash"),
        ready_page,
        {"config_hash": KEY},
    ]

    answers = [browser.post(path(ready, "/proof"), form) for form in strange]

    assert [each.status_code for each in answers] == [403] * len(strange)
    assert state(session, ready) == ("ready", 0, None)


def test_nobody_proves_anything_for_another_candidate(house, session, cast, opened):
    zhao, stranger = house.as_(cast.zhao), house.stranger()
    headers = proof(path(opened, "/proof"))

    answers = (
        zhao.post(path(opened, "/proof"), headers=headers),
        zhao.get(path(opened, "/proof")),
        stranger.post(path(opened, "/proof"), headers=headers),
        stranger.get(path(opened, "/proof")),
    )

    assert [each.status_code for each in answers] == [404, 404, 401, 303]
    assert guarding.pass_of(session, opened) == PASS


@pytest.mark.parametrize("page", ["/proof", "/opening", "/lease", "/pages"])
def test_another_site_proves_nothing_in_a_candidates_name(house, session, cast, opened, page):
    browser = house.as_(cast.lin)
    headers = proof(path(opened, page)) | {"Origin": "https://evil.example"}

    answer = browser.post(path(opened, page), token=False, headers=headers)

    assert answer.status_code == 400
    assert state(session, opened) == ("open", 1, PASS)


def test_another_site_saves_nothing_with_the_pass(house, session, cast, opened):
    browser = guarding.carry(house.as_(cast.lin), opened, PASS)
    rows = [{"slot": 1, "seq": 1, "value": "b", "typed_under": 1}]

    answer = browser.put(
        path(opened, "/answers"),
        json={"lease": 1, "answers": rows},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )

    assert answer.status_code == 403
    assert arrivals(session) == []


def test_a_session_that_ran_out_is_told_so_and_not_of_the_browser(house, session, opened):
    answer = house.stranger().post(path(opened, "/lease"), headers={"Accept": "application/json"})

    assert answer.status_code == 401


def test_what_is_over_is_shown_in_any_browser(house, session, cast, opened):
    opened.state, opened.closed_ms, opened.closed_by = "closed", opened.deadline_ms, "candidate"
    session.add(opened)
    session.commit()

    answer = house.as_(cast.lin).get(path(opened))

    assert (answer.status_code, answer.location) == (303, path(opened, "/result"))


def test_the_settings_are_for_who_is_registered(house, cast, guarded, ready):
    lin, zhao = house.as_(cast.lin), house.as_(cast.zhao)
    where = f"/exam/sittings/{guarded.id}/browser.seb"

    answer = lin.get(where)

    assert answer.content_type == "application/seb"
    assert f"{HOUSE}/exam/" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert zhao.get(where).status_code == 404
    assert lin.get("/exam/sittings/999/browser.seb").status_code == 404


def test_the_ready_page_says_which_browser(house, cast, guarded, ready):
    page = house.as_(cast.lin).get(f"/exam/sittings/{guarded.id}").text

    assert f'data-proof="{path(ready, "/proof")}"' in page
    assert f"/exam/sittings/{guarded.id}/browser.seb" in page


def test_a_sitting_that_asks_for_no_browser_has_nothing_to_prove(house, session, cast, held, bank):
    attempt = factories.attempt(session, held, cast.lin, bank)
    browser = house.as_(cast.lin)

    assert browser.post(path(attempt, "/proof")).location == f"/exam/sittings/{held.id}"
    assert browser.get(path(attempt), headers=proof("/x")).status_code == 200
    assert guarding.pass_of(session, attempt) is None
    assert browser.get(f"/exam/sittings/{held.id}/browser.seb").status_code == 404
