"""Family Help: targeted early help and help for children in need, on one record, with one plan.

Serves the duties of Children Act 1989, section 17. A lead practitioner from any agency holds the
work; a social-work-qualified supervisor oversees it and authorises the assessment. Guidance: Working
Together to Safeguard Children 2026, chapter 3.
"""
