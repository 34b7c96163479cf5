"""Whole files linked by the same steps as one look-up, as columns instead of rows.

`reading` takes a headed CSV in, `dates` its dates, `columns` puts what was read into comparing form, `candidates`
finds the pairs worth comparing by the keys of `keys.match_keys`, `weighing` gives each the score of `score`, `deciding`
the bands, and `writing` the file that comes out. `linking` is all of them in order.

Each distinct text is put into comparing form once and each distinct pair of texts compared once. Nothing depends on
the order of rows or on the number of workers.
"""
