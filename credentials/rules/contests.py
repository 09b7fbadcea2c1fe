"""Final standings of competitions: a share of the points, a rank, a service station passed."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from decimal import Decimal

from core.errors import N_
from credentials.rules import doors
from credentials.rules.conditions import Condition, Rank, Share, Station
from credentials.rules.findings import Answer, Finding
from credentials.rules.periods import is_within, local_day
from credentials.rules.phrases import Phrase, Value, plain
from credentials.rules.record import PlaceOnFile, RecordOnFile, StationOnFile

Shown = tuple[Answer, PlaceOnFile | None]
WAIT = Phrase(
    N_("The standings were changed after they were confirmed; they are to be confirmed again.")
)


def judge_share(condition: Condition, asks: Share, record: RecordOnFile, at: datetime) -> Finding:
    """Met by a final total of at least so many of 100 points."""
    places = _in_time(record, asks.series, asks.months, at)
    answer, shown = _standing(
        places, reaches=lambda place: place.total >= asks.percent, worth=lambda place: place.total
    )
    needed = plain(asks.percent)
    return _finding(
        condition,
        answer,
        shown,
        required=Phrase(
            N_("In final standings within %(months)s months, at least %(percent)s of 100 points."),
            {"months": asks.months, "percent": needed},
        ),
        on_record=Phrase(
            N_("%(contest)s, final on %(date)s: %(total)s of the %(percent)s points needed."),
            {**_about(shown, record), "total": plain(shown.total), "percent": needed},
        )
        if shown
        else None,
        missing=Phrase(
            N_("Take part in the next competition or drill and reach %(percent)s points."),
            {"percent": needed},
        ),
    )


def judge_rank(condition: Condition, asks: Rank, record: RecordOnFile, at: datetime) -> Finding:
    """Met by a rank among the first so many; it measures the others too."""
    places = _in_time(record, asks.series, asks.months, at)
    answer, shown = _standing(
        places,
        reaches=lambda place: place.rank is not None and place.rank <= _last(asks, place.out_of),
        worth=lambda place: -Decimal(place.rank or place.out_of + 1) / max(place.out_of, 1),
    )
    limit = plain(asks.top_percent) if asks.top_percent is not None else asks.best or 0
    required = (
        N_("In final standings within %(months)s months, among the first %(limit)s percent.")
        if asks.best is None
        else N_("In final standings within %(months)s months, among the first %(limit)s.")
    )
    return _finding(
        condition,
        answer,
        shown,
        required=Phrase(required, {"months": asks.months, "limit": limit}),
        on_record=Phrase(
            N_("%(contest)s, final on %(date)s: rank %(rank)s of %(out_of)s."),
            {**_about(shown, record), "rank": shown.rank or "–", "out_of": shown.out_of},
        )
        if shown
        else None,
        missing=Phrase(N_("Take part in the next competition and reach such a rank.")),
    )


def _last(asks: Rank, out_of: int) -> Decimal:
    """The last rank that is good enough."""
    if asks.best is not None:
        return Decimal(asks.best)
    return out_of * (asks.top_percent or Decimal(0)) / 100


def judge_station(
    condition: Condition, asks: Station, record: RecordOnFile, at: datetime
) -> Finding:
    """Met by a service station of final standings with the share of points that passes there."""
    places = [
        place
        for place in _in_time(record, asks.series, asks.months, at)
        if asks.station in place.stations
    ]
    answer, shown = _standing(
        places,
        reaches=lambda place: _share(place.stations[asks.station]) >= _needed(asks, place),
        worth=lambda place: _share(place.stations[asks.station]) - _needed(asks, place),
    )
    return _finding(
        condition,
        answer,
        shown,
        required=Phrase(
            N_("Observed service station passed within %(months)s months, marked by judges."),
            {"months": asks.months},
        ),
        on_record=Phrase(
            N_("%(contest)s, final on %(date)s: %(share)s of the %(percent)s percent needed."),
            {
                **_about(shown, record),
                "share": plain(_share(shown.stations[asks.station])),
                "percent": plain(_needed(asks, shown)),
            },
        )
        if shown
        else None,
        missing=Phrase(N_("Take the service station at the next competition, and pass it.")),
    )


def _share(station: StationOnFile) -> Decimal:
    """Points in percent of the full ones, to three places."""
    return (station.points * 100 / station.full).quantize(Decimal("0.001"))


def _needed(asks: Station, place: PlaceOnFile) -> Decimal:
    own = place.stations[asks.station].pass_percent
    return own if asks.percent is None else asks.percent


def _in_time(
    record: RecordOnFile, series: Collection[str], months: int, at: datetime
) -> list[PlaceOnFile]:
    """Places with a rank in final standings of these series, not longer ago than that."""
    return [
        place
        for place in record.places
        if place.series in series
        and place.rank is not None
        and is_within(place.confirmed_at, months, at=at, zone=record.zone)
    ]


def _standing(
    places: Iterable[PlaceOnFile],
    *,
    reaches: Callable[[PlaceOnFile], bool],
    worth: Callable[[PlaceOnFile], Decimal],
) -> Shown:
    """The answer, and the place that shows it: the one that helps most, the newest among equals."""
    ordered = sorted(places, key=lambda place: (worth(place), place.confirmed_at))
    good = [place for place in ordered if reaches(place)]
    sure = [place for place in good if place.stands]
    if sure:
        return Answer.MET, sure[-1]
    questioned = good or [place for place in ordered if not place.stands]
    if questioned:
        return Answer.UNKNOWN, questioned[-1]
    return Answer.NOT_MET, ordered[-1] if ordered else None


def _about(place: PlaceOnFile, record: RecordOnFile) -> dict[str, Value]:
    return {
        "contest": place.titles,
        "date": local_day(place.confirmed_at, record.zone).isoformat(),
    }


def _finding(
    condition: Condition,
    answer: Answer,
    shown: PlaceOnFile | None,
    *,
    required: Phrase,
    on_record: Phrase | None,
    missing: Phrase,
) -> Finding:
    lacks = {Answer.MET: None, Answer.UNKNOWN: WAIT, Answer.NOT_MET: missing}
    return Finding(
        condition=condition.code,
        kind=condition.kind,
        titles=condition.titles,
        answer=answer,
        required=required,
        on_record=(on_record,) if on_record else (),
        missing=lacks[answer],
        door=doors.COMPETITIONS if answer is Answer.NOT_MET else None,
        grounds=(("final", shown.final_id),) if shown and answer.is_met else (),
    )
