"""What is done with the work: tasks asked and answered, elements taken in from a file."""
