"""One item of QTI while it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from question_bank.formats.carried import Carried
from question_bank.formats.format import Came, Place
from question_bank.formats.leaving import FIRST_GAP
from question_bank.formats.qti_marking import Declaration, Rule
from question_bank.formats.qti_texts import Texts


@dataclass
class Item:
    """The item in the words of 2.x, what it declares, and what its metadata carried of ours."""

    root: Element
    body: Element
    texts: Texts
    carried: Carried
    rule: Rule
    points: Fraction | None
    declared: Mapping[str, Declaration]
    feedback: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.texts.place

    def came(self, kind: str, **values: object) -> Came:
        """The item as a question of ours."""
        return replace(Came(kind, "", self.place), **values)  # type: ignore[arg-type]

    def of(self, interaction: Element) -> Declaration:
        """What is declared of the response that an interaction gives."""
        return self.declared.get(interaction.get("responseIdentifier") or "", Declaration())

    def stem(self, interaction: Element) -> str:
        """All of the body, with the prompt in place of the interaction."""
        prompt = interaction.find("prompt")
        tail = interaction.tail
        inside = [prompt] if prompt is not None else []
        interaction.clear()
        interaction.tail = tail
        interaction.tag = "div"
        interaction.extend(inside)
        return self.texts.markdown(self.body)

    def gapped(self, interactions: list[Element]) -> str:
        """All of the body, with a character of its own for each entry."""
        for at, each in enumerate(interactions):
            tail = each.tail
            each.clear()
            each.tag, each.tail, each.text = "span", tail, chr(FIRST_GAP + at)
        return self.texts.markdown(self.body)
