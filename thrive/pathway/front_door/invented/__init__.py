"""Invented contacts of today about families on record, one at each stage of the board, through the same actions."""
