"""The history of a kind of fact about a person, and the pages that add to it, change, correct, end or take back.

Which kinds there are is declared in `queries.facts.KINDS`; their questions are in `forms.facts`.
"""
