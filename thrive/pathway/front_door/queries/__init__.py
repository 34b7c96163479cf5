"""What people ask of the front door: contacts and who they are about, the board, reports, checks, thresholds."""
