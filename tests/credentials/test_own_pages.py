"""An officer's page: the gate in words and as data, the photo, what can be taken along."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select, update

from core.clock import now
from credentials.actions import filing
from credentials.documents import photo as cleaning
from credentials.models import Credential, Photo
from credentials.queries.gate import verdict
from credentials.rules.findings import as_data
from credentials.rules.periods import local_day
from tests.credentials import steps


def picture(size=(300, 400), kind="PNG"):
    kept = io.BytesIO()
    Image.new("RGB", size, "#cdd8d2").save(kept, kind)
    return kept.getvalue()


@pytest.fixture
def pictured(app, cast, qualified, actor):
    """Lin's credential with a real photo."""
    with app.app_context():
        filing.keep_photo(cast.lin.id, image=cleaning.cleaned(picture()), actor=actor(cast.lin))
        filing.check_eligibility(cast.lin.id, education="bachelor", actor=actor(cast.yin))
    return steps.issue(app, cast, actor, cast.lin)


def send(browser, content, name="me.png"):
    return browser.post("/credential/photo", {"photo": (io.BytesIO(content), name)})


def photos(session):
    session.commit()
    return session.scalar(select(func.count()).select_from(Photo))


def ending_in(session, credential, days):
    last = local_day(now(), "Asia/Shanghai") + timedelta(days=days)
    session.execute(
        update(Credential).where(Credential.id == credential.id).values(valid_until=last)
    )
    session.commit()


def test_the_page_says_what_is_missing_and_the_data_is_what_is_enforced(house, app, cast, row):
    lin = house.as_(cast.lin, "en")

    page = lin.get("/credential/").text
    told = lin.get("/credential/gate.json").json

    assert "0 of 2 conditions met" in page
    assert page.count('<span class="state state-todo">') == 2
    with app.app_context():
        found = as_data(verdict(row, cast.lin.id))
    assert told["small"]["version"] == 1
    assert told["small"]["answer"] == found["answer"] == "not_met"
    assert told["small"]["findings"] == found["findings"]


def test_a_photo_of_eight_megabytes_is_taken(house, session, cast, row):
    content = picture() + b"\0" * (cleaning.MOST_BYTES - len(picture()))

    answer = send(house.as_(cast.lin), content)
    answer.request.environ["wsgi.input"].close()

    assert answer.status_code == 303
    assert photos(session) == 1


def test_a_photo_is_written_anew_and_shown_to_its_owner_as_it_is_kept(house, session, cast, row):
    lin = house.as_(cast.lin)

    answer = send(lin, picture())

    assert (answer.status_code, answer.location) == (303, "/credential/")
    kept = lin.get("/credential/photo")
    assert kept.content_type == "image/jpeg"
    with Image.open(io.BytesIO(kept.data)) as image:
        assert (image.format, image.size) == ("JPEG", cleaning.SIZE)
    assert house.as_(cast.zhao).get("/credential/photo").status_code == 404
    assert steps.acts(session) == ["credential.photo_kept"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture at all", "not a photo that we can read"),
        (picture((30, 40)), "too small"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not a photo that we can read"),
        (picture((6000, 6000)), "more than 30 million pixels"),
    ],
)
def test_what_is_no_photo_is_refused_in_words_and_nothing_is_kept(
    house, session, cast, row, content, words
):
    answer = send(house.as_(cast.lin, "en"), content)

    assert answer.status_code == 422
    assert words in answer.text
    assert photos(session) == 0


def test_an_upload_that_is_too_large_or_missing_is_refused(house, session, cast, row):
    lin = house.as_(cast.lin, "en")

    form = "multipart/form-data; boundary=x"
    large = lin.post("/credential/photo", b"\0" * 9_000_000, content_type=form)
    missing = lin.post("/credential/photo", {})

    assert (large.status_code, missing.status_code) == (413, 422)
    assert photos(session) == 0


def test_a_holder_takes_card_in_either_language_certificate_and_badge_along(house, cast, pictured):
    lin = house.as_(cast.lin)
    address = f"/credential/{pictured.uid}"

    cards = [lin.get(f"{address}/card.pdf?language={each}").data for each in ("zh_Hans", "en")]
    certificate = lin.get(f"{address}/certificate.pdf")
    badge = lin.get(f"{address}/badge.json").json

    assert all(each.startswith(b"%PDF-") for each in (*cards, certificate.data))
    assert cards[0] != cards[1]
    assert pictured.number in certificate.headers["Content-Disposition"]
    assert pictured.uid in str(badge["id"])
    page = lin.get("/credential/").text
    assert (pictured.number in page, pictured.check_code in page) == (True, True)
    assert f"/c/{pictured.uid}" in page


def test_the_holders_evidence_has_no_answers_and_no_keys(house, session, cast, qualified, issued):
    steps.closed(session, qualified["lin"])

    bundle = house.as_(cast.lin).post(f"/credential/{issued.uid}/evidence").json

    dossiers = [
        each["fields"]["bundle"] for each in bundle["records"] if "bundle" in each["fields"]
    ]
    assert bundle["head"]["about"] == {"number": issued.number, "uid": issued.uid}
    assert len(dossiers) == 1
    shown = [each["fields"] for each in dossiers[0]["records"]]
    assert [each for each in shown if "key" in each or "value" in each] == []


def test_nobody_takes_another_holders_papers(house, session, cast, issued):
    zhao, before = house.as_(cast.zhao), steps.state(session)

    answers = [
        zhao.get(f"/credential/{issued.uid}/{name}").status_code
        for name in ("card.pdf", "certificate.pdf", "badge.json")
    ]
    answers.append(zhao.post(f"/credential/{issued.uid}/evidence").status_code)

    assert answers == [404, 404, 404, 404]
    assert steps.state(session) == before


@pytest.mark.parametrize(
    ("days", "words", "look"),
    [
        (91, None, None),
        (90, "It ends in 90 days.", "notice-wait"),
        (8, "It ends in 8 days.", "notice-wait"),
        (7, "It ends in 7 days.", "notice-care"),
        (1, "It ends in 1 day.", "notice-care"),
        (0, "Today is its last day.", "notice-care"),
        (-1, None, None),
    ],
)
def test_the_holder_is_warned_before_the_end(house, session, cast, issued, days, words, look):
    ending_in(session, issued, days)

    page = house.as_(cast.lin, "en").get("/credential/").text

    if words is None:
        assert "It ends in" not in page
        assert "last day" not in page
    else:
        assert words in page
        assert f'<p class="notice {look}">' in page


def test_the_page_costs_the_same_for_one_credential_and_for_three(
    house, app, session, cast, issued, actor, statements
):
    lin = house.as_(cast.lin)
    lin.get("/credential/")
    with statements() as one:
        lin.get("/credential/")
    steps.replaced(app, cast, actor, issued)
    steps.replaced(app, cast, actor, steps.newest(session))
    with statements() as three:
        page = lin.get("/credential/").text

    assert page.count('<section class="sheet"') == 3
    assert len(three) == len(one)
