"""This authority's own choices: what has commenced here, local variations, extra holidays, settings, codes.

National rules are declared in code with their law; what an area may decide for itself is a dated row here,
with the instrument it rests on and who entered and who checked it.
"""
