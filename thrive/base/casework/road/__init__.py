"""Declared steps at work: the page, the API operation and the task-list entry of each, and the drawing of them all.

A domain declares its steps in `steps.py` and offers them. In its `urls.py` stands `*pages.addresses(STEPS)`; where its
matter is looked up, `standing.with_progress(rows, MATTER)`; in the view of the matter, `standing.task_list(...)`.
"""
