#!/usr/bin/env python3
"""Check bundles or a checkpoint of Chizheng without its server: python verify.py FILE … --key KEYS.

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
import math
import re
import sys
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import normalize
from zipfile import BadZipFile, ZipFile

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
class Marked:
    """One result of a run, as its digest is over it, with what the run says of itself."""

    run: tuple[str, int]
    attempt: int
    row: dict[str, Any]
    results: int
    digest: str


@dataclass
class Report:
    """What was checked, what could not be, and what a reader should know."""

    head: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    not_shown: dict[str, int] = field(default_factory=dict)
    results: list[Marked] = field(default_factory=list)

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


# What an answer earns: docs/exam-protocol.md, "Marks". A share of the slot's points, exact.

LETTERS = "abcdefghij"
LONGEST = {"fill_blank": 200, "numeric": 40, "short_answer": 4000}
CHINESE = [
    (0x3005, 0x3005),
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
]


def is_text(value: Any, kind: str) -> bool:
    """Whether it is a text as this kind takes it: not too long, no NUL, no half of a character."""
    fits = isinstance(value, str) and len(value) <= LONGEST[kind]
    return fits and not any(each == "\0" or 0xD800 <= ord(each) <= 0xDFFF for each in value)


def bank_places(value: Any, order: list[int], size: int) -> list[int] | None:
    """What letters of the form stand for in the bank; None if they are no letters of it."""
    if not isinstance(value, list) or len(value) > size:
        return None
    found = [bank_place(each, order, size) for each in value]
    if None in found or len(set(value)) != len(value):
        return None
    return [each for each in found if each is not None]


def bank_place(letter: Any, order: list[int], size: int) -> int | None:
    if not isinstance(letter, str) or len(letter) != 1:
        return None
    at = LETTERS.find(letter)
    return order[at] if 0 <= at < size else None


def choice_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    chosen = bank_place(value, order, key["size"])
    return None if chosen is None else Fraction(chosen == key["right"])


def choices_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    chosen = bank_places(value, order, key["size"])
    if not chosen:
        return None
    right = key["right"]
    hits = [each for each in chosen if each in right]
    if partial == "none":
        return Fraction(sorted(chosen) == sorted(right))
    share, wrong = Fraction(len(hits), len(right)), len(chosen) - len(hits)
    if partial == "subset":
        return Fraction(0) if wrong else share
    if partial == "proportional":
        return max(Fraction(0), share - (Fraction(wrong, key["size"] - len(right)) if wrong else 0))
    raise Misfit(f"there is no rule {partial!r} for parts of this kind")


def statement_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    return Fraction(value == key["right"]) if value is True or value is False else None


def judgement_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    chosen = bank_place(value, order, len(key["earns"]))
    return None if chosen is None else Fraction(key["earns"][chosen], max(key["earns"]))


def ordering_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    """Whole for the right order; a third where one exchange of two neighbours makes it right."""
    size = key["length"]
    given = bank_places(value, order, size)
    if given is None or len(given) != size:
        return None
    right = list(range(size))
    if given == right:
        return Fraction(1)
    exchanged = [
        [*given[:at], given[at + 1], given[at], *given[at + 2 :]] for at in range(size - 1)
    ]
    is_near = partial == "adjacent" and size >= 3 and right in exchanged
    return Fraction(1, 3) if is_near else Fraction(0)


def matching_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    size = key["length"]
    if not isinstance(value, list) or len(value) != size:
        return None
    given = [bank_place(each, order, size) if each else -1 for each in value]
    if None in given or set(given) == {-1}:
        return None
    hits = sum(each == row for row, each in enumerate(given))
    return Fraction(hits, size) if partial == "proportional" else Fraction(hits == size)


def blanks_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    blanks = key["blanks"]
    if not isinstance(value, list) or len(value) != len(blanks):
        return None
    if not all(is_text(each, "fill_blank") for each in value) or not any(value):
        return None
    typed = [folded(each) for each in value]
    verdicts = [
        text in [folded(spelling) for spelling in blank] for text, blank in zip(typed, blanks)
    ]
    share = Fraction(verdicts.count(True), len(blanks))
    if partial == "none":
        return Fraction(all(verdicts))
    has_wrong = any(text and not is_right for text, is_right in zip(typed, verdicts))
    return Fraction(0) if partial == "subset" and has_wrong else share


def folded(text: str) -> str:
    """NFKC, without case, trimmed, and no white space beside a Chinese character."""
    plain = normalize("NFKC", normalize("NFKC", text).casefold())
    pieces = re.split(r"(\s+)", plain)
    kept = [
        piece
        for at, piece in enumerate(pieces)
        if not piece.isspace() or not (is_chinese(pieces[at - 1][-1:], pieces[at + 1][:1]))
    ]
    return "".join(kept).strip()


def is_chinese(*characters: str) -> bool:
    return any(first <= ord(each) <= last for each in characters if each for first, last in CHINESE)


def number_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    if not is_text(value, "numeric") or not value.strip():
        return None
    typed = typed_number(value, key["units"])
    if typed is None:
        return Fraction(0)
    return Fraction(abs(typed - number(key["number"])) <= number(key["tolerance"]))


def typed_number(text: str, units: list[str]) -> Fraction | None:
    """A plain decimal number, thousands parted by commas or not, the question's unit behind it."""
    plain = normalize("NFKC", text).replace("\u2212", "-").strip()
    for unit in units:
        ending = normalize("NFKC", unit)
        plain = (plain[: -len(ending)] if ending and plain.endswith(ending) else plain).rstrip()
    is_signed = plain[:1] in ("-", "+")
    whole, point, decimals = plain[is_signed:].partition(".")
    groups = whole.split(",")
    is_grouped = 1 <= len(groups[0]) <= 3 and all(len(each) == 3 for each in groups[1:])
    digits = "".join(groups)
    if not are_digits(digits, 15) or (point and not are_digits(decimals, 10)):
        return None
    if len(groups) > 1 and not (is_grouped and len(groups) <= 5):
        return None
    return Fraction(f"{'-' if plain[:1] == '-' else ''}{digits}.{decimals or 0}")


def are_digits(text: str, most: int) -> bool:
    return 0 < len(text) <= most and set(text) <= set("0123456789")


def written_share(key: Any, partial: str, order: list[int], value: Any) -> Fraction | None:
    """Whether something was written; what it is worth is for people to say."""
    text = value.replace("\r\n", "\n") if isinstance(value, str) else value
    return Fraction(0) if is_text(text, "short_answer") and text.strip() else None


SHARES: dict[str, Callable[[Any, str, list[int], Any], Fraction | None]] = {
    "single": choice_share,
    "multiple": choices_share,
    "true_false": statement_share,
    "judgement": judgement_share,
    "ordering": ordering_share,
    "matching": matching_share,
    "fill_blank": blanks_share,
    "numeric": number_share,
    "short_answer": written_share,
}


# An attempt: docs/bundles.md, "attempt".

DROPPED = "-"


@dataclass
class Sheet:
    """What each slot of the form earned in one run; `doubt` is what rounding leaves open.

    An earned value is None where no answer was given, DROPPED where the slot does not count.
    """

    earned: list[Any]
    doubt: Fraction = Fraction(0)


def check_attempt(rows: Rows, head: dict[str, Any], trust: Trust, report: Report) -> None:
    with report.checking("each slot of the form has its question and its mark"):
        check_slots(rows)
    with report.checking("the answers that count, by the journal"):
        check_answers(rows)
    with report.checking("what markers gave, line by line of the rubric"):
        check_written_marks(rows)
    runs = by_key(rows.of("run"), "run")
    held = rows.one("result")["run"]
    if held not in runs:
        raise Misfit("is of a run that is not here", rows.one("result"), "run")
    with report.checking("the marks of the result that holds, by key, ruling, order and answer"):
        check_held_marks(rows, runs[held])
    for row in runs.values():
        check_run(rows, row, report)
        with suppress(Hidden):
            report.results.append(marked(row, head))
    with report.checking("the result that holds is that of the run which was released last"):
        check_result(rows, runs[held])
    caution_attempt(rows, report)


def caution_attempt(rows: Rows, report: Report) -> None:
    for voiding in rows.of("voiding"):
        report.cautions.append(
            f"this attempt was voided on {voiding['at']}"
            if voiding["agreed"]
            else "that this attempt be voided was asked for, and not agreed to so far"
        )
    for appeal in rows.of("appeal"):
        if appeal["upheld"] and not appeal["settled_at"]:
            report.cautions.append(f"appeal {appeal['appeal']} was upheld and is not carried out")
        elif appeal["upheld"] is None and not appeal["withdrawn_at"]:
            report.cautions.append(f"appeal {appeal['appeal']} was not decided so far")


def slots_of(rows: Rows) -> dict[int, dict[str, Any]]:
    form = rows.one("form")
    found = {slot["slot"]: slot for slot in form["slots"]}
    if sorted(found) != list(range(1, len(form["slots"]) + 1)):
        raise Misfit("its slots are not numbered 1, 2, 3 …", form, "slots")
    return found


def check_slots(rows: Rows) -> None:
    slots = slots_of(rows)
    questions, marks = by_key(rows.of("question"), "slot"), by_key(rows.of("mark"), "slot")
    for row in [*questions.values(), *marks.values(), *rows.of("correction")]:
        if row["slot"] not in slots:
            raise Misfit("stands for no slot of the form", row, "slot")
    if not set(slots) == set(questions) == set(marks):
        raise Misfit("a slot of the form has no question or no mark")
    for at, slot in slots.items():
        questions[at].must("revision", slot["revision"], "the form asks another revision")
        if number(marks[at]["points"]) != number(slot["points"]):
            raise Misfit("the form gives other points", marks[at], "points")


def check_answers(rows: Rows) -> None:
    answers = answers_that_count(rows)
    for mark in rows.of("mark"):
        value = answers.get(mark["slot"])
        if mark["answered"] and value is None:
            raise Misfit("the journal holds no answer that counts here", mark, "answered")


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


# What people gave for written answers.


def check_written_marks(rows: Rows) -> None:
    """Marks are numbered in the order in which they were given; a marker marks a slot once."""
    questions, marks = by_key(rows.of("question"), "slot"), rows.of("written_mark")
    by_key(marks, "slot", "marker")
    for at, mark in enumerate(sorted(marks, key=lambda row: row["order"]), start=1):
        mark.must("order", at, "marks are numbered without gaps")
    for mark in marks:
        if mark["slot"] not in questions:
            raise Misfit("stands for no slot of the form", mark, "slot")
        rubric, lines = questions[mark["slot"]]["key"]["rubric"], mark["lines"]
        if len(lines) != len(rubric) or any(
            not 0 <= number(line) <= number(most) for line, most in zip(lines, rubric)
        ):
            raise Misfit("the rubric does not allow these points", mark, "lines")
        if number(mark["points"]) != sum(map(number, lines)):
            raise Misfit("the lines add up to other points", mark, "points")


def settled_points(rows: Rows, run: Row, slot: int) -> Fraction:
    """The points that stand for a written answer in a run: two who agree, or the third.

    Of a slot that an upheld appeal had marked again, the first mark after that by somebody new.
    """
    marks = sorted(
        (mark for mark in rows.of("written_mark") if mark["slot"] == slot and is_in(mark, run)),
        key=lambda mark: mark["order"],
    )
    for again in reversed([row for row in rows.of("remarking") if row["slot"] == slot]):
        before = [mark["marker"] for mark in marks if mark["order"] <= again["after"]]
        for mark in marks:
            if mark["order"] > again["after"] and mark["marker"] not in before:
                return number(mark["points"])
    points = [number(mark["points"]) for mark in marks]
    if len(points) > 1 and abs(points[0] - points[1]) <= number(rows.one("sitting")["gap"]):
        return (points[0] + points[1]) / 2
    if len(points) > 2:
        return points[2]
    raise Misfit(f"slot {slot}: another marker was needed", run, "marks")


def is_in(mark: Row, run: Row) -> bool:
    """Whether a run counts a marker's mark: given before it, by nobody who was set aside."""
    return (run["until"] is None or mark["order"] <= run["until"]) and (
        mark["marker"] not in run["ended"]
    )


# One run: every mark from question, key, ruling, order and answer.


def exact_sheet(rows: Rows, run: Row) -> Sheet:
    questions, answers = by_key(rows.of("question"), "slot"), answers_that_count(rows)
    worth, rulings = worths(rows, run), rulings_of(run)
    sheet = []
    for at, slot in slots_of(rows).items():
        rule = rulings.get(at, {"rule": None})["rule"]
        share = share_of(questions[at], slot, answers.get(at))
        if share is not None and questions[at]["kind"] == "short_answer" and rule != "credit":
            rubric = sum(map(number, questions[at]["key"]["rubric"]))
            share = settled_points(rows, run, at) / rubric
        if rule in ("key", "accept"):
            key = corrected_key(rows, rulings[at], run)
            other = share_of(questions[at], slot, answers.get(at), key)
            share = other if rule == "key" else better(share, other)
        elif rule == "credit":
            share = Fraction(1)
        sheet.append(DROPPED if rule == "drop" else None if share is None else share * worth[at])
    return Sheet(sheet)


def share_of(question: Row, slot: dict[str, Any], value: Any, key: Any = None) -> Any:
    if question["kind"] not in SHARES:
        raise Misfit("there is no such kind of question", question, "kind")
    share = SHARES[question["kind"]]
    return share(key or question["key"], question["partial"], slot["order"], value)


def better(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return one if other is None else other if one is None else max(one, other)


def rulings_of(run: Row) -> dict[int, dict[str, Any]]:
    found = {each["slot"]: each for each in run["rulings"]}
    if len(found) < len(run["rulings"]):
        raise Misfit("two rulings stand for one slot", run, "rulings")
    for each in run["rulings"]:
        if each["rule"] not in ("key", "accept", "credit", "drop"):
            raise Misfit(f"there is no ruling {each['rule']!r}", run, "rulings")
    return found


def corrected_key(rows: Rows, ruling: dict[str, Any], run: Row) -> Any:
    for row in rows.of("correction"):
        if (row["slot"], row["revision"]) == (ruling["slot"], ruling["by"]):
            return row["key"]
    raise Misfit(f"slot {ruling['slot']}: the corrected key is not here", run, "rulings")


def worths(rows: Rows, run: Row) -> dict[int, Fraction]:
    """The points of each slot in a run: what was dropped is shared out over all others."""
    points = {at: number(slot["points"]) for at, slot in slots_of(rows).items()}
    dropped = [at for at, ruling in rulings_of(run).items() if ruling["rule"] == "drop"]
    full, gone = sum(points.values(), Fraction(0)), sum(points[at] for at in dropped)
    factor = full / (full - gone) if gone and full != gone else Fraction(1)
    return {at: Fraction(0) if at in dropped else each * factor for at, each in points.items()}


def rounded_sheet(run: Row) -> Sheet:
    """What a run wrote down, where it cannot be computed: each mark may be off by its rounding."""
    earned = [each if each in (None, DROPPED) else number(each) for each in run["marks"]]
    return Sheet(earned, Fraction(1, 2000))


def same_mark(written: Any, earned: Any) -> bool:
    if earned in (None, DROPPED) or written in (None, DROPPED):
        return bool(written == earned)
    return number(written) == rounded(earned)


def told(earned: Any) -> str:
    if earned is None:
        return "no answer"
    return "a dropped question" if earned == DROPPED else said(rounded(earned))


def check_held_marks(rows: Rows, run: Row) -> None:
    marks, rulings = by_key(rows.of("mark"), "slot"), rulings_of(run)
    for at, earned in enumerate(exact_sheet(rows, run).earned, start=1):
        mark = marks[at]
        if mark["dropped"] != (earned == DROPPED):
            raise Misfit(f"the rulings give {told(earned)}", mark, "dropped")
        silent = rulings.get(at, {"rule": None})["rule"] in ("credit", "drop")
        if mark["answered"] != (None if silent else earned is not None):
            raise Misfit(f"question and answer give {told(earned)}", mark, "answered")
        if number(mark["earned"]) != (0 if earned in (None, DROPPED) else rounded(earned)):
            raise Misfit(f"key, ruling and answer give {told(earned)}", mark, "earned")


def check_run(rows: Rows, run: Row, report: Report) -> None:
    """Marks and outcome of one run; where something is not shown, the outcome from its marks."""
    name = f"run {run['run']}"
    sheet = None
    with report.checking(f"{name}: every mark, by key, ruling, order and answer"):
        exact = exact_sheet(rows, run)
        if len(run["marks"]) != len(exact.earned):
            raise Misfit("it has another number of marks than the form slots", run, "marks")
        for at, (written, earned) in enumerate(zip(run["marks"], exact.earned), start=1):
            if not same_mark(written, earned):
                raise Misfit(f"slot {at}: key, ruling and answer give {told(earned)}", run, "marks")
        sheet = exact
    with report.checking(f"{name}: score, sections, topics, cut and whether it passes"):
        check_outcome(rows, run, sheet or rounded_sheet(run))


def marked(run: Row, head: dict[str, Any]) -> Marked:
    """A result as the run's digest has it; other dossiers hold the others (see Runs)."""
    attempt = head["about"]["attempt"]
    names = ("score", "full", "passed", "marks", "breakdown")
    row = {"attempt_id": attempt, **{name: run[name] for name in names}}
    return Marked((head["house"], run["run"]), attempt, row, run["results"], run["digest"])


def check_outcome(rows: Rows, run: Row, sheet: Sheet) -> None:
    sitting, breakdown, worth = rows.one("sitting"), run["breakdown"], worths(rows, run)
    topics = {at: slot["topic"] for at, slot in slots_of(rows).items()}

    def part(patterns: list[str]) -> Part:
        return Part.of([at for at in worth if holds(patterns, topics[at])], sheet, worth)

    total = Part.of(list(worth), sheet, worth)
    check_part(total, [run["score"], run["full"]], run, ("score", "full"))
    sections = {each["code"]: part(each["topics"]) for each in sitting["sections"]}
    by_topic = {topic: part([topic]) for topic in {topics[at] for at in worth if worth[at]}}
    for name, parts in (("sections", sections), ("topics", by_topic)):
        if set(breakdown[name]) != set(parts):
            raise Misfit(f"it names other {name}", run, "breakdown")
        for code, own in parts.items():
            check_part(own, breakdown[name][code], run, ("breakdown", "breakdown"), f"{code}: ")
    check_missed(rows, run, total, sections, worth)


@dataclass
class Part:
    """A sum over some slots; `doubt` is by how much the rounding of marks may have moved it."""

    earned: Fraction
    full: Fraction
    doubt: Fraction

    @classmethod
    def of(cls, places: list[int], sheet: Sheet, worth: dict[int, Fraction]) -> Part:
        values = [sheet.earned[at - 1] for at in places]
        given = [each for each in values if each not in (None, DROPPED)]
        full = sum((worth[at] for at in places), Fraction(0))
        earned = max(sum(given, Fraction(0)), Fraction(0))
        return cls(earned, full, sheet.doubt * (len(given) + 1) if sheet.doubt else Fraction(0))

    def short_of(self, least: Fraction) -> bool | None:
        """Whether less than the least was earned; None where rounding leaves that open."""
        if self.doubt and abs(self.earned - least) <= self.doubt:
            return None
        return self.earned < least


def check_part(
    part: Part, written: list[Any], run: Row, names: tuple[str, str], what: str = ""
) -> None:
    if abs(number(written[0]) - rounded(part.earned)) > part.doubt:
        raise Misfit(f"{what}the marks add up to {said(rounded(part.earned))}", run, names[0])
    if number(written[1]) != rounded(part.full):
        raise Misfit(f"{what}the slots add up to {said(rounded(part.full))}", run, names[1])


def check_missed(
    rows: Rows, run: Row, total: Part, sections: dict[str, Part], worth: dict[int, Fraction]
) -> None:
    sitting, missed = rows.one("sitting"), run["breakdown"]["missed"]
    parts = {"total": (total, cut_of(rows, run, total, worth))}
    for each in sitting["sections"]:
        part = sections[each["code"]]
        parts[each["code"]] = (part, number(each["floor_percent"]) * part.full / 100)
    for code, (part, least) in parts.items():
        is_short = part.short_of(least)
        if is_short is not None and is_short != (code in missed):
            what = f"{code} was {'missed' if is_short else 'reached'}"
            raise Misfit(f"{what}: {said(rounded(least))} are needed", run, "breakdown")
    if set(missed) - set(parts):
        raise Misfit("there is no such part to miss", run, "breakdown")
    run.must("passed", not missed, "passed is when nothing was missed")


def cut_of(rows: Rows, run: Row, total: Part, worth: dict[int, Fraction]) -> Fraction:
    """What passes: by the judges' standard the sum over the slots, else the blueprint's percent."""
    breakdown = run["breakdown"]
    if run["standard"] is None:
        if "cut" in breakdown:
            raise Misfit("a cut stands where no standard was set", run, "breakdown")
        return number(rows.one("sitting")["pass_percent"]) * total.full / 100
    standard = by_key(rows.of("standard"), "standard").get(run["standard"])
    if standard is None:
        raise Misfit("the standard is not here", run, "standard")
    if len(standard["means"]) != len(worth):
        raise Misfit("it does not rate each slot of the form", standard, "means")
    cut = sum((worth[at] * number(standard["means"][at - 1]) for at in worth), Fraction(0))
    if number(breakdown.get("cut")) != rounded(cut):
        raise Misfit(f"the standard gives a cut of {said(rounded(cut))}", run, "breakdown")
    return cut


def holds(patterns: list[str], topic: str) -> bool:
    return any(fnmatchcase(topic, pattern) for pattern in patterns)


def check_result(rows: Rows, run: Row) -> None:
    """The result is the run's; the run was released, and none that is here was later."""
    result, releases = rows.one("result"), rows.of("release")
    for name in ("score", "full", "passed"):
        result.must(name, run[name], f"run {run['run']} has another")
    result.must("missed", run["breakdown"]["missed"], f"run {run['run']} has another")
    if not releases or releases[-1]["run"] != run["run"]:
        raise Misfit("this is not the run that was released last", result, "run")
    result.must("released_at", releases[-1]["at"], "the release has another moment")
    for mark, written in zip(rows.of("mark"), run["marks"]):
        earned = None if written in (None, DROPPED) else written
        mark.must("earned", earned or "0", f"run {run['run']} has another")


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


# A standard: docs/standards.md. Estimates are whole percents; cuts are exact, figures two places.

STANDARD_KINDS = ("panel", "item", "judge", "summary")


def check_standard(rows: Rows, head: dict[str, Any], trust: Trust, report: Report) -> None:
    """The minutes of a panel: estimates, cuts, spread, flags, and who signed them."""
    judges = by_key(rows.of("judge"), "judge")
    with report.checking("who counts: not excluded, and complete in the second round"):
        for row in judges.values():
            check_counted(row, len(rows.of("item")))
    with report.checking("each judge's cuts, from the estimates and the weights of the questions"):
        for row in judges.values():
            for estimates, name in (("first", "first_cut"), ("second", "cut")):
                row.must(name, own_cut(row[estimates], rows), "its estimates give another")
    with report.checking("the mean estimate of each question"):
        check_means(rows)
    with report.checking("mean, standard deviation, standard error and interval of both rounds"):
        for row in by_key(rows.of("summary"), "round").values():
            check_summary(row, rows)
    with report.checking("agreement between the judges, and who is flagged"):
        check_flags(rows)
    with report.checking("the digest that the judges signed, over everything above"):
        check_signed_digest(rows)
    with report.checking("who signed, and who declined why"):
        check_signatures(rows, judges, report)
    with report.checking("who was noted as not answering, and counts as declined"):
        check_noted(rows, report)


def check_counted(row: Row, items: int) -> None:
    for name in ("first", "second"):
        wrong = [each for each in row[name] if each is not None and not is_percent(each)]
        if wrong or len(row[name]) != items:
            raise Misfit("it is no whole round of estimates from 0 to 100", row, name)
    counts = row["excluded"] is None and None not in row["second"]
    row.must("counted", counts, "by exclusion and estimates")


def is_percent(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 100


def counted_rows(rows: Rows) -> list[Row]:
    return [row for row in rows.of("judge") if row["counted"]]


def exact_cut(estimates: list[int], rows: Rows) -> Fraction:
    weights = [number(row["weight"]) for row in rows.of("item")]
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise Misfit("the questions have no weight", rows.of("item")[0], "weight")
    return sum(w * each for w, each in zip(weights, estimates)) / sum(weights, Fraction(0))


def own_cut(estimates: list[Any], rows: Rows) -> str | None:
    return None if None in estimates else figure(exact_cut(estimates, rows))


def check_means(rows: Rows) -> None:
    counted = counted_rows(rows)
    for place, row in enumerate(rows.of("item")):
        given = [judge["second"][place] for judge in counted]
        mean = str(Fraction(sum(given), 100 * len(given))) if given else None
        row.must("mean", mean, "the estimates give another")


def check_summary(row: Row, rows: Rows) -> None:
    name = "first" if row["round"] == 1 else "second"
    given = [judge[name] for judge in counted_rows(rows)]
    cuts = [exact_cut(each, rows) for each in given if None not in each]
    row.must("judges", len(cuts), "so many were done")
    expected: dict[str, Any] = dict.fromkeys(("cut", "spread", "error", "low", "high"))
    if len(cuts) >= 3:
        expected = summed_up(cuts, Decimal(row["t"]))
        if abs(within_t(float(row["t"]), len(cuts) - 1) - 0.95) > 1e-6:
            raise Misfit("it is not Student's quantile of 95 %", row, "t")
    else:
        row.must("t", None, "there are fewer than three judges")
    for each, value in expected.items():
        row.must(each, value, "the cuts give another")


def summed_up(cuts: list[Fraction], quantile: Decimal) -> dict[str, str]:
    mean, variance = average(cuts), sample_variance(cuts)
    error = decimal_of(variance / len(cuts)).sqrt()
    low, high = (decimal_of(mean) + sign * quantile * error for sign in (-1, 1))
    return {
        "cut": figure(mean),
        "spread": figure(decimal_of(variance).sqrt()),
        "error": figure(error),
        "low": figure(max(Decimal(0), low)),
        "high": figure(min(Decimal(100), high)),
    }


def within_t(t: float, freedom: int) -> float:
    """The probability within -t and t (Abramowitz and Stegun, 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine, term, total = math.cos(angle), 1.0, 0.0
    start = freedom % 2
    if start:
        term = cosine
    for power in range(start, freedom - 1, 2):
        total += term
        term *= cosine**2 * (power + 1) / (power + 2)
    if start:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total


def check_flags(rows: Rows) -> None:
    counted = counted_rows(rows)
    for row in rows.of("judge"):
        others = [each for each in counted if each is not row]
        like = likeness(row, others) if row["counted"] else None
        row.must("correlation", None if like is None else figure(like), "the estimates give it")
        flags = flags_of(row, others, like, rows) if row["counted"] and len(others) > 1 else []
        row.must("flags", flags, "by the rule")
        row.must("changed", changed_in(row), "between the rounds")


def likeness(row: Row, others: list[Row]) -> Decimal | None:
    if len(row["second"]) < 5 or not others:
        return None
    ours = [Fraction(each) for each in row["second"]]
    theirs = [Fraction(sum(each)) for each in zip(*(other["second"] for other in others))]
    mean_of_ours, mean_of_theirs = average(ours), average(theirs)
    together = sum((a - mean_of_ours) * (b - mean_of_theirs) for a, b in zip(ours, theirs))
    squares = sum(((a - mean_of_ours) ** 2 for a in ours), Fraction(0))
    squares *= sum(((b - mean_of_theirs) ** 2 for b in theirs), Fraction(0))
    return decimal_of(Fraction(together)) / decimal_of(squares).sqrt() if squares else None


def flags_of(row: Row, others: list[Row], like: Decimal | None, rows: Rows) -> list[str]:
    cuts = [exact_cut(each["second"], rows) for each in others]
    off = abs(exact_cut(row["second"], rows) - average(cuts))
    found = ["far"] if off >= 5 and off**2 > 4 * sample_variance(cuts) else []
    found += ["unlike"] if like is not None and like < Decimal("0.2") else []
    alike = len(row["second"]) >= 5 and len(set(row["second"])) == 1
    return found + (["same"] if alike else [])


def changed_in(row: Row) -> dict[str, Any] | None:
    both = [(a, b) for a, b in zip(row["first"], row["second"]) if None not in (a, b)]
    steps = [abs(a - b) for a, b in both]
    changed = sum(step > 0 for step in steps)
    mean = Fraction(sum(steps), len(steps)) if steps else Fraction(0)
    return {"items": len(steps), "changed": changed, "mean": figure(mean)} if steps else None


def check_signed_digest(rows: Rows) -> None:
    signed = [
        [row.kind, {name: row[name] for name in row.digests}]
        for row in rows.all
        if row.kind in STANDARD_KINDS
    ]
    found = sha256(canonical(signed)).hex()
    rows.one("minutes").must("digest", found, "over panel, questions, judges and figures")


def check_signatures(rows: Rows, judges: dict[Any, Row], report: Report) -> None:
    answers = by_key(rows.of("signature"), "judge")
    for row in answers.values():
        row.must("digest", rows.one("minutes")["digest"], "of other minutes")
        if not (row["judge"] in judges and judges[row["judge"]]["counted"]):
            raise Misfit("this judge does not count", row, "judge")
        if not (row["agreed"] or row["reason"]):
            raise Misfit("declined without a reason", row, "reason")
    counted = len(counted_rows(rows))
    declined = sum(not row["agreed"] for row in answers.values())
    holds = len(answers) == counted and counted >= 3 and 3 * declined <= counted
    said_so = "the standard holds" if holds else "the standard does not hold by this file"
    told = f"{counted} judges count, {len(answers)} answered, {declined} declined: {said_so}"
    report.cautions.append(told)


def check_noted(rows: Rows, report: Report) -> None:
    noted = [row for row in rows.of("signature") if row["noted_by"] is not None]
    for row in noted:
        if row["agreed"]:
            raise Misfit("another noted that this judge does not answer", row, "agreed")
    if noted:
        told = f"{len(noted)} did not answer the minutes: an examiner noted so, counted as declined"
        report.cautions.append(told)


def average(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def sample_variance(values: list[Fraction]) -> Fraction:
    mean = average(values)
    return sum(((each - mean) ** 2 for each in values), Fraction(0)) / (len(values) - 1)


def decimal_of(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def figure(value: Fraction | Decimal) -> str:
    exactly = decimal_of(value) if isinstance(value, Fraction) else value
    return str(exactly.quantize(Decimal("0.01"), ROUND_HALF_UP))


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
    "standard": check_standard,
    "trail": check_trail,
}


# Reading, and telling.


def contents_of(path: str) -> Iterator[tuple[str, bytes]]:
    """What a file holds under its name; of a ZIP what each file in it holds, one by one."""
    try:
        if not path.lower().endswith(".zip"):
            yield path, Path(path).read_bytes()
            return
        with ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                yield f"{path}/{name}", archive.read(name)
    except (OSError, BadZipFile) as problem:
        raise Unreadable(f"{path}: {problem}") from None


def read_json(name: str, content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8")
        found = json.loads(text, object_pairs_hook=without_doubles, parse_constant=refuse)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"{name}: {problem}") from None
    if not isinstance(found, dict):
        raise Unreadable(f"{name}: an object was expected")
    return found


def read_one(path: str) -> dict[str, Any]:
    found = [read_json(name, content) for name, content in contents_of(path)]
    if len(found) != 1:
        raise Unreadable(f"{path}: one file was expected")
    return found[0]


def read_document(name: str, content: bytes) -> dict[str, Any]:
    found = read_json(name, content)
    if found.get("format") not in HEAD:
        raise Unreadable(f"{name}: this is neither {BUNDLE} nor {CHECKPOINT}")
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
        listed = read_one(given)["keys"]
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


@dataclass
class Told:
    """What came of one file, and how the program ends for it alone."""

    name: str
    data: dict[str, Any]
    results: list[Marked] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 2 if "unreadable" in self.data else 0 if self.data["fits"] else 1


def told_of(name: str, content: bytes, trust: Trust) -> Told:
    report, misfit = Report(), None
    try:
        checked(read_document(name, content), trust, report)
    except Unreadable as problem:
        return Told(name, {"fits": False, "unreadable": str(problem)})
    except Misfit as problem:
        misfit = problem
    return Told(name, as_data(report, misfit), [] if misfit else report.results)


class Runs:
    """The results of each run over several dossiers: all of them together give its digest."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], dict[int, bytes]] = {}
        self.said: dict[tuple[str, int], set[tuple[int, str]]] = {}

    def add(self, results: list[Marked]) -> None:
        for each in results:
            self.rows.setdefault(each.run, {})[each.attempt] = canonical(each.row)
            self.said.setdefault(each.run, set()).add((each.results, each.digest))

    def told(self) -> list[dict[str, Any]]:
        return [self.one(run) for run in sorted(self.rows)]

    def one(self, run: tuple[str, int]) -> dict[str, Any]:
        rows, (results, digest) = self.rows[run], min(self.said[run])
        fits: bool | None = None
        if len(self.said[run]) > 1 or len(rows) > results:
            fits = False
        elif len(rows) == results:
            together = b"[" + b",".join(rows[attempt] for attempt in sorted(rows)) + b"]"
            fits = sha256(together).hex() == digest
        return {"house": run[0], "run": run[1], "here": len(rows), "of": results, "fits": fits}


def run_text(run: dict[str, Any]) -> str:
    if run["fits"]:
        return f"run {run['run']}: all {run['of']} results are here and give its digest"
    if run["fits"] is None:
        lacking = run["of"] - run["here"]
        here = f"run {run['run']}: {run['here']} of {run['of']} results are here"
        return f"{here}; {lacking} are missing, so that its digest was not computed"
    return f"run {run['run']}: DOES NOT FIT: these results do not give its digest"


def one_text(told: Told) -> str:
    return told.data.get("unreadable") or as_text(told.data)


def tell_several(paths: list[str], trust: Trust, *, as_json: bool, whole: bool) -> int:
    """A line for each file that fits, all about one that does not, then the runs over all."""
    runs, worst, fit, files = Runs(), 0, 0, []
    for path in paths:
        for name, content in contents_of(path):
            told = told_of(name, content, trust)
            runs.add(told.results)
            worst, fit = max(worst, told.status), fit + (not told.status)
            files.append({"file": name, **told.data} if as_json else told.status)
            if not as_json:
                text = "it fits" if not told.status else f"\n{one_text(told)}"
                sys.stdout.write(f"{name}: {text}\n")
    over_all = runs.told()
    if any(run["fits"] is False or (whole and not run["fits"]) for run in over_all):
        worst = max(worst, 1)
    if as_json:
        found = {"fits": not worst, "files": files, "runs": over_all}
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        lines = [f"{fit} of {len(files)} files fit.", *map(run_text, over_all)]
        sys.stdout.write("\n".join(lines) + "\n")
    return worst


def tell_one(path: str, trust: Trust, *, as_json: bool) -> int:
    ((name, content),) = contents_of(path)
    told = told_of(name, content, trust)
    if told.status == 2:
        raise Unreadable(told.data["unreadable"])
    text = json.dumps(told.data, ensure_ascii=False, indent=2) if as_json else one_text(told)
    sys.stdout.write(f"{text}\n")
    return told.status


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", nargs="+", help="bundles or a checkpoint (.json), or a ZIP of them")
    parser.add_argument("--key", help="keys.json of the house, or its public key in base64url")
    parser.add_argument("--checkpoint", action="append", default=[], help="what a witness holds")
    parser.add_argument("--received", help="since when you hold the file, such as 2027-01-31")
    parser.add_argument("--run", action="store_true", help="ask for every result of each run")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args()
    try:
        trust = Trust(
            keys=read_keys(given.key) if given.key else {},
            checkpoints=[read_one(path) for path in given.checkpoint],
            received=moment(given.received) if given.received else None,
        )
        alone = len(given.file) == 1 and not given.file[0].lower().endswith(".zip")
        if alone and not given.run:
            return tell_one(given.file[0], trust, as_json=given.json)
        return tell_several(given.file, trust, as_json=given.json, whole=given.run)
    except Unreadable as problem:
        sys.stderr.write(f"{problem}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
