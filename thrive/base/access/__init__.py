"""Who works here, whom the records are about, who is involved with whom, and so who may see what.

One policy decides for pages, exports and counts alike. It rests on the duty of confidence, on data
protection law and on Working Together's expectation that sharing is purposeful: a role alone opens nothing;
a relationship with the child or family does, for a purpose, in a capacity.
"""
