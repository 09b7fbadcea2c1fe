"""What a competition consists of: rounds, stations, rubrics, weights and tie-breaks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from competitions.rules.rubric import Rubric, read_rubric, wrong_rubric
from core.errors import N_

KINDS = ("quiz", "practical", "drill")
SHOWN = ("name", "number")
ROUND_FIRST = "round:"
TIE_BREAKS = ("time", "earlier")
HUNDRED = Decimal(100)
Reason = tuple[str, dict[str, object]]


class BadDefinition(ValueError):
    """A definition that cannot be used: every reason, each a message and its values."""

    def __init__(self, reasons: list[Reason]) -> None:
        """Keep the reasons."""
        super().__init__("; ".join(message % values for message, values in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Station:
    """A station of a practical round: `judges` is the least number of sheets for a score."""

    code: str
    titles: Mapping[str, str]
    weight: Decimal
    rubric: Rubric
    pass_percent: Decimal
    judges: int


@dataclass(frozen=True, slots=True)
class Round:
    """A round; `best_of` is how many tries of a drill count, 0 for all of them."""

    code: str
    kind: str
    titles: Mapping[str, str]
    weight: Decimal
    blueprint: str
    speed_percent: Decimal
    best_of: int
    stations: tuple[Station, ...]


@dataclass(frozen=True, slots=True)
class TeamRule:
    """How many make a team, and how many of them count."""

    size: int
    best: int


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a competition's rules."""

    series: str
    version: int
    show: str
    objection_hours: int
    titles: Mapping[str, str]
    rounds: tuple[Round, ...]
    tie_breaks: tuple[str, ...]
    teams: TeamRule | None
    divisions: tuple[str, ...]

    def round_with(self, code: str) -> Round | None:
        """The round with this code."""
        return next((each for each in self.rounds if each.code == code), None)

    def station_with(self, round_code: str, code: str) -> Station | None:
        """The station with this code in that round."""
        held = self.round_with(round_code)
        stations = held.stations if held else ()
        return next((each for each in stations if each.code == code), None)

    @property
    def goes_on(self) -> bool:
        """Whether it has a drill: then its rounds need no end before standings are final."""
        return any(each.kind == "drill" for each in self.rounds)

    @property
    def stations(self) -> tuple[Station, ...]:
        """Every station of every round."""
        return tuple(station for each in self.rounds for station in each.stations)


def read_definition(mapping: Mapping[str, Any]) -> Definition:
    """A definition from its file's values; raises BadDefinition with every reason at once."""
    try:
        definition = _read(mapping)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as problem:
        message = N_("The definition lacks a field, or one has the wrong form: %(problem)s")
        raise BadDefinition([(message, {"problem": str(problem)})]) from problem
    reasons = [
        *_wrong_frame(definition),
        *_wrong_weights(definition),
        *(reason for each in definition.rounds for reason in _wrong_round(each)),
        *(reason for each in definition.stations for reason in _wrong_station(each)),
        *_wrong_tie_breaks(definition),
    ]
    if reasons:
        raise BadDefinition(reasons)
    return definition


def with_rubrics(
    mapping: Mapping[str, Any], rubrics: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The definition with each rubric that it names by code copied in whole."""
    unknown = sorted({name for name in _named(mapping) if name not in rubrics})
    if unknown:
        message = N_("There is no rubric called %(code)s.")
        raise BadDefinition([(message, {"code": code}) for code in unknown])
    rounds = [_with_rubrics(each, rubrics) for each in mapping.get("rounds", [])]
    return {**mapping, "rounds": rounds}


def _with_rubrics(
    held: Mapping[str, Any], rubrics: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    if "stations" not in held:
        return dict(held)
    stations = [
        {**each, "rubric": rubrics[each["rubric"]]} if isinstance(each["rubric"], str) else each
        for each in held["stations"]
    ]
    return {**held, "stations": stations}


def _named(mapping: Mapping[str, Any]) -> Iterable[str]:
    stations = (each for held in mapping.get("rounds", []) for each in held.get("stations", []))
    return (each["rubric"] for each in stations if isinstance(each.get("rubric"), str))


def _wrong_frame(definition: Definition) -> list[Reason]:
    teams = definition.teams
    limits = (
        (bool(definition.series), N_("A competition needs a series.")),
        (definition.show in SHOWN, N_("The board shows the name or the number.")),
        (
            0 <= definition.objection_hours <= 240,
            N_("Objections are taken for 0 to 240 hours."),
        ),
        (bool(definition.rounds), N_("A competition needs a round.")),
        (
            teams is None or 1 <= teams.best <= teams.size,
            N_("No more members of a team can count than it has."),
        ),
    )
    return [(message, {}) for holds, message in limits if not holds]


def _wrong_weights(definition: Definition) -> list[Reason]:
    doubled = [
        *_twice(each.code for each in definition.rounds),
        *_twice(each.code for each in definition.stations),
    ]
    reasons: list[Reason] = [(N_("The code %(code)s stands twice."), {"code": c}) for c in doubled]
    weights = [each.weight for each in definition.rounds]
    if sum(weights, Decimal(0)) != HUNDRED or min(weights, default=HUNDRED) <= 0:
        reasons.append((N_("The weights of the rounds must be above 0 and add up to 100."), {}))
    return reasons


def _wrong_round(held: Round) -> list[Reason]:
    weights = [each.weight for each in held.stations]
    limits = (
        (held.kind in KINDS, N_("Round %(code)s is neither quiz, practical nor drill.")),
        (
            (held.kind == "practical") == bool(held.stations),
            N_("Round %(code)s: a practical round has stations, and no other has."),
        ),
        (
            not weights or (sum(weights, Decimal(0)) == HUNDRED and min(weights) > 0),
            N_("Round %(code)s: the weights of its stations must be above 0 and add up to 100."),
        ),
        (
            0 <= held.speed_percent <= HUNDRED and not (held.stations and held.speed_percent),
            N_("Round %(code)s: speed counts for 0 to 100 percent, and never at a station."),
        ),
        (
            held.best_of == 0 or (held.kind == "drill" and held.best_of > 0),
            N_("Round %(code)s: only a drill has several tries."),
        ),
    )
    return [(message, {"code": held.code}) for holds, message in limits if not holds]


def _wrong_station(station: Station) -> list[Reason]:
    limits = (
        (1 <= station.judges <= 15, N_("Station %(code)s needs 1 to 15 judges.")),
        (
            0 <= station.pass_percent <= HUNDRED,
            N_("Station %(code)s: it is passed with 0 to 100 percent."),
        ),
    )
    reasons: list[Reason] = [
        (message, {"code": station.code}) for holds, message in limits if not holds
    ]
    return reasons + wrong_rubric(station.rubric)


def _wrong_tie_breaks(definition: Definition) -> list[Reason]:
    known = {*TIE_BREAKS, *(f"{ROUND_FIRST}{each.code}" for each in definition.rounds)}
    return [
        (N_("There is no tie-break called %(code)s."), {"code": code})
        for code in definition.tie_breaks
        if code not in known
    ]


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def _read(mapping: Mapping[str, Any]) -> Definition:
    teams = mapping.get("teams")
    return Definition(
        series=str(mapping["series"]),
        version=int(mapping["version"]),
        show=str(mapping.get("show", "name")),
        objection_hours=int(mapping.get("objection_hours", 24)),
        titles=dict(mapping["title"]),
        rounds=tuple(_read_round(row) for row in mapping["rounds"]),
        tie_breaks=tuple(str(code) for code in mapping.get("tie_breaks", [])),
        teams=TeamRule(int(teams["size"]), int(teams["best"])) if teams else None,
        divisions=tuple(str(name) for name in mapping.get("divisions", [])),
    )


def _read_round(row: Mapping[str, Any]) -> Round:
    return Round(
        code=str(row["code"]),
        kind=str(row["kind"]),
        titles=dict(row["title"]),
        weight=_decimal(row["weight"]),
        blueprint=str(row.get("blueprint", "")),
        speed_percent=_decimal(row.get("speed_percent", "0")),
        best_of=int(row.get("best_of", 0)),
        stations=tuple(_read_station(station) for station in row.get("stations", [])),
    )


def _read_station(row: Mapping[str, Any]) -> Station:
    return Station(
        code=str(row["code"]),
        titles=dict(row["title"]),
        weight=_decimal(row["weight"]),
        rubric=read_rubric(row["rubric"]),
        pass_percent=_decimal(row.get("pass_percent", "60")),
        judges=int(row.get("judges", 3)),
    )


def _decimal(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value} is not a number")
    return number
