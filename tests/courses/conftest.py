"""Two courses on the shelf: law with one module, procedure with two that ask every kind."""

import pytest

from courses.importing import load
from tests.courses import files
from tests.courses.testing import furnish
from tests.factories import question

KINDS = {
    "q-1": ("single", {"right": 1, "size": 4}, 4),
    "q-2": ("multiple", {"right": [0, 2], "size": 4}, 4),
    "q-3": ("true_false", {"right": True}, 2),
    "q-4": ("fill_blank", {"blanks": [["七", "7"]]}, 1),
    "q-5": ("ordering", {"length": 3}, 3),
    "q-6": ("judgement", {"earns": [0, 3, 2, -1]}, 4),
}
RIGHT = {
    "q-1": ["b"],
    "q-2": ["a", "c"],
    "q-3": ["true"],
    "q-4": ["7"],
    "q-6": ["b"],
}


def shelf_files() -> dict[str, str]:
    return files.folder() | {
        "procedure/course.toml": files.course(modules='["b2", "b3"]'),
        "procedure/zh/03-filing.md": files.module(
            module="b3", title="立案", title_parts=None, checks="q-6"
        ),
        "law/course.toml": files.course(
            code='"law"', order="1", modules='["a1"]', title='{ zh = "法律基础", en = "Law" }'
        ),
        "law/zh/01-system.md": files.module(module="a1", title="专卖制度", checks="q-7"),
        "law/en/01-system.md": files.module(module="a1", title="The monopoly", checks="q-7"),
    }


@pytest.fixture
def questions(session, cast):
    """The self-check questions, by code; there is no q-7."""
    return {code: ask(session, cast, code) for code in KINDS}


def ask(session, cast, code, **changes):
    kind, key, size = KINDS[code]
    asked = question(
        session, code, author=cast.chen, pool="practice", kind=kind, key=key, size=size, **changes
    )
    has_options = kind not in ("true_false", "fill_blank")
    stem = "<p>{{1}} 个工作日</p>" if kind == "fill_blank" else f"<p>{code} stem</p>"
    options = [f"{code} option {at}" for at in range(size)]
    shown = {"stem": stem} | ({"options": options} if has_options else {})
    told = {
        "rationale": f"<p>{code} rationale</p>",
        "feedback": [f"{code} feedback {at}" for at in range(size)] if has_options else [],
    }
    asked.asked = {"zh": shown, "en": shown}
    asked.told = {"zh": told, "en": told}
    session.commit()
    return asked


@pytest.fixture
def shelf(app, questions, tmp_path):
    """The courses, imported from files."""
    root = files.write(tmp_path / "shelf", shelf_files())
    with app.app_context():
        load(root, actor=None)
    return root


@pytest.fixture
def tested(app, session, cast, tmp_path):
    """A course with quiz and test, imported from files."""
    return furnish(app, session, cast, tmp_path / "tested")
