"""The front door: contacts and referrals, and the decision what happens next.

Serves the duties of Children Act 1989, sections 17 and 47, at the moment when somebody is worried
about a child: a referral gets a decision, and the referrer an answer, within one working day. Used by
front-door workers and their social-work-qualified managers, with police, health and education beside
them. Guidance: Working Together to Safeguard Children 2026, chapter 3.
"""
