"""The child's and family's route, one room for each stage, in the order in which it is walked."""
