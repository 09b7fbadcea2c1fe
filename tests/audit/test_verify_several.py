"""Several files at once: each is told, and the digest of a run whose results are all here."""

import json
import subprocess
import sys
from hashlib import sha256
from zipfile import ZipFile

import pytest

from audit.rules.bundle import Record
from audit.rules.entry import canonical
from tests.audit.bundles import FIRST_RUN, VERIFIER, attempt_records, bundle_of, resigned

pytestmark = pytest.mark.pure
KEPT = ("score", "full", "passed", "marks", "breakdown")


def dossiers(count, results=None, **changes):
    """Dossiers of so many attempts of one run, each with the same marks as the first."""
    rows = [
        {"attempt_id": attempt, **{name: FIRST_RUN[name] for name in KEPT}}
        for attempt in range(1, count + 1)
    ]
    said = {
        "results": results or count,
        "digest": sha256(canonical(rows)).hexdigest(),
        **changes,
    }
    return [
        bundle_of("attempt", records_with(said), {"attempt": row["attempt_id"]}) for row in rows
    ]


def records_with(said):
    """The records of a dossier that holds the first run alone."""
    kept = []
    for each in attempt_records():
        fields = dict(each.fields)
        if each.kind in ("remarking", "appeal", "standard", "correction") or fields.get("run") == 2:
            if each.kind != "result":
                continue
            fields.update(run=1, score="64.167", released_at="2027-02-01")
        if each.kind == "run":
            fields.update(said)
        if each.kind == "mark":
            earned = FIRST_RUN["marks"][fields["slot"] - 1]
            fields.update(earned=earned, answered=True, dropped=False)
        kept.append(Record(each.kind, fields))
    return kept


def ran(folder, bundles, *words):
    """The program over these files; what it says, by lines, with how it ended."""
    files = []
    for number, bundle in enumerate(bundles, start=1):
        files.append(folder / f"{number}.json")
        files[-1].write_text(json.dumps(bundle))
    return ended([*files, *words])


def ended(words):
    answer = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.returncode, answer.stdout.splitlines() or answer.stderr.splitlines()


def test_all_dossiers_of_a_run_give_its_digest(tmp_path):
    status, lines = ran(tmp_path, dossiers(3), "--run")

    assert [line.rpartition("/")[2] for line in lines] == [
        *(f"{number}.json: it fits" for number in (1, 2, 3)),
        "3 of 3 files fit.",
        "run 1: all 3 results are here and give its digest",
    ]
    assert status == 0


def test_a_zip_holds_several(tmp_path):
    archive = tmp_path / "all.zip"
    with ZipFile(archive, "w") as made:
        for number, bundle in enumerate(dossiers(2), start=1):
            made.writestr(f"{number}.json", json.dumps(bundle))

    status, lines = ended([archive])

    assert (status, lines[-1]) == (0, "run 1: all 2 results are here and give its digest")
    assert lines[0] == f"{archive}/1.json: it fits"


def test_a_run_that_is_not_complete_says_how_many_are_missing(tmp_path):
    made = dossiers(3)
    missing = "run 1: 2 of 3 results are here; 1 are missing, so that its digest was not computed"

    for words, status in (((), 0), (("--run",), 1)):
        found, lines = ran(tmp_path, made[:2], *words)
        assert (found, lines[-1]) == (status, missing)


@pytest.mark.parametrize(
    "changes", [{"digest": "00" * 32}, {"results": 1}], ids=["digest", "fewer results"]
)
def test_results_that_do_not_give_the_digest_do_not_fit(tmp_path, changes):
    status, lines = ran(tmp_path, dossiers(2, **changes))

    assert (status, lines[-1]) == (
        1,
        "run 1: DOES NOT FIT: these results do not give its digest",
    )


def test_two_dossiers_that_tell_different_things_of_a_run_do_not_fit(tmp_path):
    first, second = dossiers(2)
    (run,) = [each for each in second["records"] if each["kind"] == "run"]
    run["fields"]["digest"] = "11" * 32

    status, lines = ran(tmp_path, [first, resigned(second)])

    assert (status, lines[-1][:21]) == (1, "run 1: DOES NOT FIT: ")


def test_what_does_not_fit_is_told_in_full_and_the_others_too(tmp_path):
    first, second = dossiers(2)
    second["records"][1]["fields"]["unit"] = "x"

    status, lines = ran(tmp_path, [first, second, {"format": "other"}])

    assert status == 2
    assert lines[0].endswith("1.json: it fits")
    assert any("record 1 (candidate), field unit: was changed" in line for line in lines)
    assert any("neither chizheng-bundle/1" in line for line in lines)
    assert "1 of 3 files fit." in lines


def test_as_json_every_file_and_run_is_told(tmp_path):
    files = [tmp_path / "1.json", tmp_path / "2.json"]
    for file, bundle in zip(files, dossiers(2), strict=True):
        file.write_text(json.dumps(bundle))

    status, lines = ended([*files, "--json"])

    told = json.loads("\n".join(lines))
    assert (status, told["fits"]) == (0, True)
    assert [(each["file"], each["fits"]) for each in told["files"]] == [
        (str(file), True) for file in files
    ]
    assert told["runs"] == [
        {"house": "https://exam.example.cn", "run": 1, "here": 2, "of": 2, "fits": True}
    ]


def test_what_is_no_zip_is_told_with_status_2(tmp_path):
    file = tmp_path / "no.zip"
    file.write_text("no")

    assert ended([file])[0] == 2
    assert ended([tmp_path / "absent.zip"])[0] == 2
