"""What the gate says to one officer, and the credential at the end of the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from credentials.models import Credential
from credentials.queries.gate import verdict
from credentials.queries.register import of_holder
from credentials.queries.rules import rule_of, rules_in_force
from credentials.queries.statuses import standing_now
from credentials.rules.conditions import Rank, Share, Station
from credentials.rules.definition import Rule
from credentials.rules.doors import PHOTO
from credentials.rules.findings import Verdict
from credentials.rules.status import Standing, Status
from oversight.rules.next_step import leading

LOST = (Status.SUSPENDED, Status.REVOKED, Status.RECALLED)


@dataclass(frozen=True, slots=True)
class OwnGate:
    """The credential type that an officer is nearest to, what it asks, and what they hold of it."""

    rule: Rule
    verdict: Verdict
    credential: Credential | None
    standing: Standing | None

    @property
    def met(self) -> int:
        """How many conditions are met."""
        return sum(finding.answer.is_met for finding in self.verdict.findings)

    @property
    def holds(self) -> bool:
        """Whether the credential is in force."""
        return self.standing is not None and self.standing.is_valid

    @property
    def is_lost(self) -> bool:
        """Whether the credential was suspended, revoked or recalled, and none took its place."""
        return self.standing is not None and self.standing.status in LOST

    @property
    def lacks_photo(self) -> bool:
        """Whether a photo is what is missing."""
        return any(finding.door == PHOTO for finding in self.verdict.findings)

    @property
    def series(self) -> set[str]:
        """The series of competitions that conditions ask for which are not met."""
        lacking = {each.condition for each in self.verdict.findings if not each.answer.is_met}
        asked = [each.asks for each in self.rule.conditions if each.code in lacking]
        return {
            code
            for asks in asked
            if isinstance(asks, Share | Rank | Station)
            for code in asks.series
        }


def own_gate(person_id: int) -> OwnGate | None:
    """The gate for somebody; None where no credential type is in force."""
    rows = rules_in_force()
    if not rows:
        return None
    verdicts = [verdict(row, person_id) for row in rows]
    held = [(each, standing_now(each)) for each in of_holder(person_id)]
    valid = {each.rule.code for each, standing in held if standing.is_valid}
    codes = [row.code for row in rows]
    place = next((codes.index(code) for code in codes if code in valid), leading(verdicts))
    return _gate(rule_of(rows[place]), verdicts[place], held)


def _gate(rule: Rule, found: Verdict, held: Sequence[tuple[Credential, Standing]]) -> OwnGate:
    """With the credential in force, else the newest one of this type."""
    of_type = [pair for pair in held if pair[0].rule.code == rule.code]
    pair = next((each for each in of_type if each[1].is_valid), None)
    credential, standing = pair or (of_type[0] if of_type else (None, None))
    return OwnGate(rule, found, credential, standing)
