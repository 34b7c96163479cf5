"""Finding people: the words and keys a search looks in, kept with the facts, and the search itself.

`index` is called by `cards.rebuild` whenever facts about people change; `find` answers the search box.
"""

from thrive.base.people.searching.finding import LIMIT, Results, find
from thrive.base.people.searching.indexing import index
from thrive.base.people.searching.ranking import Hit

__all__ = ["LIMIT", "Hit", "Results", "find", "index"]
