"""What each interaction of QTI is with us; those without a counterpart are told by name."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from xml.etree.ElementTree import Element

from core.errors import N_
from question_bank.formats.format import Came, Choice
from question_bank.formats.qti_item import Item
from question_bank.formats.qti_marking import Declaration, Rule
from question_bank.formats.qti_shares import partial_of
from question_bank.formats.rubrics import lines_of
from question_bank.formats.telling import rounded

_YES = frozenset({"true", "对", "正确", "是", "√", "yes"})
_NO = frozenset({"false", "错", "错误", "否", "×", "不正确", "no"})
_MOST_WORTH = 999


def choice(item: Item, interaction: Element) -> Came:
    """One right choice, several, options that earn shares, or a statement that is true or false."""
    declared = item.of(interaction)
    fields = _shuffle(item, interaction)
    answers = interaction.findall("simpleChoice")
    names = [each.get("identifier") or "" for each in answers]
    read = [_option(item, each) for each in answers]
    if declared.cardinality != "single":
        _tell_limits(item, interaction, len(answers))
    stem = item.stem(interaction)
    truth = _truth(declared, names, [each.text for each in read])
    is_told = any(each.feedback for each in read)
    if truth is not None and "type" not in item.carried.hints and not is_told:
        return item.came("true_false", stem=stem, answer=truth or None)
    if declared.cardinality == "single":
        return _one(item, declared, names, read, stem, fields)
    right = set(declared.best)
    choices = tuple(
        _marked(each, is_right=name in right) for name, each in zip(names, read, strict=True)
    )
    shares = [declared.earned.get(name, declared.usual) for name in names]
    marked = [name in right for name in names]
    partial = partial_of(item, declared, shares, marked)
    return item.came("multiple", stem=stem, choices=choices, fields={**fields, **partial})


def order(item: Item, interaction: Element) -> Came | None:
    """Items, put into the order that is declared as right."""
    declared = item.of(interaction)
    answers = {each.get("identifier"): each for each in interaction.findall("simpleChoice")}
    if sorted(declared.right) != sorted(map(str, answers)):
        message = N_("the right order does not name every item once, so it cannot be carried")
        item.texts.told("QI1171", message)
        return None
    texts = {name: item.texts.markdown(each) for name, each in answers.items()}
    choices = tuple(Choice(texts[name], place=item.place) for name in declared.right)
    return item.came("ordering", stem=item.stem(interaction), choices=choices)


def match(item: Item, interaction: Element) -> Came | None:
    """Two columns, if each of the left belongs to one of the right alone."""
    sets = interaction.findall("simpleMatchSet")
    sides = [
        {each.get("identifier") or "": item.texts.markdown(each) for each in one} for one in sets
    ]
    if len(sides) != 2:
        _tell_unpaired(item)
        return None
    pairs = dict(_pair(each) for each in item.of(interaction).best)
    if len(pairs) < len(item.of(interaction).best):
        _tell_unpaired(item)
        return None
    return _matched(item, interaction, sides[0], sides[1], pairs)


def associate(item: Item, interaction: Element) -> Came | None:
    """Things that belong together in twos: the first of each pair stands left."""
    given = interaction.findall("simpleAssociableChoice")
    texts = {each.get("identifier") or "": item.texts.markdown(each) for each in given}
    pairs = dict(_pair(each) for each in item.of(interaction).best)
    if sorted([*pairs, *pairs.values()]) != sorted(texts):
        _tell_unpaired(item)
        return None
    item.texts.told("QI2191", N_("anything may be joined to anything there; here two columns are"))
    lefts = {name: texts[name] for name in pairs}
    rights = {name: texts[name] for name in pairs.values()}
    return _matched(item, interaction, lefts, rights, pairs)


def extended(item: Item, interaction: Element) -> Came:
    """An answer in words; what is shown to those who mark is its rubric."""
    declared = item.of(interaction)
    hidden = [each for each in item.root.iter("rubricBlock") if _is_for_markers(each)]
    told = item.texts.joined(hidden)
    for each in hidden:
        each.clear()
    lines = lines_of(told, item.place)
    if told and not lines:
        message = N_("what those who mark are told is one line of the rubric for all points")
        item.texts.told("QI2192", message, N_("write what earns which points"))
        worth = rounded(item.points or Fraction(1), 6)
        lines = (Choice(told, worth=worth, place=item.place),)
    model = "\n\n".join(declared.right) or None
    if model:
        item.texts.told("QI2193", N_("the model answer is joined to the rationale"))
    stem = item.stem(interaction)
    return item.came("short_answer", stem=stem, choices=lines, rationale=model)


def _one(
    item: Item,
    declared: Declaration,
    names: Sequence[str],
    read: Sequence[Choice],
    stem: str,
    fields: dict[str, tuple[str, ...]],
) -> Came:
    """One may be chosen: only one earns anything, or each its own."""
    earned = [declared.earned.get(name, declared.usual) for name in names]
    is_mapped = item.rule is Rule.MAP and bool(declared.earned)
    plain = sorted(earned)[:-1] == [0] * (len(earned) - 1)
    if not is_mapped or (plain and item.carried.hints.get("type") != "judgement"):
        right = set(declared.best)
        pairs = zip(names, read, strict=True)
        choices = tuple(_marked(each, is_right=name in right) for name, each in pairs)
        return item.came("single", stem=stem, choices=choices, fields=fields)
    worths = _worths(item, earned)
    choices = tuple(
        Choice(each.text, feedback=each.feedback, worth=str(worth), place=each.place)
        for each, worth in zip(read, worths, strict=True)
    )
    if "best" not in item.carried.hints:
        message = N_("options that earn a part of the points: read as a situational judgement")
        item.texts.told("QI2175", message, N_("look at what each option earns"))
    return item.came("judgement", stem=stem, choices=choices, fields=fields)


def _worths(item: Item, earned: Sequence[Fraction]) -> list[int]:
    top = max(earned)
    shares = [each / top if top > 0 else each for each in earned]
    stated = item.carried.hints.get("best", "")
    best = int(stated) if stated.isascii() and stated.isdigit() and len(stated) <= 3 else 0
    best = best or lcm(*(each.limit_denominator(100).denominator for each in shares))
    return [round(each * min(best, _MOST_WORTH)) for each in shares]


def _matched(
    item: Item,
    interaction: Element,
    lefts: dict[str, str],
    rights: dict[str, str],
    pairs: dict[str, str],
) -> Came | None:
    if set(pairs) != set(lefts) or sorted(pairs.values()) != sorted(rights):
        _tell_unpaired(item)
        return None
    choices = tuple(
        Choice(text, pair=rights[pairs[name]], place=item.place) for name, text in lefts.items()
    )
    heads = item.carried.hints.get("heads", "").partition("|")
    in_parts = item.rule is Rule.MAP
    if in_parts and len(set(item.of(interaction).earned.values())) > 1:
        item.texts.told("QI2176", N_("right pairs earn different shares there, and the same here"))
    return item.came(
        "matching",
        stem=item.stem(interaction),
        choices=choices,
        heads=(heads[0], heads[2]) if heads[1] else None,
        fields={"partial": ("proportional",)} if in_parts else {},
    )


def _tell_unpaired(item: Item) -> None:
    message = N_("not every left side belongs to one right side alone, so it cannot be carried")
    item.texts.told("QI1172", message)


def _option(item: Item, element: Element) -> Choice:
    """An option, and what is said to those who chose it, inside it or after all."""
    inside = [each for each in element.iter() if each.tag in ("feedbackInline", "feedbackBlock")]
    told = item.texts.joined(inside)
    for each in inside:
        tail = each.tail
        each.clear()
        each.tail = tail
    after = item.feedback.pop(element.get("identifier") or "", "")
    feedback = "\n\n".join(text for text in (told, after) if text) or None
    return Choice(item.texts.markdown(element), feedback=feedback, place=item.place)


def _marked(option: Choice, *, is_right: bool) -> Choice:
    return Choice(option.text, is_right=is_right, feedback=option.feedback, place=option.place)


def _truth(declared: Declaration, names: Sequence[str], texts: Sequence[str]) -> str | None:
    """The right word, if these are the two words; an empty one if none is right."""
    for words in (names, texts):
        plain = [word.strip().lower() for word in words]
        if len(plain) == 2 and plain[0] in _YES | _NO and plain[1] in _YES | _NO:
            sides = ["true" if word in _YES else "false" for word in plain]
            if len(set(sides)) == 1:
                continue
            right = [side for name, side in zip(names, sides, strict=True) if name in declared.best]
            return right[0] if len(right) == 1 else ""
    return None


def _shuffle(item: Item, interaction: Element) -> dict[str, tuple[str, ...]]:
    shuffled = interaction.get("shuffle") == "true"
    if shuffled and any(each.get("fixed") == "true" for each in interaction):
        item.texts.told("QI2194", N_("options that keep their place there are mixed here"))
    return {} if shuffled else {"shuffle": ("no",)}


def _tell_limits(item: Item, interaction: Element, count: int) -> None:
    """How many must or may be chosen is no matter here."""
    most, least = interaction.get("maxChoices") or "1", interaction.get("minChoices") or "0"
    if most.isdecimal() and 0 < int(most) < count:
        item.texts.told("QI2190", N_("at most %(count)s may be chosen there"), count=most)
    if least.isdecimal() and int(least) > 1:
        item.texts.told("QI2190", N_("at least %(count)s must be chosen there"), count=least)


def _pair(text: str) -> tuple[str, str]:
    left, _, right = text.partition(" ")
    return left, right.strip()


def _is_for_markers(block: Element) -> bool:
    return "candidate" not in (block.get("view") or "").split()


BLOCKS: dict[str, Callable[[Item, Element], Came | None]] = {
    "choiceInteraction": choice,
    "orderInteraction": order,
    "matchInteraction": match,
    "associateInteraction": associate,
    "extendedTextInteraction": extended,
}
