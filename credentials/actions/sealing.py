"""Writing a credential and sealing what it says."""

import secrets

from audit.signing import sign
from core.actor import Actor
from core.clock import now
from credentials.actions.numbering import free_status_index
from credentials.models import Credential, Decision, Proposal, Series
from credentials.queries.genuine import signed_data
from credentials.queries.holders import newest_photo
from credentials.queries.rules import rule_of
from credentials.rules.numbers import CODE_BITS, check_code, number_of
from credentials.rules.periods import last_day, local_day, months_after


def sealed_credential(
    proposal: Proposal, decision: Decision, series: Series, *, actor: Actor
) -> Credential:
    """The credential with the series' last number, sealed; not yet added to the session."""
    rule = rule_of(proposal.rule)
    at = now()
    first = months_after(local_day(at, proposal.unit.zone), -rule.dated_back_months)
    credential = Credential(
        uid=secrets.token_hex(16),
        proposal_id=proposal.id,
        decision=decision,
        rule=proposal.rule,
        series=series,
        serial=series.last_serial,
        number=number_of(
            rule.number_pattern,
            unit=proposal.unit.code,
            year=series.year,
            serial=series.last_serial,
        ),
        check_code=check_code(secrets.randbits(CODE_BITS)),
        person_id=proposal.person_id,
        unit_id=proposal.unit_id,
        photo=newest_photo(proposal.person_id),
        name=proposal.person.name,
        valid_from=first,
        valid_until=last_day(first, rule.validity_months),
        status_index=free_status_index(),
        is_demonstration=rule.accepts_demonstration,
        by_id=actor.id,
        at=at,
    )
    signature = sign(signed_data(credential))
    credential.key_code, credential.seal = signature.key, signature.value
    return credential
