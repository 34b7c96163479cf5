"""Settings, web addresses and the command line: the only room that sees all the others."""
