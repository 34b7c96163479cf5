"""The Standard Safeguarding Dataset: a folder of tables that authorities already extract from their case systems.

Read are the tables about people (person, address, family, mother, identifiers, disability, immigration), about who
works with them (professionals, department, involvements) and the episodes of children in need and protection. The
others are named in the report and left out.
"""
