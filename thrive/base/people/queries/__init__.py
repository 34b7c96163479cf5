"""What people ask about people; each takes a `viewer` and gives only what they may see."""
