"""How the question bank names where its questions were used."""


def place_of(sitting_id: int) -> str:
    """The name of a sitting as a place."""
    return f"sitting:{sitting_id}"


def sitting_of(place: str) -> int | None:
    """The id of the sitting that a place names, if it is one."""
    kind, _, number = place.partition(":")
    return int(number) if kind == "sitting" and number.isdecimal() else None
