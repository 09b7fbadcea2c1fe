"""Reading a credential type: what is in it, and every reason why one cannot be used."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from credentials.rules.conditions import Courses, Education, Exams, Papers, Rank, Share, Station
from credentials.rules.definition import BadRule, read_rule, warnings

pytestmark = pytest.mark.pure
SHIPPED = Path("credentials/content/qualification.toml")
OTHER_LETTERS = (
    "A pattern of numbers is at most 40 letters, digits, dots, strokes and the places "
    "{unit}, {year} and {serial}."
)
TITLE = {"zh": "甲", "en": "A"}
PAPERS = {"code": "papers", "kind": "eligibility", "title": TITLE}


def definition(*conditions, **changes):
    """A type with an eligibility condition and these ones, with changes."""
    return {
        "code": "small",
        "version": 1,
        "title": TITLE,
        "scope": TITLE,
        "words": TITLE,
        "validity_months": 60,
        "number_pattern": "T-{unit}-{year}-{serial}",
        "conditions": [PAPERS, *({"code": "c", "title": TITLE, **each} for each in conditions)],
        **changes,
    }


def reasons(changed):
    with pytest.raises(BadRule) as refused:
        read_rule(changed)
    return [message % values for message, values in refused.value.reasons]


def test_the_shipped_type_reads_and_asks_for_six_things():
    rule = read_rule(tomllib.loads(SHIPPED.read_text()))

    assert [(each.code, each.kind, each.waivable) for each in rule.conditions] == [
        ("papers", "eligibility", False),
        ("education", "education", True),
        ("courses", "course", True),
        ("exam", "exam", False),
        ("competition", "competition", True),
        ("service", "service", True),
    ]
    assert rule.accepts_demonstration is False
    assert rule.words["zh"] == "本证书为培训考核证明，不作为执法证件使用"
    assert warnings(rule) == []


def test_every_condition_of_the_shipped_type_cites_a_basis_and_none_is_marked_c():
    rule = read_rule(tomllib.loads(SHIPPED.read_text()))

    cited = [*rule.basis, *(basis for each in rule.conditions for basis in each.basis)]
    assert all(each.basis for each in rule.conditions)
    assert {basis.confidence for basis in cited} == {"A", "A*", "B"}


@pytest.mark.parametrize(
    ("condition", "asks"),
    [
        ({"kind": "eligibility"}, Papers()),
        ({"kind": "education", "accepted": ["bachelor"]}, Education(("bachelor",))),
        ({"kind": "course", "courses": ["law"], "months": 24}, Courses(("law",), 24)),
        ({"kind": "exam", "blueprints": ["a", "b"], "months": 12}, Exams(("a", "b"), 12)),
        (
            {"kind": "competition", "series": ["s"], "months": 24},
            Share(("s",), 24, Decimal(60)),
        ),
        (
            {"kind": "competition_rank", "series": ["s"], "months": 24, "best": 3},
            Rank(("s",), 24, 3, None),
        ),
        (
            {"kind": "competition_rank", "series": ["s"], "months": 24, "top_percent": "10"},
            Rank(("s",), 24, None, Decimal(10)),
        ),
        (
            {"kind": "service", "series": ["s"], "months": 24, "station": "e"},
            Station(("s",), 24, "e", None),
        ),
        (
            {"kind": "service", "series": ["s"], "months": 24, "station": "e", "percent": 70},
            Station(("s",), 24, "e", Decimal(70)),
        ),
    ],
)
def test_each_kind_of_condition_reads_as_what_it_asks(condition, asks):
    rule = read_rule(definition(condition))

    assert rule.condition("c").asks == asks
    assert rule.condition("nowhere") is None


def test_a_rank_condition_is_warned_about():
    rule = read_rule(
        definition({"kind": "competition_rank", "series": ["s"], "months": 1, "best": 3})
    )

    (message, values), *others = warnings(rule)
    assert message % values == (
        "Condition c asks for a rank: that measures how good the others were, not what the "
        "officer can do."
    )
    assert others == []


@pytest.mark.parametrize("confidence", ["C", "", "D"])
def test_a_fact_that_is_not_sure_enough_is_not_cited(confidence):
    basis = [{"fact": "F-X", "confidence": confidence, **TITLE}]

    found = reasons(definition({"kind": "eligibility", "basis": basis}))

    assert found == [
        f"Fact F-X is marked {confidence}; only A, A*, B and P may be cited.",
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (definition(version=0), "A rule needs a code and a version from 1."),
        (definition(code=""), "A rule needs a code and a version from 1."),
        (definition(validity_months=0), "The validity is 1 to 1200 months."),
        (definition(validity_months=1201), "The validity is 1 to 1200 months."),
        (
            definition(dated_back_months=1),
            "Only a type for demonstrations may date its credentials back.",
        ),
        (
            definition(number_pattern="T-{year}-{serial}"),
            "A pattern of numbers names {unit}, {year} and {serial}, each once.",
        ),
        (
            definition(number_pattern="{unit.__class__}{year}{serial}"),
            OTHER_LETTERS,
        ),
        (
            definition({**PAPERS}),
            "Each condition needs a code of its own.",
        ),
        (
            definition(conditions=[{**PAPERS, "waivable": True}]),
            "A rule needs a condition of kind eligibility that cannot be waived.",
        ),
        (
            definition({"kind": "education", "accepted": ["none"]}),
            "Condition c: no such education: none",
        ),
        (
            definition({"kind": "course", "courses": ["law"], "months": 0}),
            "Condition c: months must be 1 to 1200",
        ),
        (
            definition({"kind": "competition", "series": ["s"], "months": 1, "percent": 101}),
            "Condition c: a percentage must be 0 to 100",
        ),
        (
            definition({"kind": "competition_rank", "series": ["s"], "months": 1}),
            "Condition c: say either best or top_percent",
        ),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_its_reason(changed, reason):
    assert reasons(changed) == [reason]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        definition(conditions=None),
        definition({"kind": "luck"}),
        definition({"kind": "course", "courses": "law", "months": 1}),
        definition({"kind": "course", "courses": [], "months": 1}),
        definition({"kind": "competition", "series": ["s"], "months": 1, "percent": "NaN"}),
        definition(title={"zh": "甲"}),
    ],
)
def test_a_rule_that_lacks_something_says_what(changed):
    assert [each.split(":")[0] for each in reasons(changed)] == [
        "The rule lacks a field, or one has the wrong form"
    ]


def test_all_reasons_come_at_once():
    found = reasons(definition(version=0, validity_months=0, conditions=[]))

    assert len(found) == 4
