"""Figures of a question at which something is odd."""

OPTIONS = [
    {"part": None, "option": at, "right": at == 1, "papers": papers, "curve": [papers / 60] * 5}
    for at, papers in enumerate((0, 24, 0, 36))
]
ODD = {
    "papers": 60,
    "answered": 58,
    "unreached": 1,
    "share": 0.4,
    "low": 0.29,
    "high": 0.53,
    "expected": 0.85,
    "enough": True,
    "discrimination": -0.42,
    "discrimination_interval": [-0.61, -0.19],
    "total": 0.05,
    "upper_lower": -0.8,
    "without": 0.7,
    "latent": None,
    "earned": [0.4] * 5,
    "options": OPTIONS,
    "ruled": None,
    "calibrates": True,
    "flags": ["miskey", "negative", "harder"],
}
