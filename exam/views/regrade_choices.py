"""What an examiner chose for a regrade, in the address of a page or in a form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from core.errors import N_, Missing
from exam.queries.ruled import Asked, Item
from exam.rules.regrades import Wanted
from exam.rules.rulings import BY_A_KEY, Rule, Ruling
from question_bank.models import Revision

MOST = 100


@dataclass(frozen=True, slots=True)
class Choices:
    """The questions that were chosen with a rule for each, a standard, appeals."""

    rulings: tuple[Ruling, ...]
    panel_id: int | None
    appeal_ids: tuple[int, ...]

    @property
    def wanted(self) -> Wanted:
        """The same for the act."""
        return Wanted(self.rulings, self.panel_id, self.appeal_ids)

    @property
    def items(self) -> list[Item]:
        """The questions that were chosen, in their order."""
        return [(each.revision, each.part) for each in self.rulings]

    def arguments(self) -> dict[str, object]:
        """The choices as arguments of an address, and as hidden fields."""
        found: dict[str, object] = {"item": [name_of(item) for item in self.items]}
        for each in self.rulings:
            name = name_of((each.revision, each.part))
            found[f"rule-{name}"] = str(each.rule)
            if each.by is not None:
                found[f"by-{name}"] = str(each.by)
        if self.panel_id is not None:
            found["panel"] = str(self.panel_id)
        return found | {"appeal": [str(each) for each in self.appeal_ids]}

    def fields(self) -> list[tuple[str, str]]:
        """The choices as hidden fields."""
        return [
            (name, str(each))
            for name, value in self.arguments().items()
            for each in (value if isinstance(value, list) else [value])
        ]


def name_of(item: Item) -> str:
    """A question as an address names it: its revision, and the part of a case."""
    revision, part = item
    return str(revision) if part is None else f"{revision}.{part}"


def read_choices(
    source: MultiDict[str, str],
    asked: Mapping[Item, Asked],
    corrections: Mapping[Item, Sequence[Revision]],
) -> Choices:
    """The choices in an address or a form; where no rule is said yet, the likeliest stands."""
    items = chosen_items(source, asked)
    return Choices(
        rulings=tuple(_ruling(source, item, corrections[item]) for item in items),
        panel_id=_number(source.get("panel", "")) or None,
        appeal_ids=tuple(_number(each) for each in source.getlist("appeal")),
    )


def chosen_items(source: MultiDict[str, str], asked: Mapping[Item, Asked]) -> list[Item]:
    """The questions that were chosen, each once, with what was just added or taken out."""
    added, left = source.getlist("add"), source.getlist("leave")
    names = [name for name in (*source.getlist("item"), *added) if name not in left]
    by_name = {name_of(item): item for item in asked}
    unique = list(dict.fromkeys(names))
    if len(unique) > MOST or any(name not in by_name for name in unique):
        raise Missing(N_("There is no such question on the papers of this sitting."))
    return [by_name[name] for name in unique]


def _ruling(source: MultiDict[str, str], item: Item, corrections: Iterable[Revision]) -> Ruling:
    name, several = name_of(item), list(corrections)
    rule = _rule(source.get(f"rule-{name}") or (Rule.KEY if several else Rule.CREDIT))
    if rule not in BY_A_KEY:
        return Ruling(item[0], item[1], rule)
    by = _number(source.get(f"by-{name}", ""))
    return Ruling(item[0], item[1], rule, by or (several[0].id if several else None))


def _rule(text: str) -> Rule:
    try:
        return Rule(text)
    except ValueError as unknown:
        raise Missing(N_("There is no such rule.")) from unknown


def _number(text: str) -> int:
    """A number as an address says it; words that are none count as nothing."""
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else 0
