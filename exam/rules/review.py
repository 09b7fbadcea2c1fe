"""What must be done before results are released, and what should be looked at."""

from dataclasses import dataclass

from core.errors import N_


@dataclass(frozen=True, slots=True)
class Review:
    """How far a closed sitting is from its release; `flagged` is None where nothing was analysed.

    Flagged questions are to be looked at and stop nothing: a flag is a hint and no proof.
    """

    is_marked: bool
    scripts_left: int
    voidings: int
    regrades: int
    flagged: int | None

    @property
    def problem(self) -> str | None:
        """What stands in the way of the release; None if nothing does."""
        if not self.is_marked:
            return N_("This sitting has not been marked yet.")
        if self.scripts_left:
            return N_("Written answers of this sitting still wait for markers.")
        if self.voidings:
            return N_("A voiding waits for a supervisor. Results are released once it is answered.")
        if self.regrades:
            return N_("A regrade waits for a supervisor. Results are released once it is answered.")
        return None
