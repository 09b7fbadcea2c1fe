"""Files in and out of the bank, in Python and on the command line."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from accounts.queries import actor_of, person_of
from core.errors import NotAllowed, Refused
from question_bank.actions import writing
from question_bank.actions.examining import opened
from question_bank.actions.exporting import export
from question_bank.importing import import_files
from question_bank.models import Question, QuestionFile, Revision
from question_bank.rules.reading import read
from question_bank.rules.writing import canonical
from tests.question_bank.writing import BOTH, CODE, EN, ZH, file_of, reworded

CONTENT = Path(__file__).parents[2] / "question_bank" / "content"
OTHER = (
    ZH.replace("0901", "0902").replace("执法人员不得少于几人？", "合议时至少要有几名成员到场？"),
    EN.replace("0901", "0902").replace("How many officers are", "What quorum is"),
)
FILES = {"zh/a.md": file_of("zh", ZH, OTHER[0]), "en/a.md": file_of("en", EN, OTHER[1])}


@pytest.fixture
def chen(in_app, cast):
    return actor_of(person_of(cast.chen.id))


def imported(actor, texts):
    return import_files([opened(path, text) for path, text in texts.items()], actor=actor)


def counts(session):
    tables = (Question, Revision, QuestionFile)
    return tuple(session.scalar(select(func.count()).select_from(table)) for table in tables)


def codes(result):
    return {path: [each.code for each in said] for path, said in result.findings.items()}


def test_the_starter_files_go_in_and_come_out_the_same(session, chen):
    texts = {
        file.relative_to(CONTENT).as_posix(): canonical(read(file.read_text(encoding="utf-8")))
        for file in CONTENT.glob("*/*.md")
    }

    first = imported(chen, texts)

    assert all(one.is_stored for one in first)
    assert export() == texts
    before = counts(session)
    again = imported(chen, texts)
    assert (sum(one.new for one in again), sum(one.changed for one in again)) == (0, 0)
    assert sum(one.unchanged for one in again) == before[0]
    assert counts(session) == before
    assert export() == texts


def test_both_languages_of_an_id_are_one_question(session, chen):
    [result] = imported(chen, FILES)

    assert (result.paths, result.new) == (("zh/a.md", "en/a.md"), 2)
    assert counts(session) == (2, 2, 2)
    for revision in session.scalars(select(Revision)):
        assert set(revision.asked) == {"zh", "en"}


def test_a_file_with_errors_stores_nothing_of_itself_and_its_siblings(session, chen):
    bad = FILES | {"en/a.md": FILES["en/a.md"].replace("- [x] two", "- [ ] two", 1)}
    fine = file_of("zh", ZH.replace("0901", "0905"))

    results = imported(chen, bad | {"zh/b.md": fine})

    assert [one.is_stored for one in results] == [False, True]
    assert codes(results[0])["en/a.md"] == ["QB105"]
    assert counts(session) == (1, 1, 1)


def test_languages_that_disagree_are_said_of_the_other_language(session, chen):
    other = EN.replace("- [x] two", "- [ ] two").replace("- [ ] one", "- [x] one")

    [result] = imported(chen, {"zh/a.md": file_of("zh", ZH), "en/a.md": file_of("en", other)})

    assert codes(result)["en/a.md"] == ["QB142"]
    assert counts(session) == (0, 0, 0)


def test_one_language_alone_keeps_the_stored_others(session, chen):
    imported(chen, FILES)

    [result] = imported(chen, {"zh/a.md": FILES["zh/a.md"].replace("？", "呢？")})

    assert (result.changed, result.unchanged) == (2, 0)
    newest = session.scalars(select(Revision).where(Revision.number == 2)).first()
    assert set(newest.asked) == {"zh", "en"}


def test_one_language_alone_may_not_contradict_the_stored_other(session, chen):
    imported(chen, FILES)
    turned = (
        FILES["zh/a.md"].replace("- [x] 两人", "- [ ] 两人").replace("- [ ] 一人", "- [x] 一人")
    )

    [result] = imported(chen, {"zh/a.md": turned})

    assert codes(result)["zh/a.md"] == ["QB142", "QB142"]
    assert counts(session) == (2, 2, 2)


def test_a_changed_pool_is_refused(session, chen):
    imported(chen, FILES)

    [result] = imported(chen, {"zh/a.md": FILES["zh/a.md"].replace("pool: exam", "pool: practice")})

    assert set(codes(result)["zh/a.md"]) == {"QB143"}
    assert counts(session) == (2, 2, 2)


def test_the_same_id_in_two_files_of_one_language_is_refused(session, chen):
    [result] = imported(chen, {"zh/a.md": file_of("zh", ZH), "zh/b.md": file_of("zh", ZH)})

    assert codes(result) == {"zh/a.md": [], "zh/b.md": ["QB103"]}
    assert counts(session) == (0, 0, 0)


def test_a_question_that_moves_to_another_file_leaves_the_first(chen):
    imported(chen, FILES)
    moved = {"zh/b.md": file_of("zh", OTHER[0]), "en/b.md": file_of("en", OTHER[1])}

    imported(chen, moved)

    assert export() == moved | {"zh/a.md": file_of("zh", ZH), "en/a.md": file_of("en", EN)}


def test_what_was_edited_comes_out_in_its_file_and_the_rest_stays_byte_for_byte(chen):
    imported(chen, FILES)

    writing.save(reworded(), code=CODE, base=1, actor=chen)

    asked = "执法人员不得少于几人？"
    assert export() == FILES | {
        "zh/a.md": FILES["zh/a.md"].replace(asked, f"哪怕人手很紧，{asked}", 1)
    }


def test_a_question_that_came_in_no_file_comes_out_in_that_of_its_topic(chen):
    writing.save(BOTH, code=None, base=0, actor=chen)

    texts = export()

    assert set(texts) == {"zh/law.penalty.md", "en/law.penalty.md"}
    assert texts["en/law.penalty.md"] == "\n".join(
        [
            "---\nlang: en\ntopic: law.penalty\n---\n\n# Administrative Penalty Law\n",
            EN.replace("topic: law.penalty\n", ""),
        ]
    )
    [again] = imported(chen, texts)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_two_files_of_the_same_name_and_language_are_refused(chen):
    with pytest.raises(Refused, match=r"zh/a\.md"):
        imported(chen, {"one/a.md": file_of("zh", ZH), "two/a.md": file_of("zh", OTHER[0])})


def test_only_trainers_import(session, cast, in_app):
    with pytest.raises(NotAllowed):
        imported(actor_of(person_of(cast.lu.id)), FILES)

    assert counts(session) == (0, 0, 0)


@pytest.mark.parametrize(
    "text", ["", "no question", "\x00", "---\nlang: zh\n", "## \n", "[" * 40_000]
)
def test_any_text_is_taken_without_breaking(chen, text):
    imported(chen, {"zh/x.md": text})


@pytest.fixture
def run(app, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def invoke(*words):
        return app.test_cli_runner().invoke(args=["questions", *map(str, words)])

    return invoke


@pytest.fixture
def folder(tmp_path):
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_lint_names_file_line_column_and_code(run, folder):
    file = folder / "zh/a.md"
    file.write_text(FILES["zh/a.md"].replace("- [x] 两人", "- [ ] 两人", 1), encoding="utf-8")

    result = run("lint", folder)

    line = f"{file}:17:1 QB105 no option is marked as correct; mark it with [x]"
    assert (result.exit_code, result.output.splitlines()) == (1, [line])


def test_lint_is_silent_where_nothing_is_wrong(run, folder):
    (folder / "zh/a.md").write_text(file_of("zh", ZH), encoding="utf-8")
    (folder / "en/a.md").write_text(file_of("en", EN), encoding="utf-8")

    result = run("lint", folder)

    assert (result.exit_code, result.output) == (0, "")


def test_lint_answers_as_json(run, folder):
    file = folder / "zh/a.md"
    file.write_text(file_of("zh", ZH.replace("> 两人以上执法，保证公正。\n", "")), encoding="utf-8")

    result = run("lint", file, "--json")

    assert json.loads(result.output) == [
        {
            "path": str(file),
            "line": 9,
            "column": 1,
            "code": "QB201",
            "severity": "warning",
            "message": "no rationale",
            "mend": "add why, as a '> quote' at the end",
        }
    ]
    assert result.exit_code == 0


def test_wrong_use_is_status_two(run, tmp_path):
    assert run("lint", tmp_path / "nowhere").exit_code == 2
    assert run("lint", tmp_path).exit_code == 2
    assert run("lint").exit_code == 2
    assert run("import", tmp_path).exit_code == 2


def test_a_file_that_is_no_text_is_said(run, tmp_path):
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")

    result = run("lint", tmp_path)

    assert (result.exit_code, "is not UTF-8" in result.output) == (1, True)


def test_format_checks_then_writes_then_is_content(run, folder):
    file = folder / "zh/a.md"
    file.write_text(FILES["zh/a.md"].replace("\n", "\r\n"), encoding="utf-8", newline="")

    assert run("format", "--check", folder).exit_code == 1
    assert run("format", folder).output == f"{file}\n"
    assert file.read_bytes().decode() == FILES["zh/a.md"]
    assert run("format", "--check", folder).exit_code == 0


def test_the_bank_goes_in_and_out_on_the_command_line(run, cast, folder, tmp_path_factory):
    into = tmp_path_factory.mktemp("out")

    first = run("import", folder, "--as", "chen")

    assert (first.exit_code, first.output) == (
        0,
        "2 new, 0 changed, 0 unchanged; 0 files left out.\n",
    )
    assert run("export", into).output == "2 files.\n"
    assert {path: (into / path).read_text(encoding="utf-8") for path in FILES} == FILES
    stats = json.loads(run("stats", "--json").output)
    assert stats == [
        {"pool": "exam", "state": "draft", "kind": "single", "topic": "law.penalty", "questions": 2}
    ]
    assert "law.penalty" in run("stats").output


def test_import_says_what_is_wrong_and_who_may_not(run, cast, folder):
    (folder / "zh/a.md").write_text(FILES["zh/a.md"].replace("[x]", "[ ]"), encoding="utf-8")

    wrong = run("import", folder, "--as", "chen")

    assert (wrong.exit_code, "QB105" in wrong.output, "2 files left out" in wrong.output) == (
        1,
        True,
        True,
    )
    assert run("import", folder, "--as", "lin").exit_code == 1
    assert run("import", folder, "--as", "nobody").exit_code == 1
