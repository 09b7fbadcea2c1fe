"""Pictures of questions: kept, pinned to a revision, in and out with the files, shown to whom."""

import io
import json
import re
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from accounts.queries import actor_of, person_of
from audit.models import Entry
from core.errors import NotAllowed, Refused
from core.pictures import encoded
from question_bank.actions import writing
from question_bank.actions.examining import opened
from question_bank.actions.exporting import export, export_pictures
from question_bank.actions.picturing import LARGEST_PICTURE, keep_picture
from question_bank.importing import import_files
from question_bank.models import Picture, Question, Revision, RevisionPicture
from tests.people import add_person, grant
from tests.pictures import SVG, flood, picture, polyglot
from tests.question_bank.writing import CODE, EN, ZH, file_of

BLUE, RED = picture("#0000ff"), picture("#ff0000")
NAME = "media/fig-1.png"
STEM = "执法人员不得少于几人？"
SHOWN = re.compile(
    r'<img alt="([^"]*)" src="/pictures/([A-Za-z0-9_-]{43})" width="60" height="40">'
)


def pictured(name=NAME, caption="现场", text=ZH):
    return text.replace(STEM, f"{STEM}\n\n![{caption}]({name})")


@pytest.fixture
def chen(in_app, cast):
    return actor_of(person_of(cast.chen.id))


def count(session, table):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def newest(session):
    session.rollback()
    return session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one()


def pins(session, revision):
    session.rollback()
    statement = (
        select(RevisionPicture.language, Picture.name, Picture.digest)
        .join(Picture, Picture.id == RevisionPicture.picture_id)
        .where(RevisionPicture.revision_id == revision.id)
        .order_by(RevisionPicture.language, Picture.name)
    )
    return [tuple(row) for row in session.execute(statement)]


def digest(data):
    return sha256(encoded(data).data).hexdigest()


def brought(actor, texts, media):
    """Import files with the pictures beside them, by folder."""
    files = [
        opened(path, text, media.get(path.partition("/")[0], {})) for path, text in texts.items()
    ]
    return import_files(files, actor=actor)


def test_an_upload_is_kept_as_it_was_written_anew(session, chen):
    kept = keep_picture(r"C:\Bilder\Skizze 现场 (1).PNG", polyglot(), actor=chen)

    clean = encoded(polyglot())
    row = session.scalars(select(Picture)).one()
    assert (row.name, row.digest, row.mimetype, row.width, row.height, row.data, row.by_id) == (
        f"media/skizze-现场-1-{digest(polyglot())[:8]}.png",
        sha256(clean.data).hexdigest(),
        "image/png",
        clean.width,
        clean.height,
        clean.data,
        chen.id,
    )
    assert kept.token == row.token
    assert len(row.token) == 43
    entry = session.scalars(select(Entry).where(Entry.act == "question.picture_kept")).one()
    assert (entry.fields["name"], entry.fields["digest"]) == (row.name, row.digest)


@pytest.mark.parametrize(
    ("filename", "slug"),
    [
        ("../../etc/passwd", "passwd"),
        ("a.b.png", "a-b"),
        (".png", "png"),
        ("…….jpg", "picture"),
        ("x" * 200 + ".png", "x" * 40),
        ("<b>&.png", "b"),
    ],
)
def test_any_file_name_becomes_one_that_a_text_can_hold(chen, filename, slug):
    kept = keep_picture(filename, BLUE, actor=chen)

    assert kept.name == f"media/{slug}-{digest(BLUE)[:8]}.png"


def test_a_photo_is_kept_as_jpeg(chen):
    assert keep_picture("a.png", picture(kind="JPEG"), actor=chen).name.endswith(".jpg")


def test_the_same_picture_twice_is_one(session, chen):
    first, second = (keep_picture("a.png", BLUE, actor=chen) for _ in range(2))

    assert (first.id, count(session, Picture)) == (second.id, 1)


def test_what_is_no_picture_is_refused_and_nothing_is_kept(session, chen):
    for data, why in (
        (SVG, "PNG, JPEG, GIF or WebP"),
        (b"", "PNG, JPEG, GIF or WebP"),
        (flood(50_000, 50_000), "30 million"),
        (b"\0" * (LARGEST_PICTURE + 1), "5 MB"),
    ):
        with pytest.raises(Refused, match=why):
            keep_picture("a.png", data, actor=chen)

    assert count(session, Picture) == 0


@pytest.mark.parametrize("login", ["lin", "xu", "shen", "kong", "lu"])
def test_only_a_trainer_keeps_pictures(session, in_app, cast, login):
    with pytest.raises(NotAllowed):
        keep_picture("a.png", BLUE, actor=actor_of(person_of(cast.people[login].id)))

    assert count(session, Picture) == 0


def test_a_revision_shows_the_picture_from_an_address_that_nobody_can_guess(session, chen):
    kept = keep_picture("fig.png", BLUE, actor=chen)
    text = pictured(kept.name).replace("> 两人以上", f"> ![因为]({kept.name}) 两人以上")

    writing.save({"zh": text, "en": EN}, code=None, base=0, actor=chen)

    revision = newest(session)
    assert SHOWN.findall(revision.asked["zh"]["stem"]) == [("现场", kept.token)]
    assert SHOWN.findall(revision.told["zh"]["rationale"]) == [("因为", kept.token)]
    assert pins(session, revision) == [("zh", kept.name, kept.digest)]
    assert revision.sources["zh"] == text


def test_a_stored_revision_keeps_its_picture_when_a_newer_one_has_the_name(session, chen):
    files = {"zh/a.md": file_of("zh", pictured())}
    brought(chen, files, {"zh": {NAME: BLUE}})
    old = newest(session)
    before = (dict(old.asked), old.fingerprint)

    [again] = brought(chen, files, {"zh": {NAME: RED}})

    new = newest(session)
    assert (again.changed, new.number) == (1, 2)
    assert pins(session, new) == [("zh", NAME, digest(RED))]
    kept = session.get(Revision, old.id)
    assert (dict(kept.asked), kept.fingerprint) == before
    assert pins(session, kept) == [("zh", NAME, digest(BLUE))]


def test_the_same_files_again_make_no_revision(session, chen):
    files = {"zh/a.md": file_of("zh", pictured())}
    photo = picture(kind="JPEG", size=(99, 77), colour="#123456")

    results = [brought(chen, files, {"zh": {NAME: photo}})[0] for _ in range(3)]

    assert [(one.new, one.changed, one.unchanged) for one in results] == [
        (1, 0, 0),
        (0, 0, 1),
        (0, 0, 1),
    ]
    assert (count(session, Picture), count(session, Revision)) == (1, 1)


def test_a_text_alone_goes_on_with_the_pictures_that_the_question_shows(session, chen):
    brought(chen, {"zh/a.md": file_of("zh", pictured())}, {"zh": {NAME: BLUE}})
    other = file_of("zh", pictured().replace("0901", "0907").replace("几人", "多少人"))
    brought(chen, {"zh/b.md": other}, {"zh": {NAME: RED}})

    [again] = import_files(
        [opened("zh/a.md", file_of("zh", pictured(caption="新说明")))], actor=chen
    )

    assert (again.is_stored, again.changed) == (True, 1)
    assert pins(session, newest(session)) == [("zh", NAME, digest(BLUE))]


def test_each_language_has_its_own_picture_of_a_name(session, chen):
    english = EN.replace("How many", f"![scene]({NAME}) How many")
    texts = {"zh/a.md": file_of("zh", pictured()), "en/a.md": file_of("en", english)}

    brought(chen, texts, {"zh": {NAME: BLUE}, "en": {NAME: RED}})

    assert pins(session, newest(session)) == [
        ("en", NAME, digest(RED)),
        ("zh", NAME, digest(BLUE)),
    ]
    assert export_pictures().files == {
        f"zh/{NAME}": encoded(BLUE).data,
        f"en/{NAME}": encoded(RED).data,
    }


def test_a_question_without_pictures_has_the_fingerprint_that_it_always_had(session, chen):
    writing.save({"zh": ZH}, code=None, base=0, actor=chen)

    assert newest(session).fingerprint == (
        "1646b0bd436208ec3c01aa0336fca8ab049be8025183f247e2d3ef4e109db03e"
    )


def test_a_missing_or_broken_picture_stops_its_file_alone(session, chen):
    texts = {
        "zh/a.md": file_of("zh", pictured()),
        "zh/b.md": file_of("zh", ZH.replace("0901", "0902")),
    }

    results = brought(chen, texts, {"zh": {NAME: SVG}})
    missing = brought(chen, {"zh/c.md": texts["zh/a.md"]}, {})

    assert [one.is_stored for one in (*results, *missing)] == [False, True, False]
    codes = [
        [each.code for each in one.findings[one.paths[0]] if each.code < "QB2"]
        for one in (*results, *missing)
    ]
    assert codes == [["QB145"], [], ["QB135"]]
    assert count(session, Picture) == 0


def test_a_picture_of_another_bureau_is_missing_for_whoever_may_not_read_its_bank(
    session, in_app, cast, chen
):
    kept = keep_picture("secret.png", BLUE, actor=chen)
    writing.save({"zh": pictured(kept.name)}, code=None, base=0, actor=chen)
    outsider = add_person(session, "outsider", "外人", cast.units["shibei"])
    grant(session, outsider, "trainer", cast.units["shibei"])
    stranger, wu = (actor_of(person_of(each.id)) for each in (outsider, cast.wu))
    text = {"zh": pictured(kept.name).replace("0901", "0955")}

    sheets = [writing.sheet_of(text, None, actor=each) for each in (stranger, wu)]

    said = [{each.code for each in sheet.wordings["zh"].findings} for sheet in sheets]
    assert ["QB135" in codes for codes in said] == [True, False]
    assert kept.token not in str(sheets[0].wordings["zh"].look)
    assert kept.token in str(sheets[1].wordings["zh"].look)


def test_what_the_reader_cannot_load_is_its_caption(session, chen):
    kept = keep_picture("a.png", BLUE, actor=chen)
    text = ZH.replace(
        STEM, f"{STEM} ![甲][r]\n\n[r]: https://example.org/x.png\n\n![乙]({kept.name})"
    )

    look = writing.sheet_of({"zh": text}, None, actor=chen).wordings["zh"].look

    assert "example.org" not in look.asked["stem"]
    assert "<em>甲</em>" in look.asked["stem"]
    assert SHOWN.findall(look.asked["stem"]) == [("乙", kept.token)]


def test_pictures_are_looked_up_once_however_many_there_are(session, chen, statements):
    names = [keep_picture("a.png", picture(colour), actor=chen).name for colour in ("red", "blue")]
    counts = []
    for shown in (names[:1], names):
        text = ZH.replace(STEM, STEM + "".join(f"\n\n![图]({name})" for name in shown))
        with statements() as heard:
            writing.sheet_of({"zh": text, "en": EN}, None, actor=chen)
        counts.append(len(heard))

    assert counts[0] == counts[1]


# Files on the command line


@pytest.fixture
def run(app, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def invoke(*words):
        return app.test_cli_runner().invoke(args=["questions", *map(str, words)])

    return invoke


@pytest.fixture
def folder(tmp_path):
    """A bank of two languages with a drawing, a photo, and a file that no text names."""
    english = EN.replace("How many", "![scene](media/sub/photo.jpg)\n\nHow many")
    texts = {"zh/a.md": file_of("zh", pictured()), "en/a.md": file_of("en", english)}
    files = {
        **{path: text.encode() for path, text in texts.items()},
        f"zh/{NAME}": encoded(BLUE).data,
        "en/media/sub/photo.jpg": encoded(picture(kind="JPEG", colour="#654321")).data,
    }
    for path, data in {**files, "zh/media/notes.txt": b"no picture"}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path, files


def test_a_folder_goes_in_and_comes_out_byte_for_byte(run, cast, folder, tmp_path_factory):
    whence, files = folder
    into = tmp_path_factory.mktemp("out")

    first = run("import", whence, "--as", "chen")
    out = run("export", into)

    assert (first.exit_code, first.output) == (
        0,
        "1 new, 0 changed, 0 unchanged; 0 files left out.\n",
    )
    assert (out.exit_code, out.output) == (0, "4 files.\n")
    written = {
        path.relative_to(into).as_posix(): path.read_bytes()
        for path in into.rglob("*")
        if path.is_file()
    }
    assert written == files
    again = run("import", into, "--as", "chen")
    assert again.output == "0 new, 0 changed, 1 unchanged; 0 files left out.\n"


def test_lint_says_what_is_no_picture_and_what_has_no_caption(run, folder):
    whence, _files = folder
    (whence / "zh" / NAME).write_bytes(SVG)
    (whence / "zh/a.md").write_text(file_of("zh", pictured(caption="")), encoding="utf-8")

    found = json.loads(run("lint", whence, "--json").output)

    assert [(each["code"], each["line"]) for each in found] == [("QB145", 17), ("QB219", 17)]


def test_one_name_for_two_pictures_in_a_folder_is_said(run, in_app, chen, tmp_path):
    other = file_of("zh", pictured().replace("0901", "0902").replace("几人", "多少人"))
    brought(chen, {"zh/a.md": file_of("zh", pictured())}, {"zh": {NAME: BLUE}})
    brought(chen, {"zh/b.md": other}, {"zh": {NAME: RED}})

    out = run("export", tmp_path)

    assert out.exit_code == 1
    assert out.output.splitlines()[0] == (
        f"zh/{NAME} is another picture in law-penalty-0902; it was not written."
    )
    assert (tmp_path / "zh" / NAME).read_bytes() == encoded(BLUE).data
    assert set(export()) == {"zh/a.md", "zh/b.md"}


# Over HTTP


@pytest.fixture
def trainer(house, cast):
    return house.as_(cast.chen, "en")


def sent(browser, data=BLUE, name="fig.png", **kwargs):
    answer = browser.post(
        "/pictures/",
        {"picture": (io.BytesIO(data), name)},
        headers={"Accept": "application/json"},
        **kwargs,
    )
    answer.request.environ["wsgi.input"].close()
    return answer


def test_an_upload_answers_with_its_name_and_address(session, trainer):
    answer = sent(trainer)

    row = session.scalars(select(Picture)).one()
    assert (answer.status_code, answer.json) == (
        201,
        {"name": row.name, "address": f"/pictures/{row.token}"},
    )


def test_what_is_shown_is_what_was_encoded_with_headers_that_forbid_the_rest(session, trainer):
    address = sent(trainer, polyglot(), "x.js").json["address"]

    shown = trainer.get(address)

    assert (shown.status_code, shown.data) == (200, encoded(polyglot()).data)
    assert {
        name: shown.headers[name]
        for name in (
            "Content-Type",
            "X-Content-Type-Options",
            "Content-Security-Policy",
            "Cache-Control",
            "Cross-Origin-Resource-Policy",
        )
    } == {
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=31536000, immutable",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert "Set-Cookie" not in shown.headers


def test_a_refused_upload_says_why_in_the_readers_language(session, house, cast):
    answers = [sent(house.as_(cast.chen, language), SVG) for language in ("en", "zh_Hans")]

    assert [each.status_code for each in answers] == [409, 409]
    assert answers[0].json["detail"].startswith("This is not a picture")
    assert answers[1].json["detail"] != answers[0].json["detail"]
    assert count(session, Picture) == 0


def test_an_upload_that_is_empty_too_large_forged_or_not_allowed(session, house, cast, trainer):
    none = trainer.post("/pictures/", {}, headers={"Accept": "application/json"})
    large = sent(trainer, b"\0" * (LARGEST_PICTURE + 1024 * 1024))
    forged = sent(trainer, token=False)
    officer = sent(house.as_(cast.lin))
    stranger = sent(house.stranger())

    answers = (none, large, forged, officer, stranger)
    assert [each.status_code for each in answers] == [409, 413, 400, 403, 401]
    assert count(session, Picture) == 0


def test_a_picture_of_five_megabytes_is_taken(session, trainer):
    padded = BLUE + b"\0" * (LARGEST_PICTURE - len(BLUE))

    answer = sent(trainer, padded)

    assert answer.status_code == 201


def seen_by(house, cast, address, *logins):
    return {login: house.as_(cast.people[login]).get(address).status_code for login in logins}


EVERYBODY = ("chen", "wu", "xu", "gu", "shen", "lin", "kong", "meng", "lu")


def test_before_it_is_used_a_picture_is_its_uploaders_alone(house, cast, trainer):
    address = sent(trainer).json["address"]

    seen = seen_by(house, cast, address, *EVERYBODY)

    assert seen == dict.fromkeys(EVERYBODY, 404) | {"chen": 200}
    assert house.stranger().get(address).status_code == 303


@pytest.mark.parametrize("pool", ["exam", "practice"])
def test_a_draft_is_seen_by_whoever_reads_its_bank(house, cast, trainer, pool):
    kept = sent(trainer).json
    text = pictured(kept["name"]).replace("pool: exam", f"pool: {pool}")
    trainer.post("/questions/", {"zh": text, "save": "1", "base": "0"})

    seen = seen_by(house, cast, kept["address"], *EVERYBODY)

    readers = ("chen", "wu", "xu", "gu", "shen")
    assert seen == dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(readers, 200)


def test_a_reader_of_another_units_bank_sees_nothing(session, house, cast, trainer):
    kept = sent(trainer).json
    trainer.post("/questions/", {"zh": pictured(kept["name"]), "save": "1", "base": "0"})
    outsider = add_person(session, "outsider", "外人", cast.units["shibei"])
    grant(session, outsider, "reviewer", cast.units["shibei"])

    assert house.as_(outsider).get(kept["address"]).status_code == 404
    assert house.as_(cast.xu).get(kept["address"]).status_code == 200


@pytest.mark.parametrize(("pool", "officer"), [("exam", 404), ("practice", 200)])
def test_approved_practice_questions_show_theirs_to_everybody_and_exam_questions_to_nobody(
    house, cast, trainer, pool, officer
):
    kept = sent(trainer).json
    text = pictured(kept["name"]).replace("pool: exam", f"pool: {pool}")
    trainer.post("/questions/", {"zh": text, "save": "1", "base": "0"})
    trainer.post(f"/questions/{CODE}/revisions/1/submission")
    submitted = seen_by(house, cast, kept["address"], "lin", "kong", "meng")
    reviewer = house.as_(cast.xu)

    reviewer.post(f"/review/{CODE}/1/approval")
    approved = seen_by(house, cast, kept["address"], "lin", "kong", "meng")
    reviewer.post(f"/questions/{CODE}/revisions/1/retirement", {"comment": "旧了"})

    assert submitted == {"lin": 404, "kong": 404, "meng": 404}
    assert approved == {"lin": officer, "kong": officer, "meng": officer}
    assert seen_by(house, cast, kept["address"], "lin") == {"lin": officer}


def test_a_guessed_address_is_nothing(house, cast, trainer):
    address = sent(trainer).json["address"]
    last = "A" if address[-1] != "A" else "B"

    for guess in (address[:-1] + last, "/pictures/1", "/pictures/" + "A" * 43, address + "x"):
        assert trainer.get(guess).status_code == 404


def test_the_question_is_where_a_picture_stands_in_the_pages_of_the_bank(
    session, house, cast, trainer
):
    kept = sent(trainer).json
    trainer.post("/questions/", {"zh": pictured(kept["name"]), "save": "1", "base": "0"})
    image = f'<img alt="现场" src="{kept["address"]}" width="60" height="40">'

    assert image in trainer.get(f"/bank/{CODE}").text
    assert image in trainer.get(f"/questions/{CODE}/text").text
    assert count(session, Question) == 1


# Without a script: a file field in the form


def added(browser, language="zh", data=BLUE, path="/questions/", **texts):
    answer = browser.post(
        path,
        {"zh": ZH, "en": EN}
        | texts
        | {"base": "0", "picture": language, f"picture-{language}": (io.BytesIO(data), "fig.png")},
    )
    answer.request.environ["wsgi.input"].close()
    return answer


def test_a_picture_from_the_form_comes_to_the_end_of_the_stem_and_nothing_is_saved(
    session, trainer
):
    answer = added(trainer, en=EN.replace("How many", "HOW MANY"))

    name = session.scalars(select(Picture.name)).one()
    assert answer.status_code == 200
    assert f"{STEM}\n\n![]({name})\n\n- [ ] 一人" in answer.text
    assert "HOW MANY" in answer.text
    assert count(session, Revision) == 0


def test_a_refused_picture_from_the_form_keeps_what_was_typed(session, trainer):
    trainer.post("/questions/", {"zh": ZH, "save": "1", "base": "0"})
    typed = ZH.replace("一人", "另一人")

    answer = added(trainer, data=SVG, path=f"/questions/{CODE}/text", zh=typed)

    assert answer.status_code == 422
    assert "This is not a picture" in answer.text
    assert "另一人" in answer.text
    assert (count(session, Picture), count(session, Revision)) == (0, 1)


def test_a_picture_for_no_language_or_from_somebody_else_is_not_kept(session, house, cast, trainer):
    answers = [added(trainer, "xx"), added(house.as_(cast.lin)), added(house.as_(cast.xu))]

    assert [each.status_code for each in answers] == [404, 403, 403]
    assert count(session, Picture) == 0
