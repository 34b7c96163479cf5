"""Forms about people, by noun. No law and no database: actions decide."""
