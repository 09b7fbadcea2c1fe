"""Papers made up by chance, marked by the house's rules, and what a dossier says of them."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from audit.rules.bundle import Record
from exam.rules.blueprint import Blueprint
from exam.rules.blueprint_parts import KindShare, Section
from exam.rules.marking import Given, counting, standing
from exam.rules.marks import Keys, Marker
from exam.rules.results import digest, rows
from exam.rules.rulings import Rule, Ruling

LETTERS = "abcdefghij"
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
WORDS = [
    "七",
    "7",
    "seven",
    "Ｓeven",
    "七 日",
    "七日",
    "seven days",
    "SEVEN  DAYS",
    "ß",
    "ﬁne",
    "İ",
]
SPACES = st.text(" \t\u3000\x1f\u2003\u200b", max_size=2)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=4),
    st.lists(st.one_of(st.none(), st.text(max_size=2)), max_size=4),
    st.sampled_from(["", " ", "k", "aa", "\u2028", "x" * 5000, "x" * 201]),
)
POINTS = st.sampled_from(["1", "2", "0.5", "33.33333", "10", "7.125"])
TOPICS = st.sampled_from(["law.a", "law.b", "manner.x", "other"])


@dataclass
class Revision:
    """A revision of the bank, as marking needs it."""

    kind: str
    size: int
    partial: str
    key: dict
    topic: str
    asked: dict = field(default_factory=lambda: {"zh": {"parts": [{}] * 3}})
    told: dict = field(default_factory=lambda: {"zh": {"parts": [{}] * 3}})


@st.composite
def typed(draw):
    """A word as somebody may type it."""
    word = draw(st.sampled_from(WORDS))
    parts = [draw(SPACES), word[:1], draw(SPACES), word[1:], draw(SPACES)]
    text = "".join(parts)
    return draw(st.sampled_from([text, text.upper(), text.lower()]))


@st.composite
def numbers(draw):
    """A number as somebody may type it, or what is none."""
    number = draw(st.decimals(-1200, 1200, places=draw(st.integers(0, 3))))
    text = f"{number:,f}" if draw(st.booleans()) else f"{number:f}"
    wide = text.translate(WIDE)
    unit = draw(st.sampled_from(["", "日", " 日", "%", "％", "日日"]))
    odd = [
        "1e3",
        "1,5",
        "NaN",
        "Infinity",
        "١",
        "1,000,00",
        ",100",
        "1.",
        ".5",
        "+7",
        "--7",
        "10" * 20,
    ]
    text = draw(st.sampled_from([text, wide, text.replace("-", "\u2212"), *odd]))
    return draw(SPACES) + text + unit + draw(SPACES)


@st.composite
def keyed(draw, kind, size):
    """A key of this kind and size."""
    if kind == "single":
        return {"right": draw(st.integers(0, size - 1)), "size": size}
    if kind == "multiple":
        right = draw(st.sets(st.integers(0, size - 1), min_size=1))
        return {"right": sorted(right), "size": size}
    if kind == "true_false":
        return {"right": draw(st.booleans())}
    if kind == "judgement":
        earns = draw(st.lists(st.integers(-3, 5), min_size=size, max_size=size))
        assume(max(earns) > 0)
        return {"earns": earns}
    if kind == "fill_blank":
        spellings = st.lists(typed().filter(str.strip), min_size=1, max_size=3)
        return {"blanks": draw(st.lists(spellings, min_size=size, max_size=size))}
    if kind == "numeric":
        number = draw(st.decimals(-1200, 1200, places=draw(st.integers(0, 3))))
        units = draw(st.sampled_from([[], ["日"], ["%", "日"], [""]]))
        tolerance = draw(st.sampled_from(["0", "0.5", "100.125", "3000"]))
        return {"number": f"{number:f}", "tolerance": tolerance, "units": units}
    if kind == "short_answer":
        return {
            "rubric": draw(st.lists(st.sampled_from(["1", "2", "2.5"]), min_size=1, max_size=3))
        }
    return {"length": size}


KINDS: dict[str, tuple[str, ...]] = {
    "single": ("none",),
    "multiple": ("none", "proportional", "subset"),
    "true_false": ("none",),
    "judgement": ("none",),
    "fill_blank": ("none", "proportional", "subset"),
    "numeric": ("none",),
    "ordering": ("none", "adjacent"),
    "matching": ("none", "proportional"),
    "short_answer": ("none",),
}


@st.composite
def values(draw, kind, size, key):
    """An answer: mostly one that fits the kind, sometimes anything that a browser may send."""
    letters = list(LETTERS[:size])
    fits: dict[str, Any] = {
        "single": st.sampled_from(letters),
        "judgement": st.sampled_from(letters),
        "multiple": st.lists(st.sampled_from(letters), unique=True),
        "ordering": st.permutations(letters),
        "matching": st.lists(
            st.one_of(st.none(), st.sampled_from(letters)), min_size=size, max_size=size
        ),
        "true_false": st.booleans(),
        "fill_blank": st.tuples(
            *(
                st.one_of(typed(), st.just(""), st.sampled_from(blank))
                for blank in key.get("blanks", [])
            )
        ).map(list),
        "numeric": st.one_of(numbers(), st.just(key.get("number"))),
        "short_answer": st.text(max_size=5),
    }
    return draw(st.one_of(near(kind, size, key), fits[kind], fits[kind], JUNK))


@st.composite
def near(draw, kind, size, key):
    """What is right on a form in the bank's order, or one step from it."""
    if kind in ("ordering", "matching"):
        right = list(LETTERS[:size])
        at, with_ = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
        right[at], right[with_] = right[with_], right[at]
        return right
    if kind == "multiple":
        right = {LETTERS[each] for each in key["right"]}
        return sorted(right ^ draw(st.sets(st.sampled_from(LETTERS[:size]), max_size=1)))
    if kind == "numeric":
        off = draw(st.sampled_from(["0", key["tolerance"], "-" + key["tolerance"], "0.001"]))
        number = Decimal(key["number"]) + Decimal(off)
        plain = draw(
            st.sampled_from([f"{number:f}", f"{number:,f}", f"+{number:f}", f"0{number:f}"])
        )
        typed_so = [
            plain,
            plain.replace("-", "\u2212"),
            plain.translate(WIDE),
            f"{plain[:2]},{plain[2:]}",
            f"{plain}0",
        ]
        return draw(st.sampled_from(typed_so)) + draw(st.sampled_from(["", *key["units"]]))
    if kind == "fill_blank":
        return [draw(spelt(draw(st.sampled_from(blank)))) for blank in key["blanks"]]
    if kind == "short_answer":
        return draw(st.sampled_from(["x", "\r\n" * 2100 + "x", "x" * 3999 + "\r\n", "x" * 4001]))
    return draw(st.one_of(st.booleans(), st.sampled_from(LETTERS[:size])))


@st.composite
def spelt(draw, word):
    """A word in another spelling, or something close to it."""
    other = [word, word.swapcase(), word.casefold(), f" {word}", "\u3000".join(word), word[1:], ""]
    return draw(st.sampled_from(other))


@st.composite
def answers(draw, kind):
    """A key of a kind, with a rule for parts, an order of the form, and an answer."""
    size = {"true_false": 2, "numeric": 1, "short_answer": 1}.get(kind) or draw(st.integers(2, 5))
    key = draw(keyed(kind, size))
    plain = list(range(size))
    order = draw(st.one_of(st.just(plain), st.permutations(plain).map(list)))
    return size, key, draw(st.sampled_from(KINDS[kind])), order, draw(values(kind, size, key))


@st.composite
def given_marks(draw):
    """Points for an answer, the gap, how many count, who is set aside, remarkings."""
    quarters = st.integers(0, 8).map(lambda count: Fraction(count, 4))
    points = draw(st.lists(quarters, min_size=1, max_size=5))
    return (
        points,
        draw(st.sampled_from(["0", "0.25", "1", "3"])),
        draw(st.integers(1, len(points))),
        draw(st.sets(st.integers(1, len(points)), max_size=2)),
        draw(st.lists(st.integers(0, len(points)), max_size=2, unique=True).map(sorted)),
    )


@st.composite
def slots(draw, number):
    """One slot of a form with its question, its key corrected, an answer and a ruling."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    size = {"true_false": 2, "numeric": 1, "short_answer": 1}.get(kind) or draw(st.integers(2, 5))
    key, other = draw(keyed(kind, size)), draw(keyed(kind, size))
    partial = draw(st.sampled_from(KINDS[kind]))
    part = draw(st.sampled_from([None, None, 1]))
    topic = draw(TOPICS)
    asked = revision_of(kind, size, partial, key, topic, part)
    rules = [None, None, Rule.CREDIT, Rule.DROP]
    rules += [] if kind == "short_answer" else [Rule.KEY, Rule.ACCEPT]
    rule = draw(st.sampled_from(rules))
    by = 100 + number if rule in (Rule.KEY, Rule.ACCEPT) else None
    slot = {
        "revision": number,
        "order": list(draw(st.permutations(range(size)))),
        "points": draw(POINTS),
        **({} if part is None else {"part": part}),
    }
    return {
        "slot": slot,
        "revisions": {
            number: asked,
            100 + number: revision_of(kind, size, partial, other, topic, part),
        },
        "question": {"kind": kind, "key": key, "partial": partial},
        "ruling": Ruling(number, part, rule, by) if rule else None,
        "other": other,
        "value": draw(st.one_of(st.just(...), values(kind, size, key))),
        "marks": draw(marker_points(key["rubric"])) if kind == "short_answer" else [],
        "mean": Fraction(draw(st.integers(0, 400)), 400),
    }


def revision_of(kind, size, partial, key, topic, part):
    if part is None:
        return Revision(kind, size, partial, key, topic)
    inner = {"kind": kind, "size": size, "partial": partial, "key": key}
    return Revision("case", 2, "none", {"parts": [inner, inner]}, topic)


@st.composite
def marker_points(draw, rubric):
    """What three or four markers gave, line by line of the rubric."""
    line = [st.sampled_from(["0", "0.25", "0.5", most]) for most in rubric]
    return [list(draw(st.tuples(*line))) for _ in range(draw(st.integers(3, 4)))]


@st.composite
def papers(draw):
    """A paper that was marked in a run, as the records of its dossier."""
    made = [draw(slots(number)) for number in range(1, draw(st.integers(1, 5)) + 1)]
    gap = draw(st.sampled_from(["0", "0.5", "2"]))
    floor = draw(st.sampled_from(["0", "50", "66.67"]))
    passing = draw(st.sampled_from(["0", "60", "33.3"]))
    has_standard, ended = draw(st.booleans()), draw(st.sampled_from([[], [1], [2]]))
    after, late = draw(st.sampled_from([None, 2])), draw(st.integers(3, 4))
    assume(any(not each["ruling"] or each["ruling"].rule is not Rule.DROP for each in made))
    return records_of(made, gap, (passing, floor), has_standard, ended, after, late)


def records_of(made, gap, percents, has_standard, ended, after, late):
    """`after` is the mark after which a remarking of each written answer was ordered, if any.

    Markers give theirs in turn, slot after slot; of each slot the first `late` are in the run.
    """
    slots_made = [each["slot"] for each in made]
    written, given, until = [], {}, 0
    for turn in range(4):
        for number, each in enumerate(made, start=1):
            if turn < len(each["marks"]):
                written.append((number, turn + 1, each["marks"][turn]))
        if turn + 1 == late:
            until = len(written)
    until = until or len(written)
    for number, each in enumerate(made, start=1):
        own = [
            Given(order, marker, sum(map(Decimal, lines)))
            for order, (slot, marker, lines) in enumerate(written, start=1)
            if slot == number
        ]
        if each["marks"]:
            again = [own[after - 1].id] if after else []
            given[number] = standing(counting(own, until, ended), Decimal(gap), again)
            assume(given[number] is not None)
    section = Section("law", {}, ("law.*",), Decimal(percents[1]))
    rule = Blueprint(
        code="b",
        version=1,
        titles={},
        minutes=60,
        pass_percent=Decimal(percents[0]),
        pool="exam",
        exposure=Decimal(1),
        show_paper=True,
        kinds=(KindShare("single", 2, Decimal(1)),),
        groups=(),
        sections=(section, Section("none", {}, ("absent.*",), Decimal(100))),
        gap=Decimal(gap),
    )
    revisions = {number: one for each in made for number, one in each["revisions"].items()}
    rulings = [each["ruling"] for each in made if each["ruling"]]
    estimates = {
        (each["slot"]["revision"], each["slot"].get("part")): each["mean"] for each in made
    }
    marker = Marker(Keys(revisions, rulings, estimates if has_standard else None))
    texts = {
        number: json.dumps(each["value"])
        for number, each in enumerate(made, start=1)
        if each["value"] is not ...
    }
    marked = marker.paper(1, slots_made, texts, given)
    (row,) = rows(rule, marker.marks, [marked])
    run = {
        "run": 1,
        "rulings": [
            {"slot": each.revision, "rule": str(each.rule), "by": each.by} for each in rulings
        ],
        "standard": 5 if has_standard else None,
        "until": until,
        "ended": ended,
        "score": str(row["score"]),
        "full": str(row["full"]),
        "passed": row["passed"],
        "marks": row["marks"],
        "breakdown": row["breakdown"],
        "results": 1,
        "digest": digest([row]),
    }
    return [
        Record(
            "sitting",
            {
                "pass_percent": percents[0],
                "gap": gap,
                "sections": [
                    {
                        "code": each.code,
                        "topics": list(each.topics),
                        "floor_percent": str(each.floor_percent),
                    }
                    for each in rule.sections
                ],
            },
        ),
        Record(
            "form",
            {
                "slots": [
                    {
                        "slot": number,
                        **each["slot"],
                        "topic": each["revisions"][number].topic,
                    }
                    for number, each in enumerate(made, start=1)
                ]
            },
        ),
        *(
            Record("question", {"slot": number, "revision": number, **each["question"]})
            for number, each in enumerate(made, start=1)
        ),
        *(
            Record(
                "arrival",
                {"slot": slot, "seq": 1, "typed_under": 1, "value": text, "standing": "counted"},
            )
            for slot, text in texts.items()
        ),
        *(
            Record(
                "written_mark",
                {
                    "slot": slot,
                    "order": order,
                    "marker": who,
                    "lines": lines,
                    "points": str(sum(map(Decimal, lines))),
                },
            )
            for order, (slot, who, lines) in enumerate(written, start=1)
        ),
        *(
            Record("remarking", {"slot": number, "after": _order(written, number, after)})
            for number, each in enumerate(made, start=1)
            if after and each["marks"]
        ),
        *(
            Record("correction", {"slot": number, "revision": 100 + number, "key": each["other"]})
            for number, each in enumerate(made, start=1)
            if each["ruling"] and each["ruling"].by
        ),
        Record("standard", {"standard": 5, "means": [str(each["mean"]) for each in made]}),
        Record("run", run),
        Record("release", {"run": 1, "at": "2027-02-01"}),
        *(
            Record("mark", _mark(number, each, earned))
            for number, (each, earned) in enumerate(zip(made, row["marks"], strict=True), start=1)
        ),
        Record(
            "result",
            {
                **{name: run[name] for name in ("score", "full", "passed", "run")},
                "missed": row["breakdown"]["missed"],
                "released_at": "2027-02-01",
            },
        ),
    ]


def _order(written, slot, marker):
    return next(
        order
        for order, (where, who, _) in enumerate(written, start=1)
        if (where, who) == (slot, marker)
    )


def _mark(number, each, earned):
    silent = each["ruling"] and each["ruling"].rule in (Rule.CREDIT, Rule.DROP)
    return {
        "slot": number,
        "points": each["slot"]["points"],
        "earned": "0" if earned in (None, "-") else earned,
        "answered": None if silent else earned is not None,
        "dropped": earned == "-",
    }
