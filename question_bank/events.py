"""News of the question bank for the packages above it, and what it asks them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.actor import Actor
from core.events import Announcement


@dataclass(frozen=True, slots=True)
class StatuteChanged:
    """A new version of a statute was entered; these articles are not what they were."""

    version_id: int
    code: str
    name: str
    articles: frozenset[str]
    by: Actor


@dataclass(slots=True)
class PictureAsked:
    """Somebody asks for a picture that these revisions show; nobody but those above may say yes.

    `carried` are the cookies of the browser that asks.
    """

    actor: Actor
    revision_ids: frozenset[int]
    carried: Mapping[str, str] = field(default_factory=dict)
    is_granted: bool = False

    def grant(self) -> None:
        """Say that this person may see it now."""
        self.is_granted = True


statute_changed: Announcement[StatuteChanged] = Announcement()
picture_asked: Announcement[PictureAsked] = Announcement()
