#!/usr/bin/env python3
"""Check a bundle or checkpoint of Chizheng without its server: python verify.py FILE --key KEYS.

One file, Python 3.9 or newer, the standard library and `cryptography`. It imports nothing of the
house: what the house computed, this program computes a second time in its own way. docs/bundles.md
says what is checked, and what no such file can show. Exit status: 0 it fits, 1 it does not, 2 it
cannot be read.
"""

# ruff: noqa: ANN401, B905, FURB162, UP017 - values are whatever JSON holds; Python 3.9 runs it
from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BUNDLE = "chizheng-bundle/1"
CHECKPOINT = "chizheng-checkpoint/1"
HEAD = {
    BUNDLE: {"kind", "about", "house", "made_at", "count", "root"},
    CHECKPOINT: {"house", "made_at", "height", "hash", "entries"},
}
BUNDLE_PARTS = {"format", "head", "records", "key", "signature"}
RECORD_PARTS = {"kind", "fields", "salts", "digests", "leaf"}


class Unreadable(Exception):
    """What was given is no bundle, checkpoint or key at all."""


class Misfit(Exception):
    """The first thing that does not fit; `row` is the record, `name` its field."""

    def __init__(self, what: str, row: Row | None = None, name: str = "") -> None:
        super().__init__(what)
        self.what, self.row, self.name = what, row, name


class Hidden(Exception):
    """A field that was redacted is needed for a computation."""


@dataclass
class Row:
    """One record: `row["points"]` is a field, and says so if it was redacted or is not there."""

    index: int
    kind: str
    fields: dict[str, Any]
    digests: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        if name in self.fields:
            return self.fields[name]
        if name in self.digests:
            raise Hidden(f"{self.kind}.{name}")
        raise Misfit("lacks the field", self, name)

    def must(self, name: str, expected: Any, what: str) -> None:
        if self[name] != expected:
            raise Misfit(f"{what}: {expected!r} was expected and {self[name]!r} stands", self, name)


@dataclass
class Key:
    """A public key that the reader trusts; `since` is when it was reported compromised."""

    public: str
    since: datetime | None = None


@dataclass
class Trust:
    """What the reader brings along: keys by code, checkpoints, the day the file was received."""

    keys: dict[str, Key] = field(default_factory=dict)
    checkpoints: list[dict[str, Any]] = field(default_factory=list)
    received: datetime | None = None


@dataclass
class Report:
    """What was checked, what could not be, and what a reader should know."""

    head: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    not_shown: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def checking(self, what: str) -> Iterator[None]:
        """Note a computation as checked, or as not possible because something is not shown."""
        try:
            yield
        except Hidden as hidden:
            self.unchecked.append(f"{what}: {hidden} is not shown")
        else:
            self.checked.append(what)


# Hashes and signatures: docs/bundles.md, "Format".


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_of(digests: dict[str, str], *before: str) -> bytes:
    pairs = sorted([name, digest] for name, digest in digests.items())
    return sha256(b"\x00" + canonical([*before, pairs] if before else pairs))


def root_of(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, level by level: a node that is left over at the end moves up as it is."""
    level = leaves or [sha256(b"")]
    while len(level) > 1:
        pairs = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [sha256(b"\x01" + p[0] + p[1]) if len(p) == 2 else p[0] for p in pairs]
    return level[0]


def decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def check_signature(signed: dict[str, Any], trust: Trust, report: Report) -> None:
    """The signature over format and head, by a key that the reader trusts or the file names."""
    code, public = signed["key"]["code"], signed["key"]["public"]
    if code != f"key-{sha256(decoded(public)).hex()[:16]}":
        raise Misfit("the key does not have the code that it is given")
    try:
        message = canonical([signed["format"], signed["head"]])
        Ed25519PublicKey.from_public_bytes(decoded(public)).verify(
            decoded(signed["signature"]), message
        )
    except (InvalidSignature, ValueError):
        raise Misfit("the signature does not fit the head") from None
    check_trust(code, public, signed["head"]["made_at"], trust, report)


def check_trust(code: str, public: str, made_at: str, trust: Trust, report: Report) -> None:
    if not trust.keys:
        report.cautions.append(
            f"{code} is the file's own word: give --key with the keys that the house publishes"
        )
        return
    known = trust.keys.get(code)
    if known is None or known.public != public:
        raise Misfit(f"{code} is none of the keys that were given")
    if known.since and moment(made_at) >= known.since:
        raise Misfit(f"{code} was compromised before this was made; it does not stand")
    if known.since and not (trust.received and trust.received < known.since):
        raise Misfit(
            f"{code} was compromised since {known.since.isoformat()} and a date can be forged: "
            "say with --received since when you hold this file, or ask for one signed anew"
        )


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


# A bundle: its records first, so that the first one that was changed is named.


def check_bundle(bundle: dict[str, Any], trust: Trust, report: Report) -> None:
    if set(bundle) != BUNDLE_PARTS or set(bundle["head"]) != HEAD[BUNDLE]:
        raise Misfit("the bundle has other parts than the format names")
    report.head, report.key = bundle["head"], bundle["key"]["code"]
    rows = [read_row(index, record) for index, record in enumerate(bundle["records"])]
    for row, record in zip(rows, bundle["records"]):
        check_record(row, record)
        for name in sorted(set(row.digests) - set(row.fields)):
            label = f"{row.kind}.{name}"
            report.not_shown[label] = report.not_shown.get(label, 0) + 1
    if bundle["head"]["count"] != len(rows):
        raise Misfit(f"{bundle['head']['count']} records were signed and {len(rows)} are here")
    if bundle["head"]["root"] != root_of([leaf_of(row.digests, row.kind) for row in rows]).hex():
        raise Misfit("the records do not give the root: some were changed, moved, added or removed")
    check_signature(bundle, trust, report)
    report.checked.append(f"{len(rows)} records, their root and the signature")
    kind = bundle["head"]["kind"]
    if kind not in CHECKS:
        raise Misfit(f"no bundle is of the kind {kind!r}")
    try:
        CHECKS[kind](Rows(rows), bundle["head"], trust, report)
    except Hidden as hidden:
        report.unchecked.append(f"the rest of it: {hidden} is not shown")


def read_row(index: int, record: dict[str, Any]) -> Row:
    row = Row(index, str(record["kind"]), record["fields"], record["digests"])
    if set(record) != RECORD_PARTS:
        raise Misfit("the record has other parts than the format names", row)
    return row


def check_record(row: Row, record: dict[str, Any]) -> None:
    salts = record["salts"]
    for name in sorted({*row.fields, *salts, *row.digests}):
        if name not in row.digests:
            raise Misfit("has no digest: it was added", row, name)
        if (name in row.fields) != (name in salts):
            raise Misfit("has a value without salt, or a salt without value", row, name)
        if name in row.fields and digest_of(row, name, salts[name]) != row.digests[name]:
            raise Misfit("was changed: it does not give its digest", row, name)
    if leaf_of(row.digests, row.kind).hex() != record["leaf"]:
        raise Misfit("was changed: its kind and digests do not give its leaf", row)


def digest_of(row: Row, name: str, salt: Any) -> str:
    value = row.fields[name]
    try:
        if row.kind == name == "bundle":
            value = value["head"]
        return sha256(bytes.fromhex(salt) + canonical([name, value])).hex()
    except (TypeError, ValueError, KeyError):
        return ""


class Rows:
    """The records of a bundle, by kind."""

    def __init__(self, rows: list[Row]) -> None:
        self.all = rows

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.all if row.kind == kind]

    def one(self, kind: str) -> Row:
        found = self.of(kind)
        if len(found) != 1:
            raise Misfit(f"one record of kind {kind!r} belongs here; there are {len(found)}")
        return found[0]

    def maybe(self, kind: str) -> Row | None:
        return self.one(kind) if self.of(kind) else None


def by_key(rows: list[Row], *names: str) -> dict[Any, Row]:
    """Rows by one or more fields; two of the same do not fit."""
    found: dict[Any, Row] = {}
    for row in rows:
        key = row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)
        if key in found:
            raise Misfit("is there twice", row, names[0])
        found[key] = row
    return found


def number(value: Any) -> Fraction:
    """An exact number from decimal text, a fraction ("1/3") or an integer; none counts as 0."""
    return Fraction(0) if value is None else Fraction(str(value))


def rounded(value: Fraction) -> Fraction:
    """Three places, half up, as everywhere in the house; rounding comes once and last."""
    thousandths = int(abs(value) * 1000 + Fraction(1, 2))
    return Fraction(thousandths if value >= 0 else -thousandths, 1000)


# An attempt: docs/bundles.md, "attempt".


def check_attempt(rows: Rows, head: dict[str, Any], trust: Trust, report: Report) -> None:
    with report.checking("each slot of the form has its question and its mark"):
        slots = slots_of(rows)
        questions, marks = by_key(rows.of("question"), "slot"), by_key(rows.of("mark"), "slot")
        for row in [*questions.values(), *marks.values()]:
            if row["slot"] not in slots:
                raise Misfit("stands for no slot of the form", row, "slot")
        if not set(slots) == set(questions) == set(marks):
            raise Misfit("a slot of the form has no question or no mark")
        for place, slot in slots.items():
            questions[place].must("revision", slot["revision"], "the form asks another revision")
            if number(marks[place]["points"]) != number(slot["points"]):
                raise Misfit("the form gives other points", marks[place], "points")
    with report.checking("the answers that count, by the journal"):
        check_answers(rows)
    with report.checking("the marks of questions that are wholly right or wrong"):
        check_marks(rows)
    with report.checking("the score, as the sum of the marks, and whether it passes"):
        check_outcome(rows)
    for voiding in rows.of("voiding"):
        report.cautions.append(
            f"this attempt was voided on {voiding['at']}"
            if voiding["agreed"]
            else "that this attempt be voided was asked for, and not agreed to so far"
        )


def slots_of(rows: Rows) -> dict[int, dict[str, Any]]:
    form = rows.one("form")
    found = {slot["slot"]: slot for slot in form["slots"]}
    if sorted(found) != list(range(1, len(form["slots"]) + 1)):
        raise Misfit("its slots are not numbered 1, 2, 3 …", form, "slots")
    return found


def check_answers(rows: Rows) -> None:
    answers = answers_that_count(rows)
    for mark in rows.of("mark"):
        value = answers.get(mark["slot"])
        if mark["answered"] and value is None:
            raise Misfit("the journal holds no answer that counts here", mark, "answered")
        if not mark["answered"] and number(mark["earned"]):
            raise Misfit("points stand where no answer was given", mark, "earned")


def answers_that_count(rows: Rows) -> dict[int, Any]:
    """Of what counts the highest (typed_under, seq) stands; of equals the first."""
    standing: dict[int, Row] = {}
    for row in rows.of("arrival"):
        if row["standing"] in ("counted", "late", "restored"):
            held = standing.get(row["slot"])
            if not held or order_of(row) > order_of(held):
                standing[row["slot"]] = row
    return {slot: json.loads(row["value"]) for slot, row in standing.items()}


def order_of(arrival: Row) -> tuple[int, int]:
    return (arrival["typed_under"], arrival["seq"])


def check_marks(rows: Rows) -> None:
    """What is wholly right or wrong is marked again; where a part can be earned it is not."""
    slots, marks = slots_of(rows), by_key(rows.of("mark"), "slot")
    answers = answers_that_count(rows)
    for question in rows.of("question"):
        place = question["slot"]
        mark = marks[place]
        value = answers.get(place) if mark["answered"] else None
        chosen, right = chosen_and_right(question, slots[place]["order"], value)
        worth = number(mark["points"]) if chosen == right else Fraction(0)
        if right is not None and number(mark["earned"]) != worth:
            raise Misfit(f"the key gives {said(worth)}", mark, "earned")


def chosen_and_right(question: Row, order: list[int], value: Any) -> tuple[Any, Any]:
    """As places in the bank: the letters of an answer are places on this form, in its order."""
    kind, right = question["kind"], question["key"].get("right")
    if kind == "true_false":
        return value, right
    letters = [value] if isinstance(value, str) else value or []
    chosen = {order[ord(letter) - ord("a")] for letter in letters if kind in ("single", "multiple")}
    if kind == "single":
        return chosen, {right}
    is_whole = kind == "multiple" and question["partial"] == "none"
    return (chosen, set(right)) if is_whole else (None, None)


def check_outcome(rows: Rows) -> None:
    sitting, result, marks = rows.one("sitting"), rows.one("result"), rows.of("mark")
    topics = {slot["slot"]: slot["topic"] for slot in rows.one("form")["slots"]}
    for mark in marks:
        if number(mark["earned"]) > number(mark["points"]):
            raise Misfit("more was earned than the slot gives", mark, "earned")
    earned, full, doubt = summed(marks)
    if abs(number(result["score"]) - earned) > doubt:
        raise Misfit(f"the marks add up to {float(earned):.3f}", result, "score")
    if number(result["full"]) != full:
        raise Misfit(f"the slots add up to {float(full):.3f}", result, "full")
    parts = [("total", marks, sitting["pass_percent"])]
    for section in sitting["sections"]:
        own = [mark for mark in marks if holds(section["topics"], topics[mark["slot"]])]
        parts.append((section["code"], own, section["floor_percent"]))
    for code, own, floor in parts:
        earned, full, doubt = summed(own)
        short = number(floor) * full - 100 * earned
        is_sure = not doubt or abs(short) > 100 * doubt
        if is_sure and (short > 0) != (code in result["missed"]):
            raise Misfit(f"{code} was {'missed' if short > 0 else 'reached'}", result, "missed")
    if set(result["missed"]) - {code for code, _, _ in parts}:
        raise Misfit("there is no such part to miss", result, "missed")
    result.must("passed", not result["missed"], "passed is when nothing was missed")


def holds(patterns: list[str], topic: str) -> bool:
    return any(fnmatchcase(topic, pattern) for pattern in patterns)


def summed(marks: list[Row]) -> tuple[Fraction, Fraction, Fraction]:
    """Earned, full, and what the rounding of partly earned slots leaves in doubt."""
    earned = sum((number(mark["earned"]) for mark in marks), Fraction(0))
    full = sum((number(mark["points"]) for mark in marks), Fraction(0))
    partly = sum(number(m["earned"]) not in (0, number(m["points"])) for m in marks)
    return max(earned, Fraction(0)), full, Fraction(partly, 2000)


# A board: docs/competitions.md and docs/bundles.md, "board".


def check_board(rows: Rows, head: dict[str, Any], trust: Trust, report: Report) -> None:
    final = rows.maybe("final")
    with report.checking("each line of the list of scores follows the one before it"):
        check_lines(rows)
    if rows.of("sheet"):
        with report.checking("the judges' sheets, and what the panels gave"):
            check_sheets(rows)
    if final or rows.of("place"):
        with report.checking("the places, computed again from the list of scores"):
            names = ("rank", "total", "rounds", "stations")
            compare(rows.of("place"), "entry", standings(rows, final), names)
    if rows.of("team_place"):
        with report.checking("the places of the teams"):
            compare(rows.of("team_place"), "team", team_standings(rows, final), ("rank", "total"))
    if final is None:
        report.cautions.append("these standings were not confirmed as final")
        return
    with report.checking("head judge and supervisor confirmed these standings"):
        final.must("digest", digest_of_places(standings(rows, final)), "others were confirmed")
        if {one["part"] for one in final["confirmed"]} != {"head_judge", "supervisor"}:
            raise Misfit("not both, head judge and supervisor, confirmed", final, "confirmed")


def check_lines(rows: Rows) -> None:
    entries, lines = by_key(rows.of("entry"), "entry"), rows.of("line")
    for place, line in enumerate(lines, start=1):
        line.must("number", place, "lines are numbered without gaps")
        if line["entry"] not in entries:
            raise Misfit("stands for nobody who entered", line, "entry")
        if line["kind"] == "correction":
            replaced = line["replaces"] or 0
            is_before = 0 < replaced < place
            if not is_before or panel_of(lines[replaced - 1]) != panel_of(line):
                raise Misfit("replaces no line before it of the same score", line, "replaces")


def check_sheets(rows: Rows) -> None:
    """A sheet's points by its rubric, a station's by the sheets of its panel."""
    rubrics = {
        (one["code"], station["code"]): station["rubric"]
        for one in rows.one("competition")["definition"]["rounds"]
        for station in one.get("stations", [])
    }
    panels: dict[Any, list[tuple[Row, bool]]] = {}
    for sheet in rows.of("sheet"):
        points, has_failed = sheet_points(rubrics[sheet["round"], sheet["station"]], sheet["marks"])
        if number(sheet["points"]) != points:
            raise Misfit(f"the marks give {said(points)}", sheet, "points")
        panels.setdefault(panel_of(sheet), []).append((sheet, has_failed))
    for line in rows.of("line"):
        if line["kind"] == "score" and line["station"]:
            sheets = panels.get(panel_of(line), [])
            if not sheets or number(line["points"]) != panel_points(sheets):
                raise Misfit("the sheets of the panel do not give these points", line, "points")


def panel_of(row: Row) -> tuple[Any, ...]:
    return (row["entry"], row["round"], row["station"])


def sheet_points(rubric: dict[str, Any], marks: dict[str, int]) -> tuple[Fraction, bool]:
    """Out of 100: weight by share of the best grade; a 0 where it takes everything takes all."""
    criteria, best = rubric["criteria"], max(step["grade"] for step in rubric["scale"])
    if any(one.get("auto_fail") and marks[one["code"]] == 0 for one in criteria):
        return Fraction(0), True
    earned = sum((number(one["weight"]) * marks[one["code"]] for one in criteria), Fraction(0))
    return rounded(earned / best), False


def panel_points(sheets: list[tuple[Row, bool]]) -> Fraction:
    """The mean, from five up without highest and lowest; nothing if most saw a failure."""
    if 2 * sum(has_failed for _, has_failed in sheets) > len(sheets):
        return Fraction(0)
    points = sorted(number(sheet["points"]) for sheet, _ in sheets)
    counted = points[1:-1] if len(points) >= 5 else points
    return rounded(sum(counted, Fraction(0)) / len(counted))


def standing_lines(lines: list[Row]) -> list[Row]:
    """A correction takes the place of the line that it replaces, which may be one itself."""
    slots: dict[int, Row] = {}
    place_of: dict[int, int] = {}
    for line in lines:
        if line["kind"] == "out":
            continue
        at = place_of.get(line["replaces"], line["number"]) if line["replaces"] else line["number"]
        place_of[line["number"]] = at
        slots[at] = line
    return [slots[at] for at in sorted(slots)]


def standings(rows: Rows, final: Row | None) -> dict[Any, Any]:
    """Place by entry: standard competition ranking (1, 2, 2, 4) by total, then by tie-breaks."""
    definition, lines = rows.one("competition")["definition"], rows.of("line")
    lines = lines[: final["at_number"]] if final else lines
    own: dict[Any, list[Row]] = {
        row["entry"]: [] for row in rows.of("entry") if not row["withdrawn"]
    }
    for line in standing_lines(lines):
        if line["entry"] in own:
            own[line["entry"]].append(line)
    out = {line["entry"] for line in lines if line["kind"] == "out"}
    places = {entry: place_of_entry(definition, own[entry], is_out=entry in out) for entry in own}
    orders = {
        entry: order(definition, places[entry]) for entry in own if own[entry] and entry not in out
    }
    best_first = sorted(orders.values())
    for entry in orders:
        places[entry]["rank"] = 1 + bisect_left(best_first, orders[entry])
    return places


def place_of_entry(definition: dict[str, Any], lines: list[Row], *, is_out: bool) -> dict[str, Any]:
    rounds, stations, total = {}, {}, Fraction(0)
    for one in definition["rounds"]:
        own = [line for line in lines if line["round"] == one["code"]]
        if own:
            reached = round_score(one, own)
            rounds[one["code"]] = rounded(reached)
            total += number(one["weight"]) * reached / 100
        for line in own:
            if line["station"]:
                stations[line["station"]] = {"points": line["points"], "full": line["full"]}
    return {
        "rank": None,
        "is_out": is_out,
        "total": rounded(total),
        "rounds": rounds,
        "stations": stations,
        "used_ms": sum(line["used_ms"] or 0 for line in lines),
        "finished_ms": max((line["finished_ms"] or 0 for line in lines), default=0),
    }


def round_score(one: dict[str, Any], lines: list[Row]) -> Fraction:
    """Out of 100: the weighted stations of a practical, else the best of the tries that count."""
    if one.get("stations"):
        weights = {station["code"]: number(station["weight"]) for station in one["stations"]}
        parts = (weights[line["station"]] * share(line) for line in lines)
        return sum(parts, Fraction(0)) / 100
    return max(with_speed(one, line) for line in lines[: one.get("best_of") or None])


def share(line: Row) -> Fraction:
    return 100 * number(line["points"]) / (number(line["full"]) or 1)


def with_speed(one: dict[str, Any], line: Row) -> Fraction:
    """Of what was earned, the part that speed decides is lost with the share of the time used."""
    speed = number(one.get("speed_percent")) / 100
    if not speed or not line["limit_ms"]:
        return share(line)
    used = Fraction(min(line["used_ms"] or 0, line["limit_ms"]), line["limit_ms"])
    return share(line) * (1 - speed * used)


def order(definition: dict[str, Any], place: dict[str, Any]) -> list[Any]:
    """Smaller is better."""
    found: list[Any] = [-place["total"]]
    for rule in definition.get("tie_breaks", []):
        if rule.startswith("round:"):
            found.append(-place["rounds"].get(rule[6:], Fraction(0)))
        else:
            found.append(place[{"time": "used_ms", "earlier": "finished_ms"}[rule]])
    return found


def digest_of_places(places: dict[Any, Any]) -> str:
    rows = [
        [entry, place["rank"], f"{int(place['total'] * 1000) / 1000:.3f}", place["is_out"]]
        for entry, place in sorted(places.items())
    ]
    return sha256(json.dumps(rows, separators=(",", ":")).encode()).hex()


def team_standings(rows: Rows, final: Row | None) -> dict[Any, Any]:
    """A team's total is that of its best members."""
    best, places = rows.one("competition")["definition"]["teams"]["best"], standings(rows, final)
    totals = {}
    for team in rows.of("team"):
        members = [places[entry] for entry in team["members"] if entry in places]
        scores = sorted((one["total"] for one in members if one["rank"]), reverse=True)
        totals[team["team"]] = sum(scores[:best], Fraction(0))
    return {
        team: {"total": total, "rank": 1 + sum(other > total for other in totals.values())}
        for team, total in totals.items()
    }


def compare(rows: list[Row], key: str, expected: dict[Any, Any], names: tuple[str, ...]) -> None:
    found = by_key(rows, key)
    for row in rows:
        if row[key] not in expected:
            raise Misfit("stands for nobody who takes part", row, key)
        for name in names:
            if exact(row[name]) != exact(expected[row[key]][name]):
                raise Misfit(f"{said(expected[row[key]][name])} was computed", row, name)
    if set(found) != set(expected):
        raise Misfit(f"a place is missing: {min(set(expected) - set(found))}")


def exact(value: Any) -> Any:
    """Decimal text and fractions as numbers, in whatever they stand."""
    if isinstance(value, dict):
        return {name: exact(each) for name, each in value.items()}
    return value if value is None else number(value)


def said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {said(each)}" for name, each in value.items()) or "nothing"
    return "no rank" if value is None else f"{float(number(value)):g}"


# A credential's evidence: docs/bundles.md, "credential".

MOVES = {
    "issued": {
        "suspend": "suspended",
        "revoke": "revoked",
        "recall": "recalled",
        "replace": "replaced",
    },
    "suspended": {"reinstate": "issued", "revoke": "revoked", "recall": "recalled"},
}


def check_credential(rows: Rows, head: dict[str, Any], trust: Trust, report: Report) -> None:
    credential, decision, rule = (rows.one(kind) for kind in ("credential", "decision", "rule"))
    with report.checking("the digest of the decision"):
        decided = {name: decision[name] for name in ("answer", "findings", "facts", "at")}
        decision.must(
            "digest", sha256(canonical(decided)).hex(), "another decision has this digest"
        )
    with report.checking("the gate was open, and every condition met"):
        decision.must("answer", "met", "a credential stands on an open gate")
        answers = {finding["condition"]: finding["answer"] for finding in decision["findings"]}
        for condition in rule["definition"]["conditions"]:
            if answers.get(condition["code"]) != "met":
                raise Misfit(f"condition {condition['code']} was not met", decision, "findings")
    with report.checking("the rule, the number and the dates"):
        credential.must("rule", rule["definition"]["code"], "another rule is shown")
        credential.must("rule_version", rule["definition"]["version"], "another version is shown")
        check_dates(credential, rule["definition"], decision)
    with report.checking("its status, from the changes that were agreed"):
        report.checked.append(f"status: {status_of(credential, rows.of('change'), head)}")
    with report.checking("what the decision stood on is inside, and nothing else"):
        check_grounds(decision, rows.of("bundle"))
    for row in rows.of("bundle"):
        inner = Report()
        with report.checking(f"the bundle inside record {row.index}"):
            check_inside(row, trust, inner)
        report.checked += [f"inside record {row.index}: {what}" for what in inner.checked]
        report.unchecked += [f"inside record {row.index}: {what}" for what in inner.unchecked]
        report.cautions += [one for one in inner.cautions if one not in report.cautions]
        for label, count in inner.not_shown.items():
            report.not_shown[label] = report.not_shown.get(label, 0) + count


def check_grounds(decision: Row, bundles: list[Row]) -> None:
    grounds = [tuple(ground) for finding in decision["findings"] for ground in finding["grounds"]]
    dossiers = {
        row["bundle"]["head"]["about"]["attempt"]: row
        for row in bundles
        if row["bundle"]["head"]["kind"] == "attempt"
    }
    needed = {fact for kind, fact in grounds if kind == "attempt"}
    for attempt in sorted(needed ^ set(dossiers)):
        if attempt in dossiers:
            raise Misfit("is of an attempt that the decision did not stand on", dossiers[attempt])
        raise Misfit(f"the dossier of attempt {attempt} is missing", decision, "findings")
    has_board = any(row["bundle"]["head"]["kind"] == "board" for row in bundles)
    if has_board != any(kind == "final" for kind, _ in grounds):
        raise Misfit("a board belongs here if, and only if, it stood on one", decision, "findings")


def check_inside(row: Row, trust: Trust, report: Report) -> None:
    if "kind" in row.fields:
        row.must("kind", row["bundle"]["head"]["kind"], "a bundle of another kind is inside")
    try:
        check_bundle(row["bundle"], trust, report)
    except Misfit as misfit:
        place = f"record {misfit.row.index} ({misfit.row.kind})" if misfit.row else "the bundle"
        name = f", field {misfit.name}" if misfit.name else ""
        raise Misfit(f"inside, {place}{name}: {misfit.what}", row, "bundle") from misfit


def check_dates(credential: Row, definition: dict[str, Any], decision: Row) -> None:
    first = date.fromisoformat(credential["valid_from"])
    last = months_after(first, definition["validity_months"]) - timedelta(days=1)
    credential.must("valid_until", last.isoformat(), "the rule gives another last day")
    parts = definition["number_pattern"]
    for place, pattern in (("{unit}", r"[^ ]+"), ("{year}", r"\d{4}"), ("{serial}", r"\d{4,}")):
        parts = re.escape(place).join(parts.split(place)).replace(re.escape(place), pattern)
    if not re.fullmatch(parts, credential["number"]):
        raise Misfit("is no number of the rule's pattern", credential, "number")
    if moment(credential["issued_at"]) < moment(decision["at"]):
        raise Misfit("was issued before it was decided", credential, "issued_at")


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month if there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def status_of(credential: Row, changes: list[Row], head: dict[str, Any]) -> str:
    """From the agreed changes in their order; one that is no move from there changes nothing."""
    status = "issued"
    for change in changes:
        if change["agreed"] is True:
            status = MOVES.get(status, {}).get(change["kind"], status)
    is_over = moment(head["made_at"]).date() > date.fromisoformat(credential["valid_until"])
    return "expired" if status in ("issued", "suspended") and is_over else status


# The trail: docs/trail.md.


def check_trail(rows: Rows, head: dict[str, Any], trust: Trust, report: Report) -> None:
    blocks: list[tuple[Row, list[Row]]] = []
    for row in rows.all:
        if row.kind == "block":
            blocks.append((row, []))
        elif row.kind != "entry" or not blocks:
            raise Misfit("stands in no block", row)
        else:
            blocks[-1][1].append(row)
    previous, height = head["about"]["previous"], head["about"]["first"] - 1
    for block, entries in blocks:
        height += 1
        block.must("height", height, "blocks follow each other without gaps")
        block.must("previous", previous, "it does not continue the block before it")
        block.must("count", len(entries), "it holds another number of entries")
        block.must("root", root_of([leaf_of(e.digests) for e in entries]).hex(), "other entries")
        parts = [block[name] for name in ("height", "previous", "root", "count", "at")]
        block.must("hash", sha256(canonical(parts)).hex(), "the block has another hash")
        previous = block["hash"]
    if (head["about"]["last"], head["about"]["hash"]) != (height, previous):
        raise Misfit("the head names another last block")
    report.checked.append(f"{len(blocks)} blocks, each with its entries and the block before it")
    for checkpoint in trust.checkpoints:
        check_witnessed(checkpoint, {row["height"]: row for row, _ in blocks}, head, trust, report)


def check_witnessed(
    checkpoint: dict[str, Any],
    blocks: dict[int, Row],
    head: dict[str, Any],
    trust: Trust,
    report: Report,
) -> None:
    """What a witness holds must be in the trail as it was seen."""
    check_checkpoint(checkpoint, trust, Report())
    seen = checkpoint["head"]
    name = f"the checkpoint of {seen['made_at']}"
    if seen["height"] in blocks:
        blocks[seen["height"]].must("hash", seen["hash"], f"{name} saw another block: rewritten")
        report.checked.append(f"{name}, at block {seen['height']}")
    elif seen["height"] < head["about"]["first"] or moment(seen["made_at"]) > moment(
        head["made_at"]
    ):
        report.unchecked.append(f"{name}: block {seen['height']} is not in this part of the trail")
    else:
        raise Misfit(
            f"{name} saw block {seen['height']}: the end was cut off, or an old copy put back"
        )


def check_checkpoint(checkpoint: dict[str, Any], trust: Trust, report: Report) -> None:
    if set(checkpoint) != {"format", "head", "key", "signature"}:
        raise Misfit("the checkpoint has other parts than the format names")
    if checkpoint["format"] != CHECKPOINT or set(checkpoint["head"]) != HEAD[CHECKPOINT]:
        raise Misfit("the checkpoint has another head than the format names")
    report.head, report.key = checkpoint["head"], checkpoint["key"]["code"]
    check_signature(checkpoint, trust, report)
    report.checked.append(f"the signature on block {checkpoint['head']['height']}")


CHECKS: dict[str, Callable[[Rows, dict[str, Any], Trust, Report], None]] = {
    "attempt": check_attempt,
    "board": check_board,
    "credential": check_credential,
    "trail": check_trail,
}


# Reading, and telling.


def read_json(path: str) -> dict[str, Any]:
    try:
        text = Path(path).read_text(encoding="utf-8")
        found = json.loads(text, object_pairs_hook=without_doubles, parse_constant=refuse)
    except (OSError, ValueError, RecursionError) as problem:
        raise Unreadable(f"{path}: {problem}") from None
    if not isinstance(found, dict):
        raise Unreadable(f"{path}: an object was expected")
    return found


def read_document(path: str) -> dict[str, Any]:
    found = read_json(path)
    if found.get("format") not in HEAD:
        raise Unreadable(f"{path}: this is neither {BUNDLE} nor {CHECKPOINT}")
    return found


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def read_keys(given: str) -> dict[str, Key]:
    """Keys from the house's keys.json, or one public key as base64url text."""
    if not Path(given).exists():
        return {code_of(given): Key(given)}
    try:
        listed = read_json(given)["keys"]
        return {one["code"]: Key(one["public"], compromised(one.get("end"))) for one in listed}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unreadable(f"{given}: no list of keys was found there") from None


def code_of(public: str) -> str:
    try:
        raw = decoded(public)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise Unreadable(f"{public}: neither a file nor a public key in base64url")
    return f"key-{sha256(raw).hex()[:16]}"


def compromised(end: dict[str, str] | None) -> datetime | None:
    is_so = end is not None and end["kind"] == "compromised"
    return moment(end["effective_at"]) if is_so and end else None


def checked(found: dict[str, Any], trust: Trust, report: Report) -> None:
    """Check what was read; what does not have the shape of its format does not fit."""
    try:
        if found.get("format") == BUNDLE:
            check_bundle(found, trust, report)
        else:
            check_checkpoint(found, trust, report)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        IndexError,
    ) as problem:
        raise Misfit(f"something has not the shape of its format: {problem!r}") from problem


def as_data(report: Report, misfit: Misfit | None) -> dict[str, Any]:
    row = misfit.row if misfit else None
    fault = misfit and {
        "record": row.index if row else None,
        "kind": row.kind if row else None,
        "field": misfit.name or None,
        "what": misfit.what,
    }
    return {
        "fits": misfit is None,
        "fault": fault,
        "head": report.head,
        "key": report.key,
        "checked": report.checked,
        "not_checked": report.unchecked,
        "not_shown": report.not_shown,
        "cautions": report.cautions,
    }


def as_text(found: dict[str, Any]) -> str:
    head, fault = found["head"], found["fault"]
    lines = [f"{head.get('kind', 'checkpoint')} of {head.get('house')}, {head.get('made_at')}"]
    lines += [f"  checked: {what}" for what in found["checked"]]
    lines += [f"  not shown: {label} ({count})" for label, count in found["not_shown"].items()]
    lines += [f"  not checked: {what}" for what in found["not_checked"]]
    lines += [f"  note: {what}" for what in found["cautions"]]
    if not fault:
        return "\n".join([*lines, f"It fits. Signed by {found['key']}."])
    record = "" if fault["record"] is None else f"record {fault['record']} ({fault['kind']})"
    place = ", ".join(
        part for part in (record, fault["field"] and f"field {fault['field']}") if part
    )
    return "\n".join([*lines, f"DOES NOT FIT: {place + ': ' if place else ''}{fault['what']}."])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", help="a bundle (.json) or a checkpoint")
    parser.add_argument("--key", help="keys.json of the house, or its public key in base64url")
    parser.add_argument("--checkpoint", action="append", default=[], help="what a witness holds")
    parser.add_argument("--received", help="since when you hold the file, such as 2027-01-31")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given, report, misfit = parser.parse_args(), Report(), None
    try:
        trust = Trust(
            keys=read_keys(given.key) if given.key else {},
            checkpoints=[read_json(path) for path in given.checkpoint],
            received=moment(given.received) if given.received else None,
        )
        checked(read_document(given.file), trust, report)
    except Unreadable as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except Misfit as problem:
        misfit = problem
    told = as_data(report, misfit)
    text = json.dumps(told, ensure_ascii=False, indent=2) if given.json else as_text(told)
    sys.stdout.write(f"{text}\n")
    return 1 if misfit else 0


if __name__ == "__main__":
    sys.exit(main())
