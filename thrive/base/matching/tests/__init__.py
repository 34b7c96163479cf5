"""What matching promises, tried."""
