"""The evidence file of a credential: what it says, its rule, its decision, its life."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from audit.rules.bundle import Record
from core.database import db
from credentials.models import Credential, DecisionGround
from credentials.queries.register import credential_of


def grounds_of(credential: Credential, kind: str) -> list[int]:
    """The facts of one kind that the credential's decision stood on."""
    statement = select(DecisionGround.fact_id).where(
        DecisionGround.decision_id == credential.decision_id, DecisionGround.kind == kind
    )
    return list(db.session.scalars(statement.order_by(DecisionGround.fact_id)))


def records_of(
    credential_id: int, bundles: Iterable[tuple[str, dict[str, Any]]] = ()
) -> list[Record]:
    """The records of the evidence file; `bundles` are signed ones, each with its kind."""
    credential = credential_of(credential_id)
    return [
        Record("credential", _facts(credential)),
        Record("rule", {"definition": credential.rule.definition}),
        Record("decision", _decision(credential)),
        *(Record("change", each) for each in _changes(credential)),
        *(Record("bundle", {"kind": kind, "bundle": bundle}) for kind, bundle in bundles),
    ]


def _facts(credential: Credential) -> dict[str, Any]:
    return {
        "number": credential.number,
        "uid": credential.uid,
        "name": credential.name,
        "unit": credential.unit.name,
        "unit_en": credential.unit.name_en,
        "rule": credential.rule.code,
        "rule_version": credential.rule.version,
        "valid_from": credential.valid_from.isoformat(),
        "valid_until": credential.valid_until.isoformat(),
        "is_demonstration": credential.is_demonstration,
        "issued_at": credential.at.isoformat(),
    }


def _decision(credential: Credential) -> dict[str, Any]:
    decision = credential.decision
    return {
        "answer": decision.answer,
        "findings": decision.findings,
        "facts": decision.facts,
        "digest": decision.digest,
        "at": decision.at.isoformat(),
    }


def _changes(credential: Credential) -> list[dict[str, Any]]:
    return [
        {
            "kind": change.kind,
            "reason_class": change.reason_class,
            "agreed": change.decision.agreed,
            "at": change.decision.at.isoformat(),
        }
        for change in credential.changes
        if change.decision
    ]
