"""A spreadsheet of an authority's children and families, in columns that are documented in `docs/reference`.

It brings what a census does not hold: names, addresses, parents, schools, surgeries, teams and workers.
"""
