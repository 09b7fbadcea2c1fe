"""What a sealing keeps of a draw as JSON, and back: the questions, and the plans."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from audit.rules.entry import canonical
from exam.rules.assembly.cells import Cell, Drawable, Part, cell_of
from exam.rules.assembly.plans import Plan, Plans
from exam.rules.blueprint import Blueprint

Json = dict[str, Any]


def digest(value: object) -> str:
    """The hash by which the trail knows the list of questions, the plans, and what was seen."""
    return sha256(canonical(value)).hexdigest()


def kept_bank(blueprint: Blueprint, bank: Sequence[Drawable]) -> list[Json]:
    """Every question that could be drawn, with its group's place in the blueprint."""
    rows = []
    for question in bank:
        cell = cell_of(blueprint, question)
        if cell:
            rows.append(_kept(question, cell.group))
    return rows


def bank_from(rows: Sequence[Mapping[str, Any]]) -> list[Drawable]:
    """The questions that were kept."""
    return [
        Drawable(
            revision_id=row["revision_id"],
            code=row["code"],
            kind=row["kind"],
            topic=row["topic"],
            difficulty=row["difficulty"],
            expected=Decimal(row["expected"]),
            size=row["size"],
            shuffles=row["shuffles"],
            enemies=frozenset(row["enemies"]),
            parts=tuple(
                Part(part["size"], part["shuffles"], Decimal(part["points"]))
                for part in row["parts"]
            ),
        )
        for row in rows
    ]


def kept_plans(plans: Plans) -> Json:
    """The plans in the order in which forms are given to them."""
    return {
        "limit": plans.limit,
        "plans": [
            {
                "forms": plan.forms,
                "cells": [
                    [c.group, c.difficulty, c.kind, n] for c, n in sorted(plan.counts.items())
                ],
            }
            for plan in plans.plans
        ],
    }


def plans_from(kept: Mapping[str, Any]) -> Plans:
    """The plans that were kept."""
    plans = tuple(
        Plan(row["forms"], {Cell(*cell[:3]): cell[3] for cell in row["cells"]})
        for row in kept["plans"]
    )
    return Plans(kept["limit"], plans)


def _kept(question: Drawable, group: int) -> Json:
    return {
        "revision_id": question.revision_id,
        "code": question.code,
        "group": group,
        "kind": question.kind,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "expected": str(question.expected),
        "size": question.size,
        "shuffles": question.shuffles,
        "enemies": sorted(question.enemies),
        "parts": [
            {"size": part.size, "shuffles": part.shuffles, "points": str(part.points)}
            for part in question.parts
        ],
    }
