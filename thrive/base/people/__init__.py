"""Children, adults and the unborn: who they are, how to find them, who belongs to whom, where they live.

Used by everybody. Working Together asks that practitioners know who is in the household and the wider family,
who holds parental responsibility and which agencies are involved; the record answers each with its source.
"""
