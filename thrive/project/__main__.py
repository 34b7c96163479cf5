"""`python -m thrive.project`: the `thrive` command where it is not on the path."""

import sys

from thrive.project.cli import main

sys.exit(main())
