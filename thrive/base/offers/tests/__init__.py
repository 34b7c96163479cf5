"""Tests of base.offers."""
