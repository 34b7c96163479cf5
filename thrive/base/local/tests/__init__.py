"""Tests of local choices and code lists."""
