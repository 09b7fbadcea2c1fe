"""A definition says everything that is wrong with it at once."""

import pytest

from competitions.queries.shipped import shipped_definitions, shipped_rubrics
from competitions.rules.definition import BadDefinition, read_definition, with_rubrics
from tests.competitions.definitions import CONTEST, RUBRIC, definition, round_of, station

pytestmark = pytest.mark.pure


def reasons(mapping):
    with pytest.raises(BadDefinition) as bad:
        read_definition(mapping)
    return [message % values for message, values in bad.value.reasons]


def test_a_sound_definition_is_read():
    held = read_definition(CONTEST)

    assert [each.code for each in held.rounds] == ["theory", "service"]
    assert held.station_with("service", "etiquette") == held.stations[0]
    assert held.station_with("theory", "etiquette") is None
    assert (held.teams.size, held.teams.best, held.goes_on) == (2, 1, False)


@pytest.mark.parametrize("name", ["county", "drill"])
def test_what_ships_can_be_used(name):
    held = read_definition(with_rubrics(shipped_definitions()[name], shipped_rubrics()))

    assert held.series == name
    assert [each.code for each in held.stations] == ["etiquette"]


def test_the_shipped_rubric_names_a_sure_fact_for_each_criterion():
    for rubric in shipped_rubrics().values():
        for criterion in rubric["criteria"]:
            assert criterion["facts"], criterion["code"]
            assert {fact["confidence"] for fact in criterion["facts"]} <= {"A", "A*", "B", "P"}


def test_a_rubric_nobody_knows_is_refused():
    named = definition(round_of("service", kind="practical", stations=[station(rubric="nowhere")]))

    with pytest.raises(BadDefinition, match="no rubric called nowhere"):
        with_rubrics(named, {})


def rubric_with(**other):
    held = station(rubric={**RUBRIC, **other})
    return definition(round_of("service", kind="practical", stations=[held]))


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        (definition(show="photo"), "The board shows the name or the number."),
        (definition(series=""), "A competition needs a series."),
        (definition(objection_hours=241), "Objections are taken for 0 to 240 hours."),
        (definition(objection_hours=-1), "Objections are taken for 0 to 240 hours."),
        (
            definition(teams={"size": 2, "best": 3}),
            "No more members of a team can count than it has.",
        ),
        (
            definition(round_of("a", weight=60), round_of("b", weight=39)),
            "The weights of the rounds must be above 0 and add up to 100.",
        ),
        (
            definition(round_of("a", weight=100), round_of("b", weight=0)),
            "The weights of the rounds must be above 0 and add up to 100.",
        ),
        (
            definition(round_of("a", weight=50), round_of("a", weight=50)),
            "The code a stands twice.",
        ),
        (
            definition(round_of("a", kind="race")),
            "Round a is neither quiz, practical nor drill.",
        ),
        (
            definition(round_of("a", kind="practical")),
            "Round a: a practical round has stations, and no other has.",
        ),
        (
            definition(round_of("a", stations=[station()])),
            "Round a: a practical round has stations, and no other has.",
        ),
        (
            definition(round_of("a", kind="practical", stations=[station(weight=99)])),
            "Round a: the weights of its stations must be above 0 and add up to 100.",
        ),
        (
            definition(round_of("a", speed_percent=101)),
            "Round a: speed counts for 0 to 100 percent, and never at a station.",
        ),
        (definition(round_of("a", best_of=2)), "Round a: only a drill has several tries."),
        (
            definition(round_of("a", kind="practical", stations=[station(judges=0)])),
            "Station etiquette needs 1 to 15 judges.",
        ),
        (
            definition(round_of("a", kind="practical", stations=[station(pass_percent=101)])),
            "Station etiquette: it is passed with 0 to 100 percent.",
        ),
        (definition(tie_breaks=["round:b"]), "There is no tie-break called round:b."),
        (
            rubric_with(criteria=RUBRIC["criteria"][:1]),
            "Rubric manner: the weights must be above 0 and add up to 100.",
        ),
        (
            rubric_with(scale=RUBRIC["scale"][1:]),
            "Rubric manner: its grades must count from 0 without gaps.",
        ),
        (
            rubric_with(criteria=[{**each, "code": "law"} for each in RUBRIC["criteria"]]),
            "Rubric manner: a criterion stands twice.",
        ),
        (
            rubric_with(
                criteria=[
                    {**each, "facts": [{"id": "x", "confidence": "C"}]}
                    for each in RUBRIC["criteria"]
                ]
            ),
            "Rubric manner rests on a fact that is not sure enough.",
        ),
    ],
)
def test_a_fault_is_said(mapping, reason):
    assert reasons(mapping) == [reason]


def test_every_fault_is_said_at_once():
    assert len(reasons(definition(show="photo", series="", tie_breaks=["x"]))) == 3


@pytest.mark.parametrize("lacking", ["series", "version", "title", "rounds"])
def test_a_field_that_lacks_is_said(lacking):
    mapping = {name: value for name, value in definition().items() if name != lacking}

    assert reasons(mapping) == [
        f"The definition lacks a field, or one has the wrong form: '{lacking}'"
    ]


@pytest.mark.parametrize("weight", ["NaN", "a lot", None])
def test_a_weight_must_be_a_number(weight):
    assert len(reasons(definition(round_of("a", weight=weight)))) == 1
