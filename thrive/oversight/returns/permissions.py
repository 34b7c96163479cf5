"""Who may bring files in and read what became of them."""

from thrive.base.access.permission import Permission
from thrive.base.access.rules import Ring

ANALYSTS = frozenset({"performance_analyst"})

SEE_IMPORTS = Permission("returns.see_imports", "see imported files", ANALYSTS, Ring.AUTHORITY)
IMPORT = Permission("returns.import", "import a file", ANALYSTS, Ring.AUTHORITY)

ALL = (SEE_IMPORTS, IMPORT)
