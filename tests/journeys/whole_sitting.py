"""A whole sitting through the doors of a real server: from the plan to every dossier, checked.

Everybody is signed in and sends the forms of real pages. The clock is moved, nothing else is.
"""

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Person
from audit import verify
from exam.models.attempts import Attempt
from exam.models.marking import Script
from exam.models.regrades import Regrade
from exam.models.results import Result
from exam.models.sittings import GradingRun, Release
from exam.rules.slots import question_of
from question_bank.kinds import KINDS
from question_bank.models import Revision
from tests.factories import HOUR, MINUTE, move_clock
from tests.journeys.whole_bank import PASSWORD, WRONG, Company
from tests.visitor import Page, Visitor

CHINA = ZoneInfo("Asia/Shanghai")
AT_ONCE = 8
PATIENCE_S = 120.0
SILENT = 12
"""Every so-many-th candidate never hands in: their time runs out."""


@dataclass
class Told:
    """What was done, with how long it took; said at once where somebody waits for it."""

    is_aloud: bool = False
    steps: list[tuple[str, str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time a step; what is put into the list is said of it."""
        said: list[str] = []
        start = time.monotonic()
        yield said
        self.steps.append((name, ", ".join(said), time.monotonic() - start))
        if self.is_aloud:
            sys.stderr.write(f"{_line(name, *self.steps[-1][1:])}\n")

    def table(self) -> str:
        """A line for each step."""
        lines = [_line(*each) for each in self.steps]
        return "\n".join([*lines, _line("all", "", sum(took for _, _, took in self.steps))])


def _line(name: str, said: str, took: float) -> str:
    return f"{name:<56}{took:8.1f} s  {said}"


class Journey:
    """The people of the sitting and what they do, in order."""

    def __init__(
        self, address: str, session: Session, company: Company, folder: Path, told: Told
    ) -> None:
        """Nobody is signed in yet."""
        self.address, self.session, self.company, self.folder = address, session, company, folder
        self.told = told
        self.sitting_id = 0
        self._visitors: dict[str, Visitor] = {}

    def who(self, login: str) -> Visitor:
        """Somebody's browser; they sign in the first time."""
        if login not in self._visitors:
            self._visitors[login] = Visitor(self.address).signed_in(login, PASSWORD)
        return self._visitors[login]

    def leave(self) -> None:
        """Everybody closes their browser."""
        for visitor in self._visitors.values():
            visitor.leave()

    @property
    def here(self) -> str:
        return f"/sittings/{self.sitting_id}"

    def waited(self, what: str, found: Callable[[], Any]) -> Any:
        """What comes of it once the worker has done its part."""
        for _ in range(int(PATIENCE_S * 5)):
            value = found()
            if value:
                return value
            time.sleep(0.2)
        raise AssertionError(f"{what} did not come")

    def rows(self, statement: Any) -> list[Any]:
        """What stands in the database now."""
        self.session.commit()
        found = list(self.session.scalars(statement).unique())
        self.session.commit()
        return found

    def at_once(self, work: Callable[[Any], Any], over: list[Any]) -> list[Any]:
        """Several people at the same time."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(work, over))

    # From the plan to the sealing.

    def hold(self) -> None:
        """The examiner plans a sitting in an hour, registers everybody and seals it."""
        kong = self.who("kong")
        with self.told.step("planned, registered, sealed") as said:
            page = kong.get("/sittings/new")
            opens = datetime.now(CHINA) + timedelta(hours=1)
            unit = str(self.company.cast.units["qinglan"].id)
            form = page.form("/sittings/")
            page = kong.send(
                page,
                "/sittings/",
                blueprint=form.offered("blueprint")[0],
                unit=unit,
                title="全流程考试",
                title_en="Whole sitting",
                opens=opens.strftime("%Y-%m-%dT%H:%M"),
                closes=(opens + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
            )
            self.sitting_id = int(page.path.rpartition("/")[2])
            ids = list(map(str, self._candidate_ids()))
            offered = set(page.form("/registrations").offered("person"))
            assert set(ids) <= offered
            page = kong.send(page, "/registrations", person=ids, language="zh")
            kong.send(page, "/sealing")
            attempts = self.waited("the sealing", self._attempts)
            said.append(f"{len(attempts)} papers drawn")
        assert len(attempts) == len(self.company.candidates)

    def _candidate_ids(self) -> list[int]:
        return self.rows(select(Person.id).where(Person.login.in_(self.company.candidates)))

    def _attempts(self) -> list[Attempt]:
        options = (joinedload(Attempt.form), joinedload(Attempt.candidate))
        statement = (
            select(Attempt)
            .options(*options)
            .where(Attempt.sitting_id == self.sitting_id)
            .order_by(Attempt.id)
            .execution_options(populate_existing=True)
        )
        return self.rows(statement)

    # Sitting it.

    def sit(self) -> None:
        """They sign in and open; one is paused and goes on; they save, most hand in."""
        move_clock(self.session, HOUR + 5 * MINUTE)
        attempts = self._attempts()
        answers = {each.token: self._answers(place, each) for place, each in enumerate(attempts)}
        with self.told.step("candidates signed in and opened their papers"):
            pages = dict(self.at_once(self._open, attempts))
        with self.told.step("first half saved"):
            self.at_once(lambda each: self._save(each, answers[each.token][::2], 1), attempts)
        with self.told.step("one candidate paused and resumed") as said:
            said.append(self._pause(attempts[0]))
        with self.told.step("second half saved, handed in") as said:
            self.at_once(lambda each: self._save(each, answers[each.token][1::2], 1000), attempts)
            silent = attempts[SILENT - 1 :: SILENT]
            done = [each for each in attempts if each not in silent]
            self.at_once(lambda each: self._hand_in(each, pages[each.token]), done)
            said.append(f"{len(done)} handed in, {len(silent)} ran out of time")
            said.append(f"{sum(map(len, answers.values()))} answers")

    def _open(self, attempt: Attempt) -> tuple[str, Page]:
        visitor = self.who(attempt.candidate.login)
        entry = visitor.get(f"/exam/sittings/{self.sitting_id}")
        page = visitor.send(entry, f"/exam/attempts/{attempt.token}/opening")
        assert page.status == 200, page.path
        token = re.search(r'name="csrf-token" content="([^"]+)"', page.text) or re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', page.text
        )
        assert token
        lease = visitor.post(f"/exam/attempts/{attempt.token}/lease", token[1])
        assert lease.json["lease"] == 1, lease.text
        return attempt.token, page

    def _save(self, attempt: Attempt, answers: list[tuple[int, Any]], seq: int) -> None:
        rows = [
            {"slot": slot, "seq": number, "typed_under": 1, "value": value}
            for number, (slot, value) in enumerate(answers, start=seq)
        ]
        saved = self.who(attempt.candidate.login).put(
            f"/exam/attempts/{attempt.token}/answers", {"lease": 1, "answers": rows}
        )
        assert saved.status == 200, saved.text
        assert {each["seq"] for each in saved.json["saved"]} == {row["seq"] for row in rows}

    def _hand_in(self, attempt: Attempt, _page: Page) -> None:
        visitor = self.who(attempt.candidate.login)
        page = visitor.get(f"/exam/attempts/{attempt.token}/submission")
        assert visitor.send(page, "/submission").status == 200

    def _pause(self, attempt: Attempt) -> str:
        kong = self.who("kong")
        page = kong.get(f"{self.here}/registrations/{attempt.registration_id}")
        page = kong.send(page, "/pauses", reason="设备故障，更换电脑")
        held = self.who(attempt.candidate.login).put(
            f"/exam/attempts/{attempt.token}/answers",
            {
                "lease": 1,
                "answers": [{"slot": 1, "seq": 900, "typed_under": 1, "value": None}],
            },
        )
        move_clock(self.session, 7 * MINUTE)
        kong.send(page, "/resumption")
        return f"a save meanwhile: {held.status} {held.json.get('state')}"

    def _answers(self, place: int, attempt: Attempt) -> list[tuple[int, Any]]:
        """What a candidate knows, by what is true; who knows more earns more."""
        chance = random.Random(f"candidate {place}")
        skill = 0.25 + 0.75 * place / len(self.company.candidates)
        revisions = {
            each.id: each
            for each in self.rows(
                select(Revision)
                .options(joinedload(Revision.question))
                .where(Revision.id.in_({slot["revision"] for slot in attempt.form.slots}))
            )
        }
        return [
            (number, self._answer(slot, revisions[slot["revision"]], chance, skill))
            for number, slot in enumerate(attempt.form.slots, start=1)
            if chance.random() < 0.96
        ]

    def _answer(self, slot: Any, revision: Revision, chance: random.Random, skill: float) -> Any:
        question, order = question_of(slot, revision), slot["order"]
        kind = KINDS[question.kind]
        if question.kind == "short_answer":
            return f"第一点是出示证件，第二点是告知权利。{chance.random():.3f}"
        right = kind.right(question.key, order)
        if revision.question.code in WRONG:
            right = "abcd"[order.index(0)]
        if chance.random() < skill:
            return f"{right}.0 日" if question.kind == "numeric" else right
        return _another(question.kind, right, question.size, chance)

    # Marking, results.

    def mark(self) -> None:
        """Time runs out; the worker closes; two markers give points, a third where they differ."""
        move_clock(self.session, 4 * HOUR)
        with self.told.step("closed by the worker") as said:
            scripts = self.waited("the closing", self._scripts)
            said.append(f"{len(scripts)} written answers laid out")
        with self.told.step("written answers marked by two, some by a third") as said:
            given = [self._mark_all(login) for login in ("yan", "cun", "di")]
            said.append(" + ".join(map(str, given)))
        with self.told.step("marked by the worker"):
            self.waited("the first run", self._runs)

    def _scripts(self) -> list[Script]:
        return self.rows(select(Script).where(Script.sitting_id == self.sitting_id))

    def _runs(self) -> list[GradingRun]:
        statement = select(GradingRun).where(GradingRun.sitting_id == self.sitting_id)
        return self.rows(statement.order_by(GradingRun.id))

    def _mark_all(self, login: str) -> int:
        """Script after script until nothing waits; the second differs widely now and then."""
        marker, count = self.who(login), 0
        page = marker.get(f"/marking/{self.sitting_id}")
        while "/scripts/" in page.path:
            script = int(page.path.rpartition("/")[2])
            first, second = script % 3, script % 2
            if login == "cun" and script % 5 == 0:
                first, second = 2 - first, 2 - second
            if login == "si":
                first, second = (0, 0.5) if first + second > 2 else (2, 2)
            page = marker.send(page, "/marks", points=[first, second], remark="")
            count += 1
        return count

    def release(self) -> None:
        """The examiner releases; a paper is voided afterwards, asked by one, agreed by another."""
        kong, shen = self.who("kong"), self.who("shen")
        with self.told.step("released"):
            kong.send(kong.get(self.here), "/release")
        with self.told.step("one paper voided"):
            voided = self._attempts()[1]
            page = kong.get(f"{self.here}/registrations/{voided.registration_id}")
            kong.send(page, "/voidings", reason="两份答卷雷同")
            shen.send(shen.get("/sittings/voidings"), "/decision", agreed="yes")
        assert self._attempts()[1].state == "voided"

    # A wrong key, appeals.

    def correct(self, code: str) -> None:
        """The trainer ticks the right option, a reviewer approves the new revision."""
        wu, xu = self.who("wu"), self.who("xu")
        page = wu.get(f"/questions/{code}/text")
        form = page.form(f"/questions/{code}/text")
        text = dict(form.fields)["zh"]
        mended = text.replace("- [ ] 甲", "- [x] 甲").replace("- [x] 乙", "- [ ] 乙")
        assert mended != text
        wu.send(page, f"/questions/{code}/text", zh=mended)
        newest = self.rows(select(Revision).order_by(Revision.id.desc()).limit(1))[0]
        page = wu.get(f"/bank/{code}/{newest.number}")
        wu.send(page, f"/revisions/{newest.number}/submission")
        page = xu.get(f"/review/{code}/{newest.number}")
        xu.send(page, f"/review/{code}/{newest.number}/approval")

    def regrade(self, reason: str, *, code: str = "", rule: str = "", appeal: int = 0) -> str:
        """The examiner chooses, looks at the preview and proposes; the supervisor confirms."""
        kong, shen = self.who("kong"), self.who("shen")
        page = kong.get(f"{self.here}/regrades/new")
        if code:
            page = kong.get(f"{page.path}?words={code}")
            (item,) = page.form("/regrades/new").offered("add")
            page = kong.get(f"{self.here}/regrades/new?add={item}")
            page = kong.send(page, "/regrades/new", **{f"rule-{item}": rule})
        chosen = {"appeal": appeal} if appeal else {}
        form = page.form("/regrades/new")
        form.action = f"{self.here}/regrades/preview"
        page = self._preview(kong, form, chosen)
        page = kong.send(page, f"{self.here}/regrades", reason=reason)
        proposed = self.rows(select(Regrade).order_by(Regrade.id.desc()).limit(1))[0]
        page = shen.get(f"{self.here}/regrades/{proposed.id}")
        shen.send(page, "/decision", agreed="yes", reason="")
        self.session.refresh(proposed)
        changed = self._changed()
        return f"{changed} scores changed"

    def _preview(self, kong: Visitor, form: Any, chosen: dict[str, Any]) -> Page:
        kept = [(name, value) for name, value in form.fields if name not in chosen]
        query = urlencode([*kept, *((name, str(value)) for name, value in chosen.items())])
        page = kong.get(f"{form.action}?{query}")
        assert page.status == 200, page.text[:2000]
        return page

    def _changed(self) -> int:
        """How many scores the newest run changed."""
        before, after = (self._scores(run.id) for run in self._runs()[-2:])
        return sum(after[each] != before[each] for each in after)

    def _scores(self, run_id: int) -> dict[int, Decimal]:
        found = self.rows(select(Result).where(Result.run_id == run_id))
        return {each.attempt_id: each.score for each in found}

    def mend(self) -> None:
        """A wrong key found by the examiner, then three appeals and what comes of each."""
        with self.told.step("wrong key found, corrected, regraded") as said:
            self.correct(WRONG[0])
            said.append(
                self.regrade("该题答案有误，按更正后的答案重新评分", code=WRONG[0], rule="key")
            )
        attempts = self._attempts()[3:6]
        with self.told.step("three appeals lodged"):
            slots = [1, self._slot_of(attempts[1], WRONG[1]), self._written_slot(attempts[2])]
            for attempt, slot in zip(attempts, slots, strict=True):
                visitor = self.who(attempt.candidate.login)
                page = visitor.get(f"/exam/attempts/{attempt.token}/appeal")
                visitor.send(page, "/appeal", grounds=f"第{slot}题的评分有误。", slot=slot)
        with self.told.step("first dismissed, second upheld"):
            first, second, third = self._cases()
            self._decide(first, "dismissed")
            self._decide(second, "regrade")
        with self.told.step("second wrong key corrected, regraded for the appeal") as said:
            self.correct(WRONG[1])
            reason = "申诉成立，两种答案均予认可"
            said.append(self.regrade(reason, code=WRONG[1], rule="accept", appeal=second))
        with self.told.step("third upheld, marked once more, regraded") as said:
            self._decide(third, "remark")
            said.append(f"{self._mark_all('si')} marked once more")
            said.append(self.regrade("申诉成立，重新评阅", appeal=third))

    def _cases(self) -> list[int]:
        page = self.who("duan").get("/appeals/")
        return sorted({int(each) for each in re.findall(r'href="/appeals/(\d+)"', page.text)})

    def _decide(self, case: int, choice: str) -> None:
        duan = self.who("duan")
        page = duan.get(f"/appeals/{case}")
        duan.send(page, "/decision", choice=choice, reasons="经核查答卷与评分标准作出决定。")

    def _slot_of(self, attempt: Attempt, code: str) -> int:
        """Where a question stands on a paper."""
        codes = {
            each.id: each.question.code
            for each in self.rows(select(Revision).options(joinedload(Revision.question)))
        }
        return 1 + [codes[slot["revision"]] for slot in attempt.form.slots].index(code)

    def _written_slot(self, attempt: Attempt) -> int:
        statement = select(Script.slot).where(Script.attempt_id == attempt.id)
        return self.rows(statement)[0]

    # Everything once more, by others.

    def end(self) -> None:
        """The time for appeals runs out: results are final, and every past run repeats."""
        move_clock(self.session, 9 * 24 * HOUR)
        with self.told.step("results final, runs repeated") as said:
            candidate = self._attempts()[0]
            visitor = self.who(candidate.candidate.login)
            page = visitor.get(f"/exam/attempts/{candidate.token}/appeal")
            assert not [each for each in page.forms() if each.action.endswith("/appeal")]
            runs = self.who("shen").get(f"{self.here}/runs").text
            same = runs.count("the same to the byte")
            assert (same, runs.count("comes out differently")) == (len(self._runs()), 0)
            said.append(f"{same} runs the same to the byte")

    def check(self) -> dict[str, Any]:
        """The supervisor takes all dossiers; a stranger's program computes everything again."""
        shen, archive = self.who("shen"), self.folder / "dossiers.zip"
        with self.told.step("all dossiers downloaded") as said:
            page = shen.send(shen.get(f"{self.here}/dossiers"), f"{self.here}/dossiers")
            archive.write_bytes(page.body)
            said.append(f"{len(page.body) // 1024} KiB")
        keys = self.folder / "keys.json"
        keys.write_bytes(shen.get("/keys.json").body)
        with self.told.step("verify.py over every bundle") as said:
            done = subprocess.run(
                [
                    *(sys.executable, "-I", verify.__file__, str(archive)),
                    *("--key", str(keys), "--run", "--json"),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            found = json.loads(done.stdout)
            said.append(f"{sum(each['fits'] for each in found['files'])} files fit")
            said.append(f"{sum(each['fits'] is True for each in found['runs'])} digests of runs")
        with self.told.step("the same scores on every page and in the database") as said:
            said.append(f"{self._same_everywhere(archive)} scores compared")
        return found

    def _same_everywhere(self, archive: Path) -> int:
        """Bundle, result page of the officer, and database say the same of everybody."""
        shown = {each.id: each for each in self._attempts()}
        run = self.rows(select(Release).order_by(Release.id.desc()).limit(1))[0].run_id
        stored = self._scores(run)
        with ZipFile(archive) as files:
            bundles = [json.loads(files.read(name)) for name in files.namelist()]
        in_bundles = {
            bundle["head"]["about"]["attempt"]: Decimal(
                next(r["fields"]["score"] for r in bundle["records"] if r["kind"] == "result")
            )
            for bundle in bundles
        }
        voided = {each for each, attempt in shown.items() if attempt.state == "voided"}
        assert set(in_bundles) == set(shown)
        assert {each: in_bundles[each] for each in stored} == stored
        assert set(in_bundles) - set(stored) == voided
        on_pages = dict(self.at_once(self._on_page, [shown[each] for each in stored]))
        assert on_pages == stored
        return len(stored)

    def _on_page(self, attempt: Attempt) -> tuple[int, Decimal]:
        page = self.who(attempt.candidate.login).get(f"/exam/attempts/{attempt.token}/result")
        figure = re.search(r'class="figure">([\d.,]+) ', page.text)
        assert figure, page.text[:2000]
        return attempt.id, Decimal(figure[1].replace(",", ""))


def _another(kind: str, right: Any, size: int, chance: random.Random) -> Any:
    """Something else than what is right."""
    letters = list("abcdefghij"[:size])
    if kind in ("single", "judgement"):
        return chance.choice([each for each in letters if each != right])
    if kind == "multiple":
        return chance.choice([right[:1], [*right, next(e for e in letters if e not in right)]])
    if kind == "true_false":
        return not right
    if kind == "fill_blank":
        return [right[0], "上级"]
    if kind == "numeric":
        return chance.choice(["8", "7.51", "约7", "１２"])
    swapped = [right[1], right[0], *right[2:]]
    return swapped if chance.random() < 0.5 else [*right[1:], right[0]]


def held(
    address: str, session: Session, company: Company, folder: Path, *, told: Told
) -> dict[str, Any]:
    """The whole journey: what verify.py says in the end of every bundle and run."""
    journey = Journey(address, session, company, folder, told)
    try:
        journey.hold()
        journey.sit()
        journey.mark()
        journey.release()
        journey.mend()
        journey.end()
        return journey.check()
    finally:
        journey.leave()
