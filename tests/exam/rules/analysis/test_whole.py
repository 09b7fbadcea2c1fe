"""All figures of a run together."""

from dataclasses import replace

import numpy as np
import pytest

from exam.rules.analysis.latent import latent
from exam.rules.analysis.papers import matrix_papers
from exam.rules.analysis.whole import Asked, Option, Sat, by_revision, figures_of
from tests.exam.rules.analysis.known import answers

pytestmark = pytest.mark.pure


def sat(table, *, cut=60.0, full=1.0, **choices):
    papers = replace(matrix_papers(table, full), **choices)
    many = papers.questions
    return Sat(
        papers=papers,
        unreached=[0] * many,
        asked=[Asked(100 + at, 0.7) for at in range(many)],
        options=[Option(None, at, at == 1) for at in range(len(papers.options))],
        cut=cut,
    )


def test_the_test_as_a_whole():
    asked = sat(answers("lsat7"), cut=60.0)

    figures = figures_of(asked, latent(asked.papers))

    assert {name: figures[name] for name in ("papers", "alike", "full", "length", "cut")} == {
        "papers": 1_000,
        "alike": True,
        "full": 5.0,
        "length": 5.0,
        "cut": 3.0,
    }
    assert (figures["alpha"], figures["alpha_interval"]) == (0.4534, [0.398, 0.5052])
    assert figures["mean"] == 3.707
    assert figures["sem"] == 0.8857
    assert figures["latent"] == {"papers": 1_000, "converged": True}


def test_a_question():
    asked = sat(answers("lsat7"))

    question = by_revision(figures_of(asked, latent(asked.papers)))[102]

    assert {name: question[name] for name in ("papers", "answered", "share", "expected")} == {
        "papers": 1_000,
        "answered": 1_000,
        "share": 0.772,
        "expected": 0.7,
    }
    assert (question["discrimination"], question["total"]) == (0.3132, 0.6112)
    assert question["without"] == 0.3454
    assert question["latent"] == [1.7074, -1.0573]
    assert question["flags"] == []


def test_of_fewer_than_thirty_papers_shares_are_told_and_nothing_else():
    figures = figures_of(sat(answers("lsat7")[::40][:20]))
    question = figures["questions"][0]

    silent = ("alpha", "alpha_interval", "sem", "consistency", "latent")
    assert {name: figures[name] for name in silent} == dict.fromkeys(silent)
    told = ("discrimination", "discrimination_interval", "total", "upper_lower", "without")
    assert {name: question[name] for name in told} == dict.fromkeys(told)
    assert question["share"] is not None
    assert question["flags"] == []


def test_a_constant_question_has_no_discrimination():
    table = np.column_stack([np.ones(40), np.tile([0, 1], 20), np.tile([0, 1, 1, 0], 10)])

    question = figures_of(sat(table))["questions"][0]

    assert (question["discrimination"], question["total"], question["share"]) == (None, None, 1.0)


def test_a_key_that_the_strong_do_not_choose_is_suspected():
    ability = np.arange(200)
    mistaken = (ability < 60).astype(float)
    rest = np.stack([(ability > border).astype(float) for border in (40, 80, 120, 160)], axis=1)
    table = np.column_stack([mistaken, rest])
    papers = matrix_papers(table)

    figures = figures_of(
        sat(
            table,
            options=np.zeros(3, dtype=np.int64),
            picked_at=np.flatnonzero(papers.question == 0),
            picked=np.where(mistaken > 0, 1, 2),
        )
    )

    assert figures["questions"][0]["flags"] == ["miskey", "negative", "harder", "unused"]
    assert [each["papers"] for each in figures["questions"][0]["options"]] == [0, 60, 140]


def test_nobody_sat():
    figures = figures_of(sat(np.zeros((0, 0))))

    assert (figures["papers"], figures["questions"], figures["alpha"]) == (0, [], None)


def test_a_test_at_whose_cut_all_stand_is_least_consistent():
    figures = [figures_of(sat(answers("lsat7"), cut=cut))["consistency"] for cut in (20, 80)]

    assert figures[0]["agreement"] > figures[1]["agreement"] > 0.5
    assert figures[0]["near"] < figures[1]["near"]
