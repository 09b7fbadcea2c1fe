"""Course files as a test needs them: sound, small, and changed where a test says so."""

from pathlib import Path

from core.config import ROOT

STARTER = ROOT / "courses" / "content"
FILLER = "检查从亮证开始。" * 200
HEAD = {
    "module": "b2",
    "title": "市场检查",
    "title_parts": "市场检查：|进店的十分钟",
    "minutes": "15",
    "edition": "2026-11",
    "topics": "proc.inspect",
    "refs": "penalty-law 55",
    "facts": "F-APL-55",
    "confidence": "A",
    "checks": "q-1, q-2, q-3, q-4, q-5",
}
BODY = f"""/// objectives
- 能亮证
- 能询问
- 能记录
///

十分钟里，法律要走完。

/// law | 第五十五条的意思 [F-APL-55]
应当**主动**出示证件。
///

{FILLER}
"""


def module(body: str = BODY, **fields: str | None) -> str:
    """A module's file; a field given as None is left out."""
    head = {name: value for name, value in (HEAD | fields).items() if value is not None}
    lines = "\n".join(f"{name}: {value}" for name, value in head.items())
    return f"---\n{lines}\n---\n\n{body}"


def course(**changes: str) -> str:
    """A course's own file, each value in the words of TOML."""
    fields = {
        "code": '"procedure"',
        "order": "2",
        "required_share": "0.8",
        "modules": '["b2"]',
        "title": '{ zh = "办案程序", en = "Procedure" }',
        "description": '{ zh = "一步一步。", en = "Step by step." }',
    }
    return "".join(f"{name} = {value}\n" for name, value in (fields | changes).items())


def folder() -> dict[str, str]:
    """A course of one module in both languages, by path."""
    return {
        "procedure/course.toml": course(),
        "procedure/zh/02-inspection.md": module(),
        "procedure/en/02-inspection.md": module(title="Inspection", title_parts=None),
    }


def write(root: Path, files: dict[str, str]) -> Path:
    """Put files under a folder."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return root
