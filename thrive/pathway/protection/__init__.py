"""Child protection: strategy discussion, section 47 enquiry, conference, plan and review.

Serves the duty of Children Act 1989, section 47, to find out whether a child must be kept safe from
significant harm, and to act. Used by the lead child protection practitioner, the multi-agency child
protection team and the independent conference chair. Guidance: Working Together to Safeguard Children
2026, chapter 3.
"""
