"""Run the benchmarks: `python -m benchmarks [--areas N] [--runs N] [--neo4j]`.

A benchmark is a function that takes the city and the number of runs and yields rows. At the full size the table is
written to docs/benchmarks.md; a smaller city only prints.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import compiling, crossings, crowd, divisions, graphs, hostile, neo4j, page, restart, serving, workbook
from benchmarks.city import build
from benchmarks.measure import NEO4J, Row, machine, report, section, table
from graph_model.dates import today

FULL = 1_000_000
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main() -> int:
    """Measure, print, and keep the page; 1 when a bound is not kept at full size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--areas", type=int, default=FULL, help="areas of the generated city (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=9, help="runs of what is quick; slow steps run fewer (default: 9)")
    parser.add_argument("--neo4j", action="store_true", help="those on a Neo4j of this machine, instead of the others")
    asked = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        print(machine(), f"building a city of {asked.areas:,} areas", sep="\n", file=sys.stderr)
        city = build(asked.areas, Path(folder))
        rows += () if asked.neo4j else city.measured
        embedded = (
            compiling.measure,
            serving.measure,
            graphs.measure,
            restart.measure,
            divisions.measure,
            workbook.measure,
            crossings.measure,
            hostile.measure,
            crowd.measure,
            page.measure,
        )
        for benchmark in (neo4j.measure,) if asked.neo4j else embedded:
            for row in benchmark(city, asked.runs):
                print(f"  {row.what}: {row.median:.4g} {row.unit}", file=sys.stderr)
                rows.append(row)
    print(table(rows))
    if asked.areas != FULL:
        return 0
    first, found, second = PAGE.read_text(encoding="utf-8").partition(NEO4J)
    if asked.neo4j:
        second = section("./scripts/bench --neo4j", today().isoformat(), city.described(), rows)
    else:
        first, second = report("./scripts/bench", today().isoformat(), city.described(), rows), found + second
    PAGE.write_text(f"{first.rstrip()}\n\n{second}" if second else first, encoding="utf-8")
    return int(any(row.within is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
