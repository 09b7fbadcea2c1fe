"""News that travels up: declared by the package that has it, listened to by those above it."""

from collections.abc import Callable
from typing import Generic, TypeVar

News = TypeVar("News")


class Announcement(Generic[News]):
    """One kind of news. Listeners are told inside the transaction of the act that announces it."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: list[Callable[[News], object]] = []

    def listen(self, listener: Callable[[News], object]) -> None:
        """Tell this function from now on; a second time changes nothing."""
        if listener not in self._listeners:
            self._listeners.append(listener)

    def tell(self, news: News) -> None:
        """Tell everyone who listens; a listener that fails undoes the act."""
        for listener in self._listeners:
            listener(news)
