"""News that travels up: declared below, connected in app.py, heard inside the same transaction."""

from collections.abc import Callable
from typing import Generic, TypeVar

News = TypeVar("News")


class Announcement(Generic[News]):
    """A typed announcement; whoever listens is told in order and may refuse by raising."""

    def __init__(self) -> None:
        """Begin without listeners."""
        self._listeners: list[Callable[[News], None]] = []

    def connect(self, listener: Callable[[News], None]) -> None:
        """Have the listener told from now on."""
        if listener not in self._listeners:
            self._listeners.append(listener)

    def announce(self, news: News) -> None:
        """Tell every listener, inside the transaction under way."""
        for listener in self._listeners:
            listener(news)
