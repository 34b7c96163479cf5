"""The census rules that can be asked of one file, for tests of what is written: rule code to function.

They follow the list in public validators of the census (ruleset 2025-26). `failures(path)` gives what each broken
rule found. Two are read as at the day the file was written where its year has not ended yet.
"""

from thrive.oversight.returns.tests.census_rules import children, plans, referrals, work  # noqa: F401 they register
from thrive.oversight.returns.tests.census_rules.file import failures, load
from thrive.oversight.returns.tests.census_rules.table import RULES

__all__ = ["RULES", "failures", "load"]
