"""Courses into the database and out again: all or nothing, and nothing twice."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from audit.models import Entry
from courses.importing import Faulty, Loaded, load, read_folder
from courses.models.courses import Course, CourseRevision
from courses.models.modules import Module, ModuleRevision, ModuleText
from courses.queries import outline
from courses.queries.suspended import modules_citing
from tests.courses import files
from tests.courses.conftest import shelf_files

EN = "procedure/en/02-inspection.md"


@pytest.fixture
def root(tmp_path):
    return files.write(tmp_path / "courses", files.folder())


def counted(session, *tables):
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def acts(session):
    session.rollback()
    rows = session.scalars(select(Entry).order_by(Entry.id))
    return [(each.act, each.subject_id, each.fields.get("number")) for each in rows]


def run(app, *arguments):
    result = app.test_cli_runner().invoke(args=["courses", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_a_folder_is_stored_with_its_html_and_noted_on_the_trail(in_app, session, root):
    loaded = load(root, actor=None)

    assert (loaded.courses, loaded.modules, loaded.unchanged) == (1, 1, 0)
    texts = session.scalars(select(ModuleText).order_by(ModuleText.language.desc())).all()
    assert [(each.language, each.file, each.parts) for each in texts] == [
        ("zh", "02-inspection.md", ["市场检查：", "进店的十分钟"]),
        ("en", "02-inspection.md", ["Inspection"]),
    ]
    assert '<div class="objectives"><h2>学完以后</h2>' in texts[0].html
    assert "<figcaption>第五十五条的意思</figcaption>" in texts[0].html
    assert "应当<strong>主动</strong>出示证件。" in texts[0].html
    assert acts(session) == [
        ("course.imported", "procedure", 1),
        ("course.module_imported", "b2", 1),
    ]


def test_the_articles_that_a_module_cites_are_stored(in_app, session, tmp_path):
    refs = "penalty-law 55, penalty-law 42-1"
    sources = files.folder() | {
        f"procedure/{language}/02-inspection.md": files.module(refs=refs)
        for language in ("zh", "en")
    }
    load(files.write(tmp_path / "courses", sources), actor=None)

    assert session.scalars(select(ModuleRevision.refs)).one() == refs.split(", ")
    assert [each.articles for each in modules_citing("penalty-law", ["42", "42-1"])] == [["42-1"]]


def test_every_starter_module_names_its_articles(in_app):
    modules = [each for course in read_folder(files.STARTER).courses for each in course.modules]

    assert [texts["zh"].code for texts in modules if not texts["zh"].refs] == []


def test_an_unchanged_import_makes_no_revision(in_app, session, root):
    load(root, actor=None)

    again = load(root, actor=None)

    assert (again.courses, again.modules, again.unchanged) == (0, 0, 2)
    assert counted(session, CourseRevision, ModuleRevision, Entry) == [1, 1, 2]


def test_a_changed_module_alone_gets_a_new_revision_and_the_old_one_stays(in_app, session, root):
    load(root, actor=None)
    files.write(root, {EN: files.module(title="Inspecting", title_parts=None)})

    again = load(root, actor=None)

    assert (again.courses, again.modules, again.unchanged) == (0, 1, 1)
    revisions = session.scalars(select(ModuleRevision).order_by(ModuleRevision.number)).all()
    assert [(each.number, each.titles["en"]) for each in revisions] == [
        (1, "Inspection"), (2, "Inspecting"),
    ]  # fmt: skip
    assert outline.current_modules(["b2"])["b2"].number == 2


def test_an_import_waits_for_an_approval_and_counts_on_from_it(app, session, root):
    def again():
        with app.app_context():
            return load(root, actor=None)

    again()
    files.write(root, {EN: files.module(title="Inspecting", title_parts=None)})
    session.execute(select(Course.id).with_for_update())
    first = session.scalars(select(ModuleRevision)).one()
    approved = {"module_id": first.module_id, "number": 2, "fingerprint": "1" * 64}
    as_before = {
        column.name: getattr(first, column.name)
        for column in ModuleRevision.__table__.columns
        if column.name not in ("id", *approved)
    }

    with ThreadPoolExecutor(1) as pool:
        session.add(ModuleRevision(**approved, **as_before))
        session.flush()
        importing = pool.submit(again)
        with pytest.raises(TimeoutError):
            importing.result(timeout=1)
        session.commit()
        assert importing.result(timeout=60).modules == 1

    rows = session.scalars(select(ModuleRevision).order_by(ModuleRevision.number))
    assert [(each.number, each.titles["en"]) for each in rows] == [
        (1, "Inspection"), (2, "Inspection"), (3, "Inspecting"),
    ]  # fmt: skip


def test_with_one_error_nothing_of_the_folder_is_stored(in_app, session, tmp_path):
    faulty = shelf_files() | {"law/zh/01-system.md": files.module(module="a1", confidence="C")}
    root = files.write(tmp_path, faulty)

    with pytest.raises(Faulty) as refused:
        load(root, actor=None)

    assert "CM107" in [each.code for each in refused.value.findings]
    assert counted(session, CourseRevision, Module, Entry) == [0, 0, 0]


def test_a_module_that_stands_in_another_course_is_refused_unless_both_come(
    in_app, session, root, tmp_path
):
    load(root, actor=None)
    law = {
        "law/course.toml": files.course(
            code='"law"', order="1", modules='["b2"]', title='{ zh = "法律", en = "Law" }'
        ),
        "law/zh/02-inspection.md": files.module(),
    }
    before = counted(session, CourseRevision, Module, ModuleRevision, Entry)

    with pytest.raises(Faulty) as refused:
        load(files.write(tmp_path / "law", law), actor=None)

    assert [
        (each.code, each.path, each.values) for each in refused.value.findings if each.is_error
    ] == [("CM128", "law/course.toml", {"module": "b2", "course": "procedure"})]
    assert counted(session, CourseRevision, Module, ModuleRevision, Entry) == before

    left = {
        "procedure/course.toml": files.course(modules='["b3"]'),
        "procedure/zh/03-filing.md": files.module(module="b3"),
    }
    load(files.write(tmp_path / "both", law | left), actor=None)
    load(files.write(tmp_path / "law", law), actor=None)
    assert {each.course.code: each.modules for each in outline.current_courses()} == {
        "law": ["b2"], "procedure": ["b3"],
    }  # fmt: skip


def test_a_file_that_is_no_text_is_an_error(in_app, root):
    (root / EN).write_bytes(b"---\n\xff\xfe")

    with pytest.raises(Faulty) as refused:
        load(root, actor=None)

    assert ("CM100", EN) in [(each.code, each.path) for each in refused.value.findings]


def test_self_checks_that_nobody_may_be_asked_are_said(in_app, root, questions):
    assert load(root, actor=None).findings == ()


def test_self_checks_that_the_bank_does_not_know_are_said(in_app, root):
    loaded = load(root, actor=None)

    assert [(each.code, each.values) for each in loaded.findings] == [
        ("CM205", {"id": f"q-{number}"}) for number in range(1, 6)
    ]


def test_what_is_exported_is_what_was_imported_byte_for_byte(app, root, tmp_path):
    run(app, "import", root)

    status, said, _ = run(app, "export", tmp_path / "out")

    assert (status, said) == (0, "3 files written.\n")
    assert {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*.*")
    } == {path: text.encode() for path, text in files.folder().items()}


def test_an_export_names_its_files_as_json(app, root, tmp_path):
    run(app, "import", root)

    said = json.loads(run(app, "export", tmp_path / "out", "--json")[1])

    assert said == {"files": sorted(files.folder())}


def test_an_export_of_nothing_is_said(app, tmp_path):
    assert run(app, "export", tmp_path / "out") == (1, "0 files written.\n", "")


def test_the_command_imports_and_says_how_much(app, session, root, questions):
    status, said, warned = run(app, "import", root)

    assert (status, said, warned) == (0, "New: 1 courses, 1 modules. Unchanged: 0.\n", "")
    assert counted(session, ModuleRevision) == [1]


def test_the_command_names_file_line_and_mend_and_stores_nothing(app, session, root):
    files.write(root, {EN: files.module(minutes="0")})

    status, said, warned = run(app, "import", root)

    assert (status, said) == (1, "")
    assert warned.splitlines() == [
        f"{EN}:5 CM106 '0' is no value for 'minutes'; write 1–120",
        "procedure/zh/02-inspection.md:1 CM202 no English text; add its file under en/",
        "The courses have 1 errors; nothing was stored.",
    ]
    assert counted(session, CourseRevision) == [0]


@pytest.mark.parametrize(("command", "status"), [("check", 1), ("import", 1)])
def test_the_commands_answer_as_json(app, root, command, status):
    files.write(root, {EN: files.module(minutes="0")})

    code, said, _ = run(app, command, root, "--json")

    findings = json.loads(said)["findings"]
    assert (code, [(each["code"], each["path"]) for each in findings]) == (
        status, [("CM106", EN), ("CM202", "procedure/zh/02-inspection.md")],
    )  # fmt: skip


def test_a_check_stores_nothing(app, session, root):
    assert run(app, "check", root) == (0, "1 courses without errors, 0 errors.\n", "")
    assert counted(session, CourseRevision) == [0]


@pytest.mark.parametrize("command", ["check", "import"])
def test_a_folder_that_is_not_there_is_wrong_use(app, tmp_path, command):
    assert run(app, command, tmp_path / "nowhere")[0] == 2


def test_a_folder_without_courses_is_an_error(app, tmp_path):
    assert run(app, "check", tmp_path)[0] == 1


def test_an_import_says_what_it_did_as_json(app, root, questions):
    said = json.loads(run(app, "import", root, "--json")[1])

    assert said == {"courses": 1, "modules": 1, "unchanged": 0, "findings": []}


def test_the_starter_courses_have_no_faults(in_app):
    loaded = load(files.STARTER, actor=None)

    unknown = [each for each in loaded.findings if each.code == "CM205"]
    assert loaded == Loaded(courses=3, modules=20, unchanged=0, findings=tuple(unknown))
