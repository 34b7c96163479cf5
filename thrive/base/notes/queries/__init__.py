"""What people ask of notes and timelines; each takes a `viewer` and gives only what they may see."""
