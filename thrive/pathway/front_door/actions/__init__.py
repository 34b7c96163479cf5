"""What is done at the front door: contacts taken, matched, triaged and decided, partners asked, thresholds kept."""
