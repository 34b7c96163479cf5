"""How programs call Thrive: who calls, how often they may, what a repeat gets, and how an operation is declared.

A domain's `api.py` declares its operations on a `Room` (`calls.room`) and calls only actions, queries and
permissions; `project` mounts the rooms under `/api/v1/`. What goes wrong is raised and answered in one shape
(`calls.problems`).
"""
