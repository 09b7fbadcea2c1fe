"""Linear and integer programs, put together row by row and solved by HiGHS through scipy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Floats = NDArray[np.float64]


@dataclass
class Program:
    """Variables with bounds and costs, and rows whose sums lie between two numbers."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[Sequence[int], Sequence[float], float, float]] = field(default_factory=list)

    def variables(
        self,
        upper: Sequence[float],
        *,
        lower: Sequence[float] | None = None,
        cost: float = 0.0,
        whole: int = 0,
    ) -> list[int]:
        """New variables, one for each upper bound; their places."""
        first = len(self.upper)
        self.upper += list(upper)
        self.lower += list(lower) if lower is not None else [0.0] * len(upper)
        self.costs += [cost] * len(upper)
        self.whole += [whole] * len(upper)
        return list(range(first, len(self.upper)))

    def between(
        self, low: float, high: float, places: Sequence[int], weights: Sequence[float]
    ) -> None:
        """A row: the weighted sum of these variables lies between two numbers."""
        self.rows.append((places, weights, low, high))

    def solved(self) -> Floats | None:
        """The cheapest values; None if there are none."""
        found = milp(
            c=np.array(self.costs),
            constraints=[self._constraint()] if self.rows else [],
            bounds=Bounds(np.array(self.lower), np.array(self.upper)),
            integrality=np.array(self.whole),
        )
        return found.x if found.success else None

    def _constraint(self) -> LinearConstraint:
        row_at = [at for at, row in enumerate(self.rows) for _ in row[0]]
        column_at = [place for row in self.rows for place in row[0]]
        weights = np.array([weight for row in self.rows for weight in row[1]], dtype=float)
        shape = (len(self.rows), len(self.upper))
        return LinearConstraint(
            csr_array((weights, (row_at, column_at)), shape=shape),
            np.array([row[2] for row in self.rows]),
            np.array([row[3] for row in self.rows]),
        )
