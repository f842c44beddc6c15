"""A child process that loads a folder into a store: `killed_writer.py STORE FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from api.cli.commands import main

if __name__ == "__main__":
    store, folder = sys.argv[1:]
    assert Path(folder).is_dir()
    sys.argv = ["liandong", "load", folder, "--store", store]
    main()
