"""Questions asked of the repository itself: layers, guards, labels, names, generated pages."""
