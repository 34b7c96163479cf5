"""Keep a small invented database for tests/upgrade, when a capability is finished. Kept ones are never made again.

python -m tools.keep_database 001-first
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CHILDREN = 30
SET_ON = "2026-11-25"


def main() -> None:
    """Invent it, ask it, keep both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="number and word of the capability: 001-first")
    name = parser.parse_args().name
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.upgrade import kept_databases

    if name in kept_databases.names():
        parser.error(f"{name} is kept already, and what is kept is not made again.")
    with tempfile.TemporaryDirectory() as folder:
        thrive = [sys.executable, "-m", "thrive.project"]
        surroundings = {**os.environ, "THRIVE_HOME": folder, "THRIVE_DATABASE_URL": ""}
        made = ["demo", "--children", str(CHILDREN), "--as-of", SET_ON, "--no-serve"]
        for command in (made, ["audit", "seal"]):
            subprocess.run([*thrive, *command], env=surroundings, check=True, stdout=subprocess.DEVNULL)
        asked = [sys.executable, "-m", "tests.upgrade.questions"]
        told = subprocess.run(asked, env=surroundings, check=True, capture_output=True, text=True).stdout
        kept_databases.keep(name, Path(folder) / kept_databases.DATABASE, json.loads(told))


if __name__ == "__main__":
    main()
