"""Tests of child protection."""
