"""What an open page may tell of itself where a sitting asks for it."""

MOST_A_MINUTE = 30
FOCUS = frozenset({"blurred", "focused", "pasted"})
SCREEN = frozenset({"left_screen"})
SIGNALS = FOCUS | SCREEN


def asked_for(kind: str, *, watches_focus: bool, asks_full_screen: bool) -> bool:
    """Whether a sitting with this entrance wants to hear of such a thing."""
    return (kind in FOCUS and watches_focus) or (kind in SCREEN and asks_full_screen)
