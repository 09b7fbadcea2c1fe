"""bin/bench [name …] [--database sqlite|postgresql] [--scale N] [--json]."""

import argparse
import json

from bench import exam, grade, importing, items, save, seal, soak, standings, start, whole

ALL = {
    "exam": exam,
    "grade": grade,
    "import": importing,
    "items": items,
    "save": save,
    "seal": seal,
    "sitting": whole,
    "soak": soak,
    "standings": standings,
    "start": start,
}


def main() -> None:
    """Run the benchmarks that were named, or all, and print a table or JSON for each."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of: {', '.join(ALL)} (all)")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--scale", type=float, default=1.0, help="times as many candidates")
    parser.add_argument("--minutes", type=float, default=soak.MINUTES, help="soak: how long")
    parser.add_argument("--every", type=float, default=soak.EVERY_S, help="soak: s between saves")
    parser.add_argument("--kills", action="store_true", help="soak: kill servers all the while")
    parser.add_argument("--json", action="store_true", help="one JSON object a benchmark")
    given = parser.parse_args()
    for name in given.names or ALL:
        if name not in ALL:
            parser.error(f"there is no benchmark {name}")
        more = {"minutes": given.minutes, "every": given.every, "kills": given.kills}
        found = ALL[name].run(
            database=given.database, scale=given.scale, **(more if name == "soak" else {})
        )
        print(json.dumps(found) if given.json else table(found))


def table(found: dict) -> str:
    """The measured figures beside the yardstick's."""
    target = f"ratio {found['ratio']:.2f} (target at most {found['target']})"
    lines = [f"{found['benchmark']}: {target}, {found['scale']}"]
    width = max(len(name) for name in found["measured"])
    for name, value in found["measured"].items():
        beside = found["yardstick"].get(name, "-")
        lines.append(f"  {name:<{width}}  {value:>10}   yardstick {beside:>10}")
    return "\n".join(lines)


main()
