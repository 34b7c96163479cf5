"""The kinds of fact kept about a person, declared once, and the history of each as a viewer may read it."""
