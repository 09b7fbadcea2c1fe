"""The house's own order: what may import what, and what must not exist."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parent.parent
PACKAGES = (
    "core",
    "audit",
    "accounts",
    "question_bank",
    "courses",
    "practice",
    "exam",
    "competitions",
    "credentials",
    "oversight",
)
SCIENCE = {"numpy", "scipy", "fsrs"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True)


def is_rule(module: str) -> bool:
    return module.split(".")[1:2] == ["rules"] or module.startswith("question_bank.kinds")


def test_rules_import_only_the_standard_library_numbers_and_other_rules(graph):
    allowed = set(sys.stdlib_module_names) | SCIENCE
    faults = [
        (module, imported)
        for module in graph.modules
        if is_rule(module)
        for imported in graph.find_modules_directly_imported_by(module)
        if not is_rule(imported)
        and imported != "core.errors"
        and imported.split(".")[0] not in allowed
    ]

    assert faults == []


def test_the_contracts_of_the_house_hold():
    found = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout


def test_the_folder_app_is_not_a_package():
    assert not (ROOT / "app" / "__init__.py").exists()


def test_packages_hold_nothing_but_a_docstring_in_their_init():
    registries = [ROOT / "question_bank" / name / "__init__.py" for name in ("kinds", "formats")]
    long = [
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("__init__.py")
        if file not in registries and len(file.read_text().strip().splitlines()) > 1
    ]

    assert long == []


def test_no_file_is_called_utils_or_helpers():
    names = {"utils", "util", "helpers", "helper", "common", "misc"}
    found = [
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if file.stem in names
    ]

    assert found == []


def test_every_table_is_known_to_the_application(app):
    on_disk = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for package in PACKAGES
        for file in (ROOT / package).rglob("models.py")
    }

    assert on_disk - set(sys.modules) == set()
