"""Tests of files coming in."""
