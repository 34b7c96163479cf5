"""Proving who one is: limits on guessing, second factors, the visit that begins with it and when it ends.

The libraries do what is easy to get wrong (the flow of a sign-in, one-time passwords, counting failures); the
pages, the words, the numbers and who must do what are ours.
"""
