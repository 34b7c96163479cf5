"""The front door: what happens when somebody is worried about a child.

Working Together to Safeguard Children, chapter 3: any worry is heard, its child found, partners asked what they know,
and a social-work-qualified manager decides within a working day of a referral and tells whoever made it. Used by
front-door workers and managers, by every service that reports a worry, and by those who answer its questions.
"""
