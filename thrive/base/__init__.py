"""What every part of Thrive relies on; knows nothing of any stage of a child's pathway."""
