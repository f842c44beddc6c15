"""A child process that is `liandong` with small batches, so that even a small load is many: `killed_neo4j_writer.py load …`."""

from __future__ import annotations

from api.cli.commands import main
from graph_model.stores import neo4j

if __name__ == "__main__":
    neo4j.ONE_TRANSACTION = 100
    neo4j.BATCH = 100
    main()
