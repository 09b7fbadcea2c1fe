"""What people of the demonstration write: an officer's own notes, a trainer's proposed texts."""

from collections.abc import Mapping

from core.actor import Actor
from courses.actions import answering, noting, proposing
from courses.queries.outline import place_of
from courses.queries.proposals import sources_of
from courses.queries.sentences import section_of
from courses.rules.noting import Choice, Draft
from oversight.importing.sittings import acting

RECORDER = {
    "zh": (
        "记录仪在接触店主之前打开，并且说明。",
        "记录仪在接触店主之前打开，并且当面说明正在录音录像。",
    ),
    "en": (
        "the recorder is on before you meet the owner, and you say so.",
        "the recorder is on before you meet the owner, and you say that you are recording.",
    ),
}
DATE = {"zh": ("也可能错过期限。", "也可能错过办证的期限。")}
COMMENT = "改得清楚。英文里对应的一句还没有改，请一并改好再提交。"


def write_notes() -> None:
    """An officer keeps a note on a module, a highlight, and a highlight with words."""
    officer = acting("officer")
    noting.add(
        "law",
        "a1",
        Draft("zh", "“你们凭什么管？”先讲给家里人听，讲通了，再到店里讲。"),
        actor=officer,
    )
    _mark("law", "a2", "s2", "", officer)
    _mark("procedure", "b2", "s2", "进店第一件事：两个人都出示，等店主看清楚再说话。", officer)


def propose_texts() -> None:
    """Of two texts of the trainer one waits for a reviewer, the other was returned to them."""
    _propose("procedure", "b2", RECORDER)
    returned = _propose("law", "a2", DATE)
    answering.send_back(returned, 2, comment=COMMENT, actor=acting("reviewer"))


def _mark(course: str, module: str, anchor: str, words: str, actor: Actor) -> None:
    """Mark the first sentence of a section."""
    read = section_of(course, module, anchor, actor=actor, language="zh")
    first = Choice(read.edition, 1, words=words)
    noting.mark(course, module, anchor, first, language="zh", actor=actor)


def _propose(course: str, module: str, changes: Mapping[str, tuple[str, str]]) -> int:
    """Send a module with other words in these languages to the reviewers; the proposal's id."""
    trainer, current = acting("trainer"), place_of(course, module).module
    files = sources_of(current)
    for language, (old, new) in changes.items():
        files[language] = files[language].replace(old, new)
    proposal = proposing.begin(course, module, actor=trainer)
    base = proposing.base_of(proposal.texts[-1], current.number)
    proposing.save(proposal.id, files, base=base, actor=trainer)
    proposing.send(proposal.id, 2, actor=trainer)
    return proposal.id
