"""The minutes of a panel as the records that its judges sign (docs/bundles.md, "standard")."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from typing import Any

from audit.rules.bundle import Record
from audit.rules.entry import canonical
from exam.models.standards import Panel, PanelSeat
from exam.queries.panel_items import asked_of, weighing_of
from exam.queries.standards import Rounds, counted_judges, estimates_of
from exam.rules.angoff import Estimates, Item, cut_percent, is_complete, means
from exam.rules.panel_figures import change, flags, likeness, shown, summary
from question_bank.models import Revision

Json = dict[str, Any]
ROUNDS = (1, 2)


def figures_of(panel: Panel) -> Json:
    """Everything that came of a panel: what it rated, every estimate, the cuts and their spread."""
    asked, estimates = asked_of(panel), estimates_of(panel.id)
    items: list[Item] = [(revision_id, part) for revision_id, part in panel.items]
    weighing = weighing_of(panel, asked)
    counted = counted_judges(panel, estimates)
    judged = _Judged(items, weighing, estimates, counted)
    mean = means([estimates[2][each] for each in counted], items) if counted else {}
    return {
        "panel": _panel(panel),
        "items": [_item(item, asked[item[0]], weighing[item], mean.get(item)) for item in items],
        "judges": [judged.judge(seat) for seat in panel.seats],
        "summaries": [judged.summary(number) for number in ROUNDS],
    }


def digest_of_figures(figures: Json) -> str:
    """What a judge signs: the hash over all records of the minutes in their order."""
    rows = [[each.kind, dict(each.fields)] for each in figure_records(figures)]
    return sha256(canonical(rows)).hexdigest()


def figure_records(figures: Json) -> list[Record]:
    """The minutes as records."""
    return [
        Record("panel", figures["panel"]),
        *(Record("item", each) for each in figures["items"]),
        *(Record("judge", each) for each in figures["judges"]),
        *(Record("summary", each) for each in figures["summaries"]),
    ]


def records_of(panel: Panel) -> list[Record]:
    """The minutes with their digest and every answer to them; no text and no key of a question."""
    minutes = panel.minutes
    if minutes is None:
        return []
    drawn = {"digest": minutes.digest, "by": minutes.by.name, "at": minutes.at.isoformat()}
    return [
        *figure_records(minutes.figures),
        Record("minutes", drawn),
        *(_signature(seat, minutes.digest) for seat in panel.seats if seat.signature),
    ]


def _signature(seat: PanelSeat, digest: str) -> Record:
    signed = seat.signature
    return Record(
        "signature",
        {
            "judge": seat.judge_id,
            "digest": digest,
            "agreed": bool(signed and signed.agreed),
            "reason": signed.reason if signed else "",
            "noted_by": signed.by.name if signed and signed.by else None,
            "at": signed.at.isoformat() if signed else None,
        },
    )


def _panel(panel: Panel) -> Json:
    return {
        "panel": panel.id,
        "title": panel.title,
        "blueprint": f"{panel.blueprint.code}/{panel.blueprint.version}",
        "unit": panel.unit.name,
        "target": panel.target,
        "convened_by": panel.by.name,
        "convened_at": panel.at.isoformat(),
        "rounds": [
            {
                "round": each.round,
                "ended_by": each.by.name,
                "ended_at": each.at.isoformat(),
                "reason": each.reason,
            }
            for each in panel.ends
        ],
    }


def _item(item: Item, revision: Revision, weight: Fraction, mean: Fraction | None) -> Json:
    revision_id, part = item
    return {
        "revision": revision_id,
        "part": part,
        "code": revision.question.code,
        "number": revision.number,
        "kind": revision.kind,
        "fingerprint": revision.fingerprint,
        "weight": str(weight),
        "mean": None if mean is None else str(mean),
    }


def first_cuts(panel: Panel) -> list[Fraction]:
    """The cuts of the first round, of judges who were done with it and are not excluded."""
    estimates, weighing = estimates_of(panel.id)[1], weighing_of(panel, asked_of(panel))
    sitting = [seat.judge_id for seat in panel.seats if seat.exclusion is None]
    return [
        cut_percent(estimates[judge], weighing)
        for judge in sitting
        if is_complete(estimates.get(judge, {}), weighing)
    ]


def item_rows(figures: Json) -> list[Json]:
    """Each item with the mean of both rounds and the ends of the second, of judges that count."""
    counted = [each for each in figures["judges"] if each["counted"]]
    rows = []
    for place, item in enumerate(figures["items"]):
        first = [j["first"][place] for j in counted if j["first"][place] is not None]
        second = [j["second"][place] for j in counted]
        rows.append(
            {
                "code": item["code"],
                "kind": item["kind"],
                "part": item["part"],
                "first": shown(Fraction(sum(first), len(first))) if first else None,
                "second": shown(Fraction(sum(second), len(second))) if second else None,
                "low": min(second, default=None),
                "high": max(second, default=None),
            }
        )
    return rows


class _Judged:
    """What the judges' estimates come to, one by one and together."""

    def __init__(
        self,
        items: list[Item],
        weighing: Mapping[Item, Fraction],
        estimates: Rounds,
        counted: list[int],
    ) -> None:
        self.items, self.weighing, self.estimates = items, weighing, estimates
        self.counted = counted
        self.cuts = {
            number: {
                judge: cut_percent(found, weighing)
                for judge, found in estimates[number].items()
                if is_complete(found, items)
            }
            for number in ROUNDS
        }

    def judge(self, seat: PanelSeat) -> Json:
        """A judge with both rounds, cuts, agreement with the others, and what flags them."""
        judge = seat.judge_id
        first = self.estimates[1].get(judge, {})
        second = self.estimates[2].get(judge, {})
        like, why = self._agreement(judge)
        changed = change(first, second)
        return {
            "judge": judge,
            "name": seat.judge.name,
            "unit": seat.judge.unit.name,
            "counted": judge in self.counted,
            "excluded": seat.exclusion.reason if seat.exclusion else None,
            "first": self._row(first),
            "second": self._row(second),
            "first_cut": self._cut(1, judge),
            "cut": self._cut(2, judge),
            "correlation": like,
            "flags": why,
            "changed": changed
            and {
                "items": changed.items,
                "changed": changed.changed,
                "mean": shown(changed.mean),
            },
        }

    def _row(self, found: Estimates) -> list[int | None]:
        return [found.get(item) for item in self.items]

    def _cut(self, number: int, judge: int) -> str | None:
        cut = self.cuts[number].get(judge)
        return None if cut is None else shown(cut)

    def _agreement(self, judge: int) -> tuple[str | None, list[str]]:
        """How a counted judge agrees with the other counted ones."""
        if judge not in self.counted:
            return None, []
        rows = {each: self.estimates[2][each] for each in self.counted}
        cuts = {each: self.cuts[2][each] for each in self.counted}
        others = [rows[each] for each in self.counted if each != judge]
        like = likeness(rows[judge], others, self.items)
        return (None if like is None else shown(like)), flags(judge, cuts, rows, self.items)

    def summary(self, number: int) -> Json:
        """The cuts of a round together, of judges that count and were done with it."""
        cuts = [cut for judge, cut in self.cuts[number].items() if judge in self.counted]
        return summed_up(number, cuts)


def summed_up(number: int, cuts: Sequence[Fraction]) -> Json:
    """The cuts of a round together as they stand in the minutes."""
    found = summary(cuts)
    return {
        "round": number,
        "judges": len(cuts),
        "cut": shown(found.mean) if found else None,
        "spread": shown(found.spread) if found else None,
        "error": shown(found.error) if found else None,
        "t": str(found.t) if found else None,
        "low": shown(found.low) if found else None,
        "high": shown(found.high) if found else None,
    }
