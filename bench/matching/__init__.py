"""How well and how fast children are matched: invented populations with known truth, the peer, and the measures."""
