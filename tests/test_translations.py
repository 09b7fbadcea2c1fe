"""Every message has its Chinese, and no placeholder is lost on the way."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "app" / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"


def catalogue(path: Path):
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    path = tmp_path_factory.mktemp("messages") / "messages.pot"
    subprocess.run(
        [str(ROOT / "bin" / "messages"), str(path)],
        check=True,
        env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin"},
    )
    return catalogue(path)


def test_every_message_has_its_chinese(extracted):
    known = catalogue(CATALOGUE)
    missing = []
    for message in extracted:
        held = known.get(message.id if isinstance(message.id, str) else message.id[0])
        words = held.string if held else None
        words = words if isinstance(words, str) or words is None else words[0]
        if message.id and (not words or held.fuzzy):
            missing.append(message.id)

    assert missing == []


def test_no_message_is_kept_that_nobody_says(extracted):
    said = {str(message.id) for message in extracted}

    assert [m.id for m in catalogue(CATALOGUE) if m.id and str(m.id) not in said] == []


def test_placeholders_survive_translation():
    pattern = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w+\}")
    lost = []
    for message in catalogue(CATALOGUE):
        source = message.id if isinstance(message.id, str) else message.id[-1]
        words = message.string if isinstance(message.string, str) else message.string[0]
        if source and sorted(set(pattern.findall(words))) != sorted(set(pattern.findall(source))):
            lost.append(source)

    assert lost == []
