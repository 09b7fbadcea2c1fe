"""What a paper says, as lines that a person can read over."""

from question_bank.formats.format import Brought, Came
from question_bank.formats.papers.lines import typed
from question_bank.formats.papers.reading import brought


def paper(text: str) -> Brought:
    return brought(typed(text))


def one(text: str) -> Came:
    (came,) = paper(text).questions
    return came


def told(found: Brought) -> str:
    """Every question and note of a paper."""
    lines = [line for came in found.questions for line in said(came, "")]
    return "\n".join([*lines, *notes(found), ""])


def said(came: Came, indent: str) -> list[str]:
    fields = "".join(f" {name}={'|'.join(values)}" for name, values in came.fields.items())
    name = f" name={came.name}" if came.name else ""
    lines = [f"{came.kind} {came.id or '-'}{name}{fields} @ {came.place.words % came.place.values}"]
    lines += [f"  {line}" for line in came.stem.split("\n")]
    for choice in came.choices:
        mark = (
            "x" if came.kind in ("single", "multiple") and choice.is_right else choice.worth or ""
        )
        pair = f" = {choice.pair}" if choice.pair else ""
        lines.append(f"  [{mark}] {choice.text}{pair}".replace("\n", "⏎"))
        lines += [f"      > {choice.feedback}"] if choice.feedback else []
    lines += [f"  gaps {' ; '.join('/'.join(each) for each in came.blanks)}"] if came.blanks else []
    if came.answer is not None:
        lines.append(f"  answer {came.answer} ± {came.tolerance} {came.unit}")
    lines += [f"  heads {came.heads}"] if came.heads else []
    lines += [f"  > {line}" for line in came.rationale.split("\n")] if came.rationale else []
    inner = [line for part in came.parts for line in said(part, "  ")]
    return [indent + line.replace("\ue000", "[0]").replace("\ue001", "[1]") for line in
            [*lines, *inner]]  # fmt: skip


def notes(found: Brought) -> list[str]:
    return [
        f"{note.code} {note.place.words % note.place.values}: {note.message % note.values}"
        for note in found.notes
    ]


def codes(found: Brought) -> list[str]:
    return [note.code for note in found.notes]
