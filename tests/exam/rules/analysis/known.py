"""The two data sets with known numbers, and what is known of them."""

from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[3] / "data"


def answers(name):
    """People by questions, 1 right and 0 wrong."""
    return np.loadtxt(DATA / f"{name}.csv", delimiter=",", skiprows=1)


KNOWN = {
    "lsat6": {
        "correct": [924, 709, 553, 763, 870],
        "scores": [3, 20, 85, 237, 357, 298],
        "total": [0.3620, 0.5668, 0.6184, 0.5344, 0.4354],
        "rest": [0.1128, 0.1532, 0.1728, 0.1444, 0.1216],
        "alpha": 0.294997,
        "without": [0.2754, 0.2376, 0.2168, 0.2459, 0.2663],
    },
    "lsat7": {
        "correct": [828, 658, 772, 606, 843],
        "scores": [12, 40, 114, 205, 321, 308],
        "total": [0.5300, 0.5997, 0.6112, 0.5920, 0.4612],
        "rest": [0.2457, 0.2467, 0.3132, 0.2228, 0.1748],
        "alpha": 0.453409,
        "without": [0.3960, 0.3938, 0.3454, 0.4146, 0.4385],
    },
}
