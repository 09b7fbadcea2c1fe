"""A question that is nearly the same as one of the bank is named while it is written."""

import pytest

from accounts.queries import actor_of
from question_bank.actions import writing
from question_bank.actions.examining import opened
from question_bank.importing import import_files
from question_bank.queries.twins import twin_of

HEAD = "---\nlang: zh\ntopic: law.penalty\npool: exam\n---\n\n"
STEM = "执法人员到商店检查时，店主拒绝出示许可证并转身离开，执法人员首先应当怎样做？"
REST = "\n\n- [ ] 当场强行带走店主\n- [x] 说明依据并要求配合\n\n> 理由\n"
NEAR = STEM.replace("商店", "小店").replace("怎样做", "怎么做")
OTHER = "当事人收到处罚决定之后不服，可以在多少日之内提出申请，请求上一级机关复查？"


@pytest.fixture
def kept(app, cast):
    """One question of Wu's unit in the bank."""
    with app.app_context():
        actor = actor_of(cast.wu)
        import_files([opened("zh/a.md", f"{HEAD}## law-1\n\n{STEM}{REST}")], actor=actor)
    return actor


@pytest.mark.parametrize(
    ("stem", "code", "twin"),
    [
        (STEM, None, "law-1"),
        (NEAR, None, "law-1"),
        (NEAR, "law-1", None),
        (OTHER, None, None),
        (STEM[:6], None, None),
    ],
)
def test_a_stem_nearly_alike_is_found_but_never_itself(app, kept, stem, code, twin):
    with app.app_context():
        assert twin_of(stem, "zh", code=code, actor=kept) == twin
        assert twin_of(stem, "en", code=code, actor=kept) is None


def test_the_editor_names_it_as_a_remark(app, kept):
    text = f"## law-2\ntopic: law.penalty\npool: exam\n\n{NEAR}{REST}"

    with app.app_context():
        sheet = writing.sheet_of({"zh": text, "en": ""}, None, actor=kept)

    found = [
        (each.code, each.line, each.values["other"])
        for each in sheet.wordings["zh"].findings
        if each.code == "QB209"
    ]
    assert found == [("QB209", 5, "law-1")]
    assert sheet.value is not None


def test_what_another_unit_keeps_is_not_named(app, cast, kept):
    with app.app_context():
        stranger = actor_of(cast.lin)
        assert twin_of(STEM, "zh", code=None, actor=stranger) is None
