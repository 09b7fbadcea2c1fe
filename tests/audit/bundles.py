"""Small bundles of each kind, signed by a key of the test, as the house would make them."""

import json
import subprocess
import sys
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import verify
from audit.rules.bundle import Record, bundled, record_leaf, signed_bytes, value_digest
from audit.rules.entry import block_hash, canonical, entry_hash, field_digest
from audit.rules.merkle import root_hash
from audit.signing import code_of, encoded

VERIFIER = Path(verify.__file__)
MADE_AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


def public_of(key=KEY):
    raw = key.public_key().public_bytes_raw()
    return {"code": code_of(raw), "public": encoded(raw)}


def salts():
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def signed(document, message, key=KEY):
    return {**document, "key": public_of(key), "signature": encoded(key.sign(message))}


def bundle_of(kind, records, about=None, key=KEY, made_at=MADE_AT):
    made = bundled(
        kind,
        about or {"id": 1},
        records,
        house="https://exam.example.cn",
        made_at=made_at,
        salt=salts(),
    )
    return signed(made, signed_bytes(made["head"]), key)


def resigned(bundle, key=KEY):
    """The bundle as somebody with a key would make it fit again, digests, leaves, root and all."""
    made = deepcopy(bundle)
    for record in made["records"]:
        for name, value in record["fields"].items():
            record["digests"][name] = value_digest(
                record["kind"], name, value, record["salts"][name]
            )
        record["leaf"] = record_leaf(record["kind"], record["digests"]).hex()
    made["head"]["count"] = len(made["records"])
    made["head"]["root"] = root_hash(
        [bytes.fromhex(record["leaf"]) for record in made["records"]]
    ).hex()
    return signed(made, signed_bytes(made["head"]), key)


def attempt_records():
    """Two runs: the second accepts either key, drops a question and counts a remarking."""
    return [
        Record(
            "sitting",
            {
                "title": "春季认证",
                "pass_percent": "60",
                "gap": "1",
                "sections": [
                    {"code": "law", "topics": ["law*"], "floor_percent": "50"},
                    {"code": "manner", "topics": ["etiquette"], "floor_percent": "40"},
                ],
            },
        ),
        Record("candidate", {"name": "林知夏", "unit": "松岩县", "number": 7}),
        Record("form", {"language": "zh", "number": 3, "slots": SLOTS}),
        *(
            Record(
                "question",
                {"slot": n, "revision": 10 + n, "kind": kind, "key": key, "partial": partial},
            )
            for n, (kind, key, partial) in enumerate(QUESTIONS, start=1)
        ),
        *(
            Record(
                "arrival",
                {
                    "slot": slot,
                    "seq": seq,
                    "typed_under": lease,
                    "value": value,
                    "at_ms": seq,
                    "standing": standing,
                },
            )
            for slot, lease, seq, value, standing in [
                (1, 1, 9, '"a"', "counted"),
                (1, 2, 2, '"b"', "counted"),
                (2, 2, 3, '["b"]', "late"),
                (3, 2, 4, '["a","c","b"]', "counted"),
                (3, 2, 5, "null", "closed"),
                (4, 2, 6, '"first show the card"', "restored"),
                (5, 2, 7, "false", "counted"),
            ]
        ),
        Record("event", {"kind": "opened", "slot": None, "at_ms": 0}),
        *(
            Record(
                "written_mark",
                {
                    "slot": 4,
                    "order": order,
                    "marker": marker,
                    "lines": lines,
                    "points": points,
                    "remark": "",
                },
            )
            for order, marker, lines, points in [
                (1, 1, ["1", "0.5"], "1.500"),
                (2, 2, ["2", "2"], "4.000"),
                (3, 3, ["2", "1"], "3.000"),
                (4, 4, ["2", "2"], "4.000"),
            ]
        ),
        Record("remarking", {"slot": 4, "after": 3, "appeal": 1}),
        Record("correction", {"slot": 1, "revision": 21, "key": {"right": 1, "size": 2}}),
        Record("standard", {"standard": 5, "judges": 5, "means": ["3/5"] * 5}),
        Record("run", FIRST_RUN),
        Record("run", SECOND_RUN),
        Record("release", {"run": 1, "at": "2027-02-01"}),
        Record("release", {"run": 2, "at": "2027-02-09"}),
        *(
            Record(
                "mark",
                {
                    "slot": n,
                    "points": slot["points"],
                    "earned": "0" if earned == "-" else earned,
                    "answered": None if earned == "-" else True,
                    "dropped": earned == "-",
                },
            )
            for n, (slot, earned) in enumerate(
                zip(SLOTS, SECOND_RUN["marks"], strict=True), start=1
            )
        ),
        Record(
            "result",
            {
                "score": "74.074",
                "full": "100.000",
                "passed": True,
                "missed": [],
                "run": 2,
                "released_at": "2027-02-09",
            },
        ),
        Record(
            "appeal",
            {
                "appeal": 1,
                "slots": [4],
                "grounds": "I named it.",
                "upheld": True,
                "withdrawn_at": None,
                "settled_at": "2027-02-09",
            },
        ),
    ]


SLOTS = [
    {"slot": n, "revision": 10 + n, "order": order, "points": points, "topic": topic}
    for n, (topic, points, order) in enumerate(
        [
            ("law", "40", [1, 0]),
            ("law", "20", [1, 0]),
            ("etiquette", "20", [0, 1, 2]),
            ("etiquette", "10", [0]),
            ("law", "10", [0, 1]),
        ],
        start=1,
    )
]
QUESTIONS = [
    ("single", {"right": 0, "size": 2}, "none"),
    ("multiple", {"right": [0, 1], "size": 2}, "subset"),
    ("ordering", {"length": 3}, "adjacent"),
    ("short_answer", {"rubric": ["2", "2"]}, "none"),
    ("true_false", {"right": True}, "none"),
]
FIRST_RUN = {
    "run": 1,
    "rules_version": 2,
    "why": None,
    "rulings": [],
    "standard": None,
    "until": 3,
    "ended": [],
    "score": "64.167",
    "full": "100.000",
    "passed": True,
    "marks": ["40.000", "10.000", "6.667", "7.500", "0.000"],
    "breakdown": {
        "missed": [],
        "sections": {"law": ["50.000", "70.000"], "manner": ["14.167", "30.000"]},
        "topics": {"law": ["50.000", "70.000"], "etiquette": ["14.167", "30.000"]},
    },
    "results": 1,
    "digest": "d9",
}
SECOND_RUN = {
    "run": 2,
    "rules_version": 2,
    "why": "two keys are right, one question is unclear",
    "rulings": [{"slot": 1, "rule": "accept", "by": 21}, {"slot": 5, "rule": "drop", "by": None}],
    "standard": 5,
    "until": 4,
    "ended": [],
    "score": "74.074",
    "full": "100.000",
    "passed": True,
    "marks": ["44.444", "11.111", "7.407", "11.111", "-"],
    "breakdown": {
        "missed": [],
        "sections": {"law": ["55.556", "66.667"], "manner": ["18.519", "33.333"]},
        "topics": {"law": ["55.556", "66.667"], "etiquette": ["18.519", "33.333"]},
        "cut": "60.000",
    },
    "results": 1,
    "digest": "d9",
}


RUBRIC = {
    "criteria": [
        {"code": "greeting", "weight": "60", "auto_fail": True},
        {"code": "closing", "weight": "40"},
    ],
    "scale": [{"grade": grade} for grade in range(5)],
}
DEFINITION = {
    "series": "county",
    "rounds": [
        {"code": "quiz", "kind": "quiz", "weight": "60", "speed_percent": "10"},
        {
            "code": "service",
            "kind": "practical",
            "weight": "40",
            "stations": [{"code": "door", "weight": "100", "rubric": RUBRIC}],
        },
    ],
    "tie_breaks": ["round:service", "time", "earlier"],
    "teams": {"size": 2, "best": 2},
}
SHEETS = {1: [(4, 4), (4, 3), (3, 4), (2, 2), (4, 4)], 2: [(0, 4), (0, 3), (4, 4)]}
"""By entry, the grades of each judge: (greeting, closing)."""


def board_records():
    """Five entries: one and two were seen at the door, three and four are equal, five is out.

    Quiz, of 100, with a tenth by speed over 100 s: one 80 in 50 s = 76; two 90, corrected to
    100, in 0 s = 100; three and four 60 in 100 s = 54. Door: one's five sheets are 100, 90, 85,
    50, 100; without a 100 and the 50 their mean is 91.667. Two failed by two of three sheets.
    """
    return [
        Record("competition", {"title": "县赛", "definition": DEFINITION, "show": "name"}),
        *(
            Record("entry", {"entry": n, "number": n, "name": f"第{n}人", "withdrawn": n == 6})
            for n in range(1, 7)
        ),
        Record("team", {"team": 1, "name": "甲队", "members": [1, 2]}),
        Record("team", {"team": 2, "name": "乙队", "members": [3, 5]}),
        line(1, 1, "quiz", "80", used_ms=50_000),
        line(2, 2, "quiz", "90", used_ms=0),
        line(3, 3, "quiz", "60"),
        line(4, 4, "quiz", "60"),
        line(5, 5, "quiz", "99"),
        line(6, 1, "service", "91.667", "door"),
        line(7, 2, "service", "0.000", "door"),
        line(8, 2, "quiz", "100", kind="correction", replaces=2, used_ms=0),
        line(9, 5, "", None, kind="out", full=None, reason="夹带"),
        *(
            Record(
                "sheet",
                {
                    "round": "service",
                    "station": "door",
                    "entry": entry,
                    "judge_number": judge,
                    "marks": {"greeting": greeting, "closing": closing},
                    "points": "0" if greeting == 0 else str(15 * greeting + 10 * closing),
                    "at_ms": judge,
                },
            )
            for entry, sheets in SHEETS.items()
            for judge, (greeting, closing) in enumerate(sheets, start=1)
        ),
        *(
            Record(
                "place",
                {"entry": n, "rank": rank, "total": total, "rounds": rounds, "stations": stations},
            )
            for n, rank, total, rounds, stations in [
                (
                    1,
                    1,
                    "82.267",
                    {"quiz": "76.000", "service": "91.667"},
                    {"door": {"points": "91.667", "full": "100"}},
                ),
                (
                    2,
                    2,
                    "60.000",
                    {"quiz": "100.000", "service": "0.000"},
                    {"door": {"points": "0.000", "full": "100"}},
                ),
                (3, 3, "32.400", {"quiz": "54.000"}, {}),
                (4, 3, "32.400", {"quiz": "54.000"}, {}),
                (5, None, "53.460", {"quiz": "89.100"}, {}),
            ]
        ),
        Record("team_place", {"team": 1, "rank": 1, "total": "142.267"}),
        Record("team_place", {"team": 2, "rank": 2, "total": "32.400"}),
        Record(
            "final",
            {
                "at_number": 9,
                "digest": sha256(
                    b'[[1,1,"82.267",false],[2,2,"60.000",false],[3,3,"32.400",false],'
                    b'[4,3,"32.400",false],[5,null,"53.460",true]]'
                ).hexdigest(),
                "confirmed": [{"part": "head_judge", "at": "x"}, {"part": "supervisor", "at": "x"}],
            },
        ),
    ]


def line(number, entry, round_code, points, station="", **more):
    return Record(
        "line",
        {
            "number": number,
            "kind": "score",
            "entry": entry,
            "round": round_code,
            "station": station,
            "points": points,
            "full": "100",
            "used_ms": 0 if station else 100_000,
            "limit_ms": 0 if station else 100_000,
            "finished_ms": 0 if station else 200_000,
            "replaces": None,
            "reason": "",
            "at_ms": 100,
            **more,
        },
    )


def grounds_for(bundles):
    names = {"attempt": ("attempt", "attempt"), "board": ("final", "competition")}
    kinds = [(names[one["head"]["kind"]], one["head"]["about"]) for one in bundles]
    return [[ground, about[name]] for (ground, name), about in kinds]


def credential_records(bundles=(), grounds=None):
    stood_on = grounds_for(bundles) if grounds is None else grounds
    decision = {
        "answer": "met",
        "findings": [
            {"condition": "papers", "answer": "met", "grounds": [["eligibility", 1]]},
            {"condition": "exam", "answer": "met", "grounds": stood_on},
        ],
        "facts": {"results": [{"attempt": 1, "score": "70.000"}]},
        "at": "2027-02-01T08:00:00+00:00",
    }
    return [
        Record(
            "credential",
            {
                "number": "SY-2027-0001",
                "uid": "u" * 32,
                "name": "林知夏",
                "unit": "松岩县",
                "unit_en": "Songyan County",
                "rule": "qualification",
                "rule_version": 1,
                "valid_from": "2027-02-01",
                "valid_until": "2032-01-31",
                "is_demonstration": False,
                "issued_at": "2027-02-01T09:00:00+00:00",
            },
        ),
        Record(
            "rule",
            {
                "definition": {
                    "code": "qualification",
                    "version": 1,
                    "validity_months": 60,
                    "number_pattern": "{unit}-{year}-{serial}",
                    "conditions": [{"code": "papers"}, {"code": "exam"}],
                }
            },
        ),
        Record("decision", {**decision, "digest": sha256(canonical(decision)).hexdigest()}),
        Record(
            "change",
            {
                "kind": "suspend",
                "reason_class": "inquiry",
                "agreed": True,
                "at": "2027-02-10T08:00:00+00:00",
            },
        ),
        *(Record("bundle", {"kind": one["head"]["kind"], "bundle": one}) for one in bundles),
    ]


def trail_bundle(blocks=3, key=KEY):
    """A trail of two entries a block."""
    records, previous = [], ""
    for height in range(1, blocks + 1):
        entries = [entry_record(2 * height + place) for place in (0, 1)]
        root = root_hash([entry_hash(entry.digests) for entry in entries]).hex()
        at = f"2027-02-0{height}T08:00:00+00:00"
        parts = {"height": height, "previous": previous, "root": root, "count": 2, "at": at}
        found = block_hash(**parts)
        records += [Record("block", {**parts, "hash": found}), *entries]
        previous = found
    about = {"first": 1, "previous": "", "last": blocks, "hash": previous}
    return bundle_of("trail", records, about, key)


def entry_record(number):
    fields = {"act": "test.done", "actor_name": "孔令仪", "note": number}
    own = {name: f"{number:030x}{place:02x}" for place, name in enumerate(fields)}
    digests = {name: field_digest(name, value, own[name]) for name, value in fields.items()}
    return Record("entry", fields, own, digests)


def checked(bundle, keys=None, **trust):
    """What the verifier finds, in this process."""
    report, misfit = verify.Report(), None
    known = {public_of()["code"]: verify.Key(public_of()["public"])} if keys is None else keys
    try:
        verify.checked(deepcopy(bundle), verify.Trust(known, **trust), report)
    except verify.Misfit as problem:
        misfit = problem
    return verify.as_data(report, misfit)


def place_of(found):
    """Where the first thing is that does not fit."""
    fault = found["fault"]
    return fault and (fault["record"], fault["kind"], fault["field"])


def ran(folder, document, *arguments):
    """The verifier as a stranger runs it: alone, without the house to import."""
    file = folder / "bundle.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(file), *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
