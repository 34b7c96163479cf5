"""What happened to people, for people to read; and what somebody began to write and has not finished.

Events are written by the action that made them and are all the timeline reads. Drafts keep a worker's words
safe from time-outs, closed laptops and lost networks.
"""
