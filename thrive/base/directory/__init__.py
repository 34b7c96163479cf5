"""Places and services that records point to: schools, surgeries and, later, homes and who owned them when.

A person is linked to a place by a dated fact; the place itself is public.
"""
