"""Reading blueprints: what is in them, and every reason why one cannot be used."""

from decimal import Decimal

import pytest

from exam.rules.blueprint import BadBlueprint, read_blueprint

pytestmark = pytest.mark.pure

KINDS = frozenset({"single", "multiple"})


def definition(**changes):
    """A blueprint of three questions, with changes."""
    return {
        "code": "small",
        "version": 2,
        "title": {"zh": "小考", "en": "Small exam"},
        "minutes": 60,
        "pass_percent": "60",
        "exposure": "0.5",
        "show_paper": True,
        "sections": [
            {"code": "law", "zh": "法律", "en": "Law", "topics": ["law.*"], "floor_percent": "50"},
            {"code": "serv", "zh": "服务", "en": "Service", "topics": ["serv.*"]},
        ],
        "kinds": [
            {"kind": "single", "count": 2, "points": "1.5"},
            {"kind": "multiple", "count": 1, "points": 2},
        ],
        "groups": [
            {"topics": ["law.basics", "law.penalty"], "easy": 1, "hard": 1},
            {"topics": ["serv.*"], "medium": 1},
        ],
        **changes,
    }


def reasons(changed):
    with pytest.raises(BadBlueprint) as bad:
        read_blueprint(changed, KINDS)
    return [reason.message % reason.values for reason in bad.value.reasons]


def test_a_blueprint_is_read_whole():
    read = read_blueprint(definition(), KINDS)

    assert (read.code, read.version, read.minutes) == ("small", 2, 60)
    assert (read.size, read.full_marks) == (3, Decimal("5.0"))
    assert (read.pass_percent, read.exposure) == (Decimal(60), Decimal("0.5"))
    assert [read.points_of(kind) for kind in ("single", "multiple")] == [Decimal("1.5"), Decimal(2)]
    assert [group.counts for group in read.groups] == [
        {"easy": 1, "medium": 0, "hard": 1},
        {"easy": 0, "medium": 1, "hard": 0},
    ]
    assert [section.floor_percent for section in read.sections] == [Decimal(50), Decimal(0)]


@pytest.mark.parametrize(
    ("topic", "section", "groups"),
    [
        ("law.basics", "law", [True, False]),
        ("law.transport", "law", [False, False]),
        ("serv.words", "serv", [False, True]),
        ("lawyer.fees", "other", [False, False]),
        ("law", "other", [False, False]),
    ],
)
def test_a_topic_belongs_where_a_pattern_covers_it(topic, section, groups):
    read = read_blueprint(definition(), KINDS)

    assert read.section_of(topic) == section
    assert [group.holds(topic) for group in read.groups] == groups


SHARE = {"kind": "single", "count": 3, "points": "1"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"kinds": [SHARE | {"count": 4}]},
            "The kinds ask for 4 questions, the topics for 3.",
        ),
        (
            {"kinds": [SHARE | {"kind": "dance"}]},
            "There is no kind of question called dance.",
        ),
        ({"kinds": [], "groups": []}, "A form needs 1 to 500 questions."),
        (
            {
                "kinds": [SHARE | {"count": 501}],
                "groups": [{"topics": ["law.*"], "easy": 501}],
            },
            "A form needs 1 to 500 questions.",
        ),
        ({"minutes": 0}, "The time must be 1 to 600 minutes."),
        ({"minutes": 601}, "The time must be 1 to 600 minutes."),
        ({"pass_percent": "-0.1"}, "The pass mark must be 0 to 100 percent."),
        ({"pass_percent": "100.1"}, "The pass mark must be 0 to 100 percent."),
        ({"exposure": "0"}, "The exposure limit must be above 0 and at most 1 (100 percent)."),
        ({"exposure": "1.01"}, "The exposure limit must be above 0 and at most 1 (100 percent)."),
        ({"kinds": [SHARE | {"points": "0"}]}, "Points must be above 0 and counts not below."),
        (
            {"kinds": [SHARE | {"count": 4}, {"kind": "multiple", "count": -1, "points": "1"}]},
            "Points must be above 0 and counts not below.",
        ),
        (
            {"groups": [{"topics": ["law.*"], "easy": 4, "hard": -1}]},
            "Points must be above 0 and counts not below.",
        ),
        ({"kinds": [SHARE, SHARE | {"count": 0}]}, "Each kind of question may stand once only."),
        (
            {"sections": [{"code": "a", "zh": "a", "en": "a", "topics": [], "floor_percent": 101}]},
            "The floor of a section must be 0 to 100 percent.",
        ),
        ({"pool": "practice"}, "Papers are drawn from the exam pool alone."),
    ],
)
def test_each_fault_is_told_alone(changes, reason):
    assert reasons(definition(**changes)) == [reason]


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": 1},
        {"minutes": 600},
        {"pass_percent": "0"},
        {"pass_percent": "100"},
        {"exposure": "0.01"},
        {"exposure": "1"},
        {"kinds": [SHARE | {"count": 500}], "groups": [{"topics": ["law.*"], "easy": 500}]},
        {"kinds": [SHARE | {"count": 1}], "groups": [{"topics": ["law.*"], "easy": 1}]},
    ],
)
def test_the_edges_are_allowed(changes):
    assert read_blueprint(definition(**changes), KINDS).code == "small"


def test_all_faults_are_told_at_once():
    assert reasons(definition(minutes=0, exposure="2", pass_percent="200")) == [
        "The time must be 1 to 600 minutes.",
        "The pass mark must be 0 to 100 percent.",
        "The exposure limit must be above 0 and at most 1 (100 percent).",
    ]


@pytest.mark.parametrize("name", ["code", "version", "title", "minutes", "kinds", "groups"])
def test_a_missing_field_is_named(name):
    lacking = definition()
    del lacking[name]

    assert reasons(lacking) == [f"The blueprint lacks a field, or one has the wrong form: '{name}'"]


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": "soon"},
        {"title": "x"},
        {"pass_percent": "sixty"},
        {"pass_percent": "NaN"},
        {"exposure": "Infinity"},
        {"kinds": [{"kind": "single", "count": 3, "points": "NaN"}]},
        {"groups": [{"topics": "law.*", "easy": 3}]},
        {"kinds": "single"},
        {"kinds": [1]},
        {"sections": [{"code": "law"}]},
    ],
)
def test_a_field_of_the_wrong_form_is_a_reason_and_no_crash(changes):
    with pytest.raises(BadBlueprint):
        read_blueprint(definition(**changes), KINDS)
