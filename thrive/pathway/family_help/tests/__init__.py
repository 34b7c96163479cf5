"""Tests of Family Help."""
