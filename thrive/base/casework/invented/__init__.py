"""Invented histories: referrals and what followed, planned by chance within the published figures.

First an outline, in counts of days and working days, that knows no calendar; then the days, from the day it is seen
from; then the elements of each child, in the shape a census brings, so that the same record shows both.
"""
