"""What waits for a marker: by sitting, question after question, without a name."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from accounts.models import Person
from accounts.queries import covered_by, demand
from accounts.rules.duties import Right
from core.actor import Actor
from core.database import db
from core.errors import N_, Missing
from exam.models.appeals import AppealSettlement
from exam.models.attempts import Attempt
from exam.models.candidates import Registration
from exam.models.marking import MarkerEnd, Remarking, Script, WrittenMark
from exam.models.sittings import Sitting
from exam.queries.results import newest_run
from exam.queries.scripts import MarkedScript, is_marked, marked_script, marked_scripts
from exam.queries.seeds import seeds_of
from exam.queries.sittings import LOADED, rule_of
from exam.rules.marking import shuffled
from exam.rules.seeds import is_due, seeded, to_come


@dataclass(frozen=True, slots=True)
class Pile:
    """The scripts of a sitting for one marker: all, settled, marked by them, waiting for them.

    `queue` are those that wait in the order in which this marker gets them.
    """

    sitting: Sitting
    total: int
    settled: int
    mine: int
    waiting: int
    queue: tuple[int, ...]


def piles_for(actor: Actor) -> list[Pile]:
    """The sittings under the actor's duty in which scripts wait for markers."""
    demand(actor, Right.MARK_ANSWERS)
    has_scripts = exists().where(Script.sitting_id == Sitting.id)
    statement = (
        select(Sitting)
        .join(Sitting.unit)
        .options(*LOADED)
        .where(has_scripts, _is_open(), _is_for(actor))
        .order_by(Sitting.id)
    )
    return _piles(list(db.session.scalars(statement)), actor)


def pile_of(sitting: Sitting, actor: Actor) -> Pile:
    """The pile of one sitting, from `sitting_to_mark`."""
    return _piles([sitting], actor)[0]


def waits_for(sitting: Sitting, script_id: int, actor: Actor) -> bool:
    """Whether a script from `script_to_mark` is in the queue of the marker's pile.

    It is asked under the sitting's lock, so it reads this script and the marker's own marks alone.
    """
    script = marked_script(sitting.id, script_id)
    if script is None or any(mark.marker == actor.id for mark in script.marks):
        return False
    if newest_run(sitting.id) is not None:
        return script.waits_again
    return script.points(rule_of(sitting).gap) is None or _is_due_seed(sitting.id, script_id, actor)


def _is_due_seed(sitting_id: int, script_id: int, actor: Actor) -> bool:
    seeds = seeds_of([sitting_id])[sitting_id]
    if script_id not in seeds:
        return False
    given = _given_by(actor, [sitting_id])[sitting_id]
    done = seeded(given, seeds)
    return is_due(len(given) - done, done)


def sitting_to_mark(sitting_id: int, actor: Actor) -> Sitting:
    """A sitting whose scripts the actor may mark; for anyone else there is none."""
    demand(actor, Right.MARK_ANSWERS)
    statement = (
        select(Sitting)
        .join(Sitting.unit)
        .options(*LOADED)
        .where(Sitting.id == sitting_id, _is_for(actor))
    )
    found = db.session.scalars(statement).first()
    if found is None or found.closing is None:
        raise Missing(N_("There is nothing of this sitting for you to mark."))
    return found


def _is_open() -> ColumnElement[bool]:
    """Not marked yet, or with a remarking of an open appeal that has no mark."""
    fresh = exists().where(
        WrittenMark.script_id == Remarking.script_id, WrittenMark.id > Remarking.after_id
    )
    settled = exists().where(AppealSettlement.appeal_id == Remarking.appeal_id)
    remarked = exists().where(
        Remarking.script_id == Script.id, Script.sitting_id == Sitting.id, ~fresh, ~settled
    )
    return or_(~is_marked(), remarked)


def _is_for(actor: Actor) -> ColumnElement[bool]:
    """Who sits a sitting, planned it, or may read its journals cannot mark it unnamed.

    Nor does whoever was set aside as its marker go on.
    """
    sits = exists().where(Registration.sitting_id == Sitting.id, Registration.person_id == actor.id)
    is_ended = exists().where(MarkerEnd.sitting_id == Sitting.id, MarkerEnd.marker_id == actor.id)
    return and_(
        covered_by(actor, Right.MARK_ANSWERS),
        ~sits,
        ~is_ended,
        Sitting.by_id != actor.id,
        ~covered_by(actor, Right.READ_SITTINGS),
    )


def _piles(sittings: Sequence[Sitting], actor: Actor) -> list[Pile]:
    ids = [sitting.id for sitting in sittings]
    scripts: defaultdict[int, list[MarkedScript]] = defaultdict(list)
    for script in marked_scripts(ids):
        scripts[script.sitting_id].append(script)
    marked = set(db.session.scalars(select(Sitting.id).where(Sitting.id.in_(ids), is_marked())))
    given, own_unit, seeds = _given_by(actor, ids), _of_own_unit(actor, ids), seeds_of(ids)
    return [
        _pile(
            sitting,
            scripts[sitting.id],
            _Marker(actor.id, given[sitting.id], own_unit, seeds[sitting.id]),
            _again if sitting.id in marked else _first,
        )
        for sitting in sittings
    ]


def _given_by(actor: Actor, sitting_ids: list[int]) -> defaultdict[int, dict[int, datetime]]:
    """When the marker marked which script, by sitting."""
    rows = db.session.execute(
        select(Script.sitting_id, Script.id, WrittenMark.at)
        .join(WrittenMark, WrittenMark.script_id == Script.id)
        .where(Script.sitting_id.in_(sitting_ids), WrittenMark.marker_id == actor.id)
    )
    given: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
    for sitting_id, script_id, at in rows:
        given[sitting_id][script_id] = at
    return given


def _of_own_unit(actor: Actor, sitting_ids: list[int]) -> frozenset[int]:
    """The attempts of people of the marker's unit."""
    statement = (
        select(Attempt.id)
        .join(Person, Person.id == Attempt.candidate_id)
        .where(Attempt.sitting_id.in_(sitting_ids), Person.unit_id == actor.unit_id)
    )
    return frozenset(db.session.scalars(statement))


@dataclass(frozen=True, slots=True)
class _Marker:
    """A marker of a sitting: what they gave when, whom they may not mark, what the seeds are."""

    id: int
    given: Mapping[int, datetime]
    own_unit: frozenset[int]
    seeds: Mapping[int, datetime]

    def may_take(self, script: MarkedScript) -> bool:
        return script.id not in self.given and script.attempt_id not in self.own_unit

    def order(self, script: MarkedScript) -> tuple[int, int, int, bytes]:
        """Question after question, begun ones first; then an order of this marker's own.

        So several markers at once do not all sit over the same script.
        """
        return (script.revision_id, script.slot, -len(script.marks), shuffled(script.id, self.id))


@dataclass(frozen=True, slots=True)
class _Free:
    """The scripts that a marker may take: those that wait, and seeds that they have not seen."""

    waiting: list[MarkedScript]
    seeds: list[MarkedScript]


def _first(marker: _Marker, free: Iterable[MarkedScript], settled: Collection[int]) -> _Free:
    """Before the first run what is not settled waits, and seeds may come between."""
    scripts = list(free)
    return _Free(
        waiting=[each for each in scripts if each.id not in settled],
        seeds=[each for each in scripts if each.id in settled and each.id in marker.seeds],
    )


def _again(_marker: _Marker, free: Iterable[MarkedScript], _settled: Collection[int]) -> _Free:
    """After it what is to be marked once more waits, and nothing else."""
    return _Free([script for script in free if script.waits_again], [])


Choose = Callable[[_Marker, Iterable[MarkedScript], Collection[int]], _Free]


def _pile(
    sitting: Sitting, scripts: Sequence[MarkedScript], marker: _Marker, choose: Choose
) -> Pile:
    gap = rule_of(sitting).gap
    settled = {script.id for script in scripts if script.points(gap) is not None}
    free = choose(marker, filter(marker.may_take, scripts), settled)
    done = seeded(marker.given, marker.seeds)
    ordinary = len(marker.given) - done
    queue = sorted(free.waiting, key=marker.order)
    if is_due(ordinary, done):
        queue = [*_like(queue, sorted(free.seeds, key=marker.order)), *queue]
    more = to_come(ordinary, done, len(free.waiting), len(free.seeds))
    return Pile(
        sitting=sitting,
        total=len(scripts),
        settled=len(settled),
        mine=len(marker.given),
        waiting=len(free.waiting) + more,
        queue=tuple(script.id for script in queue),
    )


def _like(queue: Sequence[MarkedScript], seeds: list[MarkedScript]) -> list[MarkedScript]:
    """The seeds, those of the question that the marker has before them first."""
    if not queue:
        return seeds
    return sorted(seeds, key=lambda seed: seed.revision_id != queue[0].revision_id)
