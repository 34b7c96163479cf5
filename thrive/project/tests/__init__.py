"""Tests of settings, the command line and the server."""
