"""What is done with the work: elements taken in from a file."""
