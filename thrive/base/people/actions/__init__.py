"""What people do to people's records. Each locks the Subjects it touches, in ascending order, writes its audit
entry, and rebuilds the cards in the same transaction."""
