"""The live board of this process: sorted once, then moved line by line, read by everyone.

It asks the database at most once a second by one small statement, and loads only the lines that
may be seen: what a freeze hides never reaches it.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import RLock

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute

from competitions.models import (
    Competition,
    Entry,
    EntryWithdrawal,
    Final,
    Freeze,
    Reveal,
    Team,
)
from competitions.queries.entries import Label, labels_after, team_members, withdrawn_ids
from competitions.queries.ladder import Ladder
from competitions.queries.listing import competition_with, definition_of
from competitions.queries.scores import lines_of, lines_of_entries
from competitions.rules.history import Moment, history
from competitions.rules.phases import BoardPhase
from competitions.rules.standings import Place, ScoreLine
from competitions.rules.teams import TeamPlace, team_standings
from core.database import db
from core.errors import N_, Missing

FRESH_S = 1.0
KEPT_BOARDS = 32
CHART_ENTRIES = 5_000


@dataclass(frozen=True, slots=True)
class State:
    """All that decides what a board shows; one statement reads it."""

    key: str
    last_score: int
    last_entry: int
    withdrawn: int
    last_team: int
    frozen_at: int | None
    step: int
    final_at: int | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One row; name and unit are empty where the board shows numbers only."""

    entry_id: int
    number: int
    division: str
    name: str
    unit: str
    unit_en: str
    place: Place


class Board:
    """What watchers of one competition see. Its parts are read under its lock."""

    def __init__(self, competition: Competition) -> None:
        """Nothing is loaded yet."""
        self.competition_id = competition.id
        self.key = competition.key
        self.definition = definition_of(competition)
        self.lock = RLock()
        self.ladder = Ladder(self.definition)
        self.labels: dict[int, Label] = {}
        self.state: State | None = None
        self.read_at = 0.0
        self._bound = 0
        self._beyond: set[int] = set()
        self._order: list[int] = []
        self._last_entry = 0
        self._members: dict[int, tuple[int, ...]] = {}
        self._charts: tuple[str, dict[tuple[int, ...], list[Moment]]] = ("", {})

    def refresh(self, state: State) -> None:
        """Take in what happened since; the caller holds the lock."""
        before, self.state = self.state, state
        if state == before:
            return
        self._take_entries(state, before)
        visible = state.last_score if state.frozen_at is None else state.frozen_at
        self._show_up_to(visible)
        if state.frozen_at is not None:
            self._order = self._order or self.ladder.order()[::-1]
            self._open(state)
        if before is None or state.last_team != before.last_team:
            self._members = team_members(self.competition_id)

    def _take_entries(self, state: State, before: State | None) -> None:
        if state.last_entry > self._last_entry:
            labels = labels_after(self.competition_id, self._last_entry)
            self.labels |= {label.entry_id: label for label in labels}
            self._fill([label.entry_id for label in labels], state, before)
            self._last_entry = state.last_entry
        if before and state.withdrawn != before.withdrawn:
            for entry_id in withdrawn_ids(self.competition_id):
                if self.labels.pop(entry_id, None):
                    self.ladder.leave(entry_id)

    def _fill(self, entry_ids: Sequence[int], state: State, before: State | None) -> None:
        """The first time all visible lines come along; later entries have none yet."""
        lines: list[ScoreLine] = []
        if before is None:
            self._bound = state.last_score if state.frozen_at is None else state.frozen_at
            lines = lines_of(self.competition_id, up_to=self._bound)
        self.ladder.fill(entry_ids, lines)

    def _show_up_to(self, number: int) -> None:
        if number > self._bound:
            for line in lines_of(self.competition_id, after=self._bound, up_to=number):
                if line.number not in self._beyond:
                    self.ladder.show(line)
            self._bound = number
            self._beyond = {beyond for beyond in self._beyond if beyond > number}

    def _open(self, state: State) -> None:
        """Show what the opened entries hid, from the bottom of the frozen board up."""
        if self.is_open:
            self._show_up_to(state.last_score)
            return
        opened = self._order[: state.step]
        after = state.frozen_at or 0
        for line in lines_of_entries(self.competition_id, opened, after=after) if opened else ():
            if line.number not in self._beyond and line.number <= state.last_score:
                self.ladder.show(line)
                self._beyond.add(line.number)

    @property
    def is_open(self) -> bool:
        """Whether nothing is hidden."""
        state = self.state
        return state is None or state.frozen_at is None or state.step >= len(self._order)

    @property
    def phase(self) -> BoardPhase:
        """How much of the list is shown."""
        state = self.state
        if state is None or self.is_open:
            is_final = state is not None and state.final_at == state.last_score
            return BoardPhase.FINAL if is_final else BoardPhase.LIVE
        return BoardPhase.REVEALING if state.step else BoardPhase.FROZEN

    @property
    def tag(self) -> str:
        """Changes if and only if what is shown may have changed; the same in every process."""
        state = self.state
        shown: list[object] = [self.key, self._bound, sorted(self._beyond)]
        if state:
            shown += [state.last_entry, state.withdrawn, state.last_team, str(self.phase)]
            shown.append(0 if self.is_open else state.step)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]

    def team_places(self) -> list[TeamPlace]:
        """The teams by the same view."""
        if self.definition.teams is None:
            return []
        members = {entry for team in self._members.values() for entry in team}
        places = [place for entry in members if (place := self.ladder.place(entry))]
        return team_standings(self.definition, self._members, places)

    def chart(self, tag: str, watched: tuple[int, ...]) -> list[Moment]:
        """Ranks over time by the same view, worked out once for each tag."""
        if self._charts[0] != tag:
            self._charts = (tag, {})
        if watched not in self._charts[1]:
            self._charts[1][watched] = history(self.definition, self.ladder.lines(), watched)
        return self._charts[1][watched]


class BoardView:
    """What one reader sees: tag and phase of the moment, and rows that are no older."""

    def __init__(self, board: Board) -> None:
        """Note the moment."""
        self._board = board
        with board.lock:
            self.tag = board.tag
            self.phase = board.phase
            self.size = len(board.ladder)
        self.competition_id = board.competition_id

    def rows(self, first: int, count: int) -> list[BoardRow]:
        """So many rows from a position (0 is the top) on."""
        with self._board.lock:
            places = self._board.ladder.places(first, count)
            return [self._row(place) for place in places]

    def row_of(self, entry_id: int) -> BoardRow | None:
        """The row of one entry; None if it does not take part."""
        with self._board.lock:
            place = self._board.ladder.place(entry_id)
            return self._row(place) if place else None

    def position_of(self, entry_id: int) -> int | None:
        """Where on the board an entry's row is (0 is the top)."""
        with self._board.lock:
            return self._board.ladder.position(entry_id)

    def lines_of(self, entry_id: int) -> tuple[ScoreLine, ...]:
        """The lines of one entry that may be seen."""
        with self._board.lock:
            return self._board.ladder.lines_of(entry_id)

    @property
    def teams(self) -> list[TeamPlace]:
        """The teams, by rank."""
        with self._board.lock:
            return self._board.team_places()

    def history(self, entry_ids: Sequence[int]) -> list[Moment]:
        """Ranks of these entries over time; none for a board too large to be a chart."""
        if self.size > CHART_ENTRIES:
            return []
        with self._board.lock:
            return self._board.chart(self.tag, tuple(entry_ids))

    def _row(self, place: Place) -> BoardRow:
        label = self._board.labels[place.entry_id]
        named = self._board.definition.show == "name"
        return BoardRow(
            entry_id=place.entry_id,
            number=label.number,
            division=label.division,
            name=label.name if named else "",
            unit=label.unit if named else "",
            unit_en=label.unit_en if named else "",
            place=place,
        )


_boards: OrderedDict[int, Board] = OrderedDict()
_ids_by_key: dict[str, int] = {}
_boards_lock = RLock()


def view_of(competition_id: int) -> BoardView:
    """What watchers of a competition see now, at most a second old."""
    board = _board_of(competition_id)
    with board.lock:
        at = time.monotonic()
        if board.state is None or at - board.read_at >= FRESH_S:
            board = _refreshed(board, at)
    return BoardView(board)


def view_by_key(key: str) -> BoardView:
    """What the secret link of a hall screen shows; a key stays its competition's for good."""
    if key not in _ids_by_key:
        found = db.session.scalar(select(Competition.id).where(Competition.key == key))
        if found is None:
            raise Missing(N_("There is no such board."))
        _ids_by_key[key] = found
    return view_of(_ids_by_key[key])


def forget() -> None:
    """Drop every board of this process; the next look loads it anew."""
    with _boards_lock:
        _boards.clear()
        _ids_by_key.clear()


def _board_of(competition_id: int) -> Board:
    with _boards_lock:
        if competition_id not in _boards:
            _boards[competition_id] = Board(competition_with(competition_id))
        _boards.move_to_end(competition_id)
        while len(_boards) > KEPT_BOARDS:
            _boards.popitem(last=False)
        return _boards[competition_id]


def _refreshed(board: Board, at: float) -> Board:
    """The board with what happened since; a new one if the list is not the one it was."""
    state = _state_of(board.competition_id)
    before = board.state
    if state.key != board.key or (before and state.last_score < before.last_score):
        board = Board(competition_with(board.competition_id))
        with _boards_lock:
            _boards[board.competition_id] = board
    board.refresh(state)
    board.read_at = at
    return board


def _state_of(competition_id: int) -> State:
    row = db.session.execute(
        select(
            Competition.key,
            Competition.last_score,
            _most(Entry.number, Entry.competition_id == competition_id),
            select(func.count(EntryWithdrawal.entry_id))
            .join(Entry, Entry.id == EntryWithdrawal.entry_id)
            .where(Entry.competition_id == competition_id)
            .scalar_subquery(),
            _most(Team.id, Team.competition_id == competition_id),
            select(Freeze.at_number)
            .where(Freeze.competition_id == competition_id)
            .scalar_subquery(),
            _most(Reveal.step, Reveal.competition_id == competition_id),
            select(func.max(Final.at_number))
            .where(Final.competition_id == competition_id)
            .scalar_subquery(),
        ).where(Competition.id == competition_id)
    ).first()
    if row is None:
        raise Missing(N_("There is no such competition."))
    return State(*row)


def _most(column: InstrumentedAttribute[int], condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.coalesce(func.max(column), 0)).where(condition).scalar_subquery()
