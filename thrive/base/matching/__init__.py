"""Matching: are these two records the same child?

Search, the check on adding a person, imports and the identity service all ask here, so that they
agree. The steps, each a module: `normalise` (write the same thing the same way), `keys` (what is
stored and looked up to find candidates), `levels` (how one field agrees), `kinds` (same child, twin,
sibling, household or stranger), `score` (how strongly two records agree, with the reasons in words).
`weights` reads the stored parameters, `batch` links whole files by the same steps, `typed` reads what
one search box holds, and `numbers` holds the check digits.

Everything is pure: text in, text or numbers out; no database, no settings, no chance. The same
input and the same version of the weights give the same answer, whatever the order of rows.
Who may be compared with whom (adopted, sealed and restricted records) is decided by the caller,
who passes in only the candidates that may be considered: a partition, never a score.
"""
