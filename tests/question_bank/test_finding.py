"""Questions are found by what they say, where they stand, and how they fared."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.queries import actor_of
from core.clock import now
from question_bank.models import (
    Clearance,
    Move,
    Picture,
    Revision,
    RevisionPicture,
    Statistic,
    Use,
    Wording,
)
from question_bank.queries import listing
from question_bank.queries.finding import Search
from question_bank.rules.wording import sought, tokens
from tests.factories import question
from tests.people import add_person, grant
from tests.question_bank.writing import BOTH, CODE, reworded


@pytest.fixture
def found(in_app, cast):
    """The ids that a search finds in the bank, in their order."""

    def find(person=None, listed=listing.readable_by, **fields) -> list[str]:
        actor = actor_of(person or cast.shen)
        return [row.code for row in listed(actor, Search(**fields), "zh").rows]

    return find


@pytest.fixture
def worded(session, cast):
    """A question with these words."""

    def make(code, words, **fields):
        revision = question(session, code, author=cast.chen, **fields)
        wording = session.get(Wording, revision.id)
        session.delete(wording)
        session.flush()
        text = f"{code}\n{words}"
        session.add(Wording(revision_id=revision.id, words=text, tokens=" ".join(tokens([text]))))
        session.commit()
        return revision

    return make


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("罚", True), ("处罚", True), ("行政处罚", True), ("行政处罚应当由", True),
        ("由", True), ("应", True), ("处罚 应当", True), ("应当 处罚", True),
        ("许可", False), ("处罚由", False), ("处罚 许可", False), ("政罚", False),
        ("officer", True), ("OFFICER", True), ("off", True), ("officer 处罚", True),
        ("icer", False), ("officers", False), ("x-ray", True), ("ray-x", False),
        ("5日", True), ("５日", True), ("日5", False), ("42", True),
        ("law-penalty-0901", True), ("law-pen", True), ("LAW-PENALTY-09", True), ("0901", True),
        ("law-penalty-0902", False), ("?", True), ("《", False), ("%", False), ("_", False),
        ('"', False), ("' | '", False), ("*", False), (":", False), ("\\", False), ("AND", False),
    ],
)  # fmt: skip
def test_words_are_found_whatever_their_length(found, worded, words, is_found):
    worded("law-penalty-0901", "行政处罚应当由\nofficer x-ray 5日 42?")

    assert found(words=words) == (["law-penalty-0901"] if is_found else [])


def test_a_long_chinese_word_is_not_found_where_only_its_pairs_are(found, worded):
    worded("a", "行政处罚")
    worded("b", "行政许可，政处分，处罚")

    assert found(words="行政处罚") == ["a"]


def test_neighbours_over_the_end_of_an_option_are_no_word():
    assert tokens(["两人\n三人"]) == ["三人", "两人", "人"]


def test_a_single_character_is_looked_for_as_a_beginning():
    assert (sought("罚").begun, sought("罚").is_certain) == (("罚",), True)
    assert (sought("行政处罚").whole, sought("行政处罚").is_certain) == (
        ("处罚", "政处", "行政"),
        False,
    )


def test_only_the_newest_revision_is_searched_and_listed(found, session, cast, house):
    trainer = house.as_(cast.chen)
    trainer.post("/questions/", BOTH | {"save": "1", "base": "0"})
    changed = reworded("谁来作出行政许可决定？") | {"save": "1", "base": "1"}
    trainer.post(f"/questions/{CODE}/text", changed)

    assert found(words="许可决定") == [CODE]
    assert found(words="不得少于") == []


def test_what_is_stored_is_found_by_words_article_language_and_tag(found, cast, house):
    tagged = {key: text.replace("fact:", "tags: 复训, Basics\nfact:") for key, text in BOTH.items()}
    house.as_(cast.chen).post("/questions/", tagged | {"save": "1", "base": "0"})

    assert found(words="执法人员 needed") == [CODE]
    assert found(statute="penalty-law", article="42") == [CODE]
    assert found(article="42") == [CODE]
    assert found(language="en") == [CODE]
    assert found(tag="basics") == [CODE]
    assert found(statute="penalty-law", article="4") == []
    assert found(statute="compulsion-law") == []
    assert found(lacking="en") == []
    assert found(tag="basic") == []


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"topic": "law"}, ["a", "b"]), ({"topic": "law.minor"}, ["b"]), ({"topic": "la"}, []),
        ({"kind": "ordering"}, ["b"]), ({"pool": "practice"}, ["c"]), ({"author": "吴"}, ["b"]),
        ({"author": "wu"}, ["b"]), ({"author": "w"}, []), ({"author": "%"}, []),
        ({"language": "en"}, ["a", "c"]), ({"lacking": "en"}, ["b"]),
        ({"difficulty": "hard"}, ["c"]),
        ({"tag": "x"}, ["c"]), ({"confidence": "A"}, ["a"]), ({"confidence": "A*"}, ["b"]),
        ({"confidence": "uncleared"}, ["c"]), ({"standing": "retired"}, ["c"]),
        ({"statute": "penalty-law"}, ["a", "b"]),
        ({"statute": "penalty-law", "article": "9"}, ["b"]),
        ({"topic": "law", "kind": "ordering", "statute": "penalty-law"}, ["b"]),
        ({"topic": "law", "pool": "practice"}, []),
    ],
)  # fmt: skip
def test_questions_are_found_by_what_is_marked_on_them(found, session, cast, fields, codes):
    question(session, "a", author=cast.chen, refs=["penalty-law 42(1)"])
    cleared = question(
        session, "b", author=cast.wu, topic="law.minor", kind="ordering", languages=("zh",),
        confidence="A*", refs=["penalty-law 9", "a rule in words"],
    )  # fmt: skip
    session.add(Clearance(revision_id=cleared.id, note="checked", by_id=cast.gu.id, at=now()))
    question(
        session, "c", author=cast.chen, topic="serv.ethos", pool="practice", difficulty="hard",
        confidence="B", tags=["x"], state="retired",
    )  # fmt: skip
    session.commit()

    assert sorted(found(**fields)) == codes


@pytest.fixture
def figures(session, cast):
    """Three questions: fared badly and then well, fared badly, never in use."""
    well, badly, _ = (question(session, code, author=cast.chen) for code in ("a", "b", "c"))
    for revision, place, answered, share, discrimination in (
        (well, "1", 400, "0.1", "-0.2"),
        (well, "2", 30, "0.8", "0.3"),
        (badly, "1", 29, "0.3", None),
    ):
        session.add(
            Statistic(
                revision_id=revision.id,
                place=place,
                answered=answered,
                share=Decimal(share),
                discrimination=discrimination and Decimal(discrimination),
                at=now(),
            )
        )
        session.flush()
    session.commit()


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"answered": 30}, ["a"]), ({"answered": 29}, ["a", "b"]), ({"answered": 31}, []),
        ({"below": Decimal(".3")}, []), ({"below": Decimal(".31")}, ["b"]),
        ({"above": Decimal(".8")}, []), ({"above": Decimal(".79")}, ["a"]),
        ({"apart": Decimal(".3")}, []), ({"apart": Decimal(".31")}, ["a"]),
        ({"answered": 30, "below": Decimal(".31")}, []),
    ],
)  # fmt: skip
def test_the_newest_figures_of_a_revision_count(found, figures, fields, codes):
    assert sorted(found(**fields)) == codes


def test_lists_come_in_the_order_that_is_asked_for(found, figures):
    assert found() == ["c", "b", "a"]
    assert found(order="id") == ["a", "b", "c"]
    assert found(order="share") == ["b", "a", "c"]
    assert found(order="discrimination") == ["a", "c", "b"]


DAY = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"used": "never"}, ["c"]),
        ({"used": "since", "used_at": DAY}, ["a"]),
        ({"used": "before", "used_at": DAY}, ["b"]),
        ({"used": "before"}, ["a", "b", "c"]),
        ({"order": "used"}, ["c", "b", "a"]),
    ],
)
def test_the_last_use_of_any_revision_counts(found, session, cast, fields, codes):
    for code, uses in (
        ("a", (DAY, DAY.replace(month=1))),
        ("b", (DAY.replace(month=2),)),
        ("c", ()),
    ):
        revision = question(session, code, author=cast.chen)
        for place, at in enumerate(uses):
            session.add(Use(revision_id=revision.id, place=f"sitting:{place}", forms=1, at=at))
    session.commit()

    codes_found = found(**fields)

    assert (codes_found if "order" in fields else sorted(codes_found)) == codes


def test_a_question_with_a_picture_is_found(found, session, cast):
    revision = question(session, "a", author=cast.chen)
    question(session, "b", author=cast.chen)
    picture = Picture(
        token="t" * 43, name="x.png", digest="0" * 64, mimetype="image/png", width=1, height=1,
        data=b"x", by_id=cast.chen.id, at=now(),
    )  # fmt: skip
    session.add(picture)
    session.flush()
    session.add(RevisionPicture(revision_id=revision.id, language="zh", picture_id=picture.id))
    session.commit()

    assert found(has_picture=True) == ["a"]


def test_a_draft_that_a_reviewer_sent_back_stands_apart_from_one_taken_back(found, session, cast):
    for code, person in (("sent", cast.xu), ("taken", cast.chen)):
        revision = question(session, code, author=cast.chen, state="draft")
        session.add(
            Move(
                revision_id=revision.id,
                before="in_review",
                after="draft",
                by_id=person.id,
                at=now(),
            )
        )
    session.commit()

    assert (found(standing="returned"), found(standing="draft")) == (["sent"], ["taken"])


def test_everything_that_fits_is_named_up_to_one_more_than_the_most(in_app, session, cast):
    made = [question(session, f"q-{each}", author=cast.chen).id for each in range(4)]
    question(session, "other", author=cast.chen, topic="serv.ethos")
    actor = actor_of(cast.chen)

    assert sorted(listing.all_written_by(actor, Search(topic="law"), 10)) == made
    assert len(listing.all_readable_by(actor, Search(topic="law"), 2)) == 3


@pytest.fixture
def trainer(house, cast):
    return house.as_(cast.chen, "en")


def test_the_address_says_all_that_is_looked_for_and_each_can_be_taken_away(trainer, session, cast):
    question(session, "law-a", author=cast.chen, refs=["penalty-law 42"])
    address = "?q=law&topic=law.penalty&statute=penalty-law&article=42&below=30&picture=yes"

    page = trainer.get(f"/bank/{address}").text

    for label in ("Words or id", "Topic", "Statute", "Article", "Mean share below", "Picture"):
        assert f"<span>{label}" in page
    assert (
        'href="/bank/?q=law&amp;topic=law.penalty&amp;statute=penalty-law&amp;article=42'
        '&amp;picture=yes"' in page
    )
    assert "No question fits. Take a filter away" in page


def test_a_form_with_fields_left_empty_leads_to_the_short_address(trainer):
    answer = trainer.get("/bank/?q=+x+&topic=&statute=&used=never&day=2026-01-01&order=&picture=")

    assert (answer.status_code, answer.location) == (303, "/bank/?q=x&used=never")


@pytest.mark.parametrize(
    "address",
    [
        "statute=none", "article=x", "article=42)", "kind=none", "pool=x", "language=xx",
        "difficulty=0.5", "confidence=Z", "answered=-1", "answered=1e9", "below=101", "below=NaN",
        "above=-1", "apart=2", "apart=sNaN", "used=since", "used=since&day=2026-02-30",
        "picture=1", "order=words", "q=%00", "page=0", "below=1e999999", "author=%00", "day=x",
    ],
)  # fmt: skip
def test_what_makes_no_sense_in_an_address_is_left_out(trainer, session, cast, address):
    question(session, "law-a", author=cast.chen)

    page = trainer.get(f"/bank/?{address}")

    assert (page.status_code, "law-a stem" in page.text) == (200, True)


def test_a_day_begins_at_midnight_of_the_reader(trainer, session, cast):
    revision = question(session, "law-a", author=cast.chen)
    midnight = datetime(2026, 2, 28, 16, tzinfo=UTC)
    session.add(Use(revision_id=revision.id, place="sitting:1", forms=1, at=midnight))
    session.commit()

    since = trainer.get("/bank/?used=since&day=2026-03-01").text
    before = trainer.get("/bank/?used=before&day=2026-03-01").text

    assert ("law-a stem" in since, "law-a stem" in before) == (True, False)


def test_a_filter_shows_nothing_of_other_units(house, session, cast):
    question(session, "law-a", author=cast.chen, refs=["penalty-law 42"])
    stranger = add_person(session, "duan", "段无涯", cast.units["hezhou"])
    grant(session, stranger, "trainer", cast.units["hezhou"])

    page = house.as_(stranger, "en").get("/bank/?statute=penalty-law&article=42").text

    assert "law-a" not in page


@pytest.mark.parametrize("path", ["/questions/", "/bank/", "/bank/?q=law&order=share&used=never"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(
    trainer, session, cast, statements, path
):
    question(session, "law-0", author=cast.chen, refs=["penalty-law 42"])
    trainer.get(path)
    with statements() as for_one:
        trainer.get(path)
    for each in (1, 2):
        question(session, f"law-{each}", author=cast.chen, refs=["penalty-law 42"])
    with statements() as for_three:
        page = trainer.get(path).text

    assert page.count("law-2 stem") == 1
    assert len(for_three) == len(for_one)


def test_a_second_revision_takes_the_place_of_the_first(in_app, session, cast, house):
    house.as_(cast.chen).post("/questions/", BOTH | {"save": "1", "base": "0"})
    house.as_(cast.chen).post(f"/questions/{CODE}/text", reworded() | {"save": "1", "base": "1"})
    rows = session.query(Revision.number, Revision.is_newest).order_by(Revision.number).all()

    assert [tuple(row) for row in rows] == [(1, False), (2, True)]
