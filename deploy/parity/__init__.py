"""`scripts/parity`: the recordings of the legacy server replayed against this one, over HTTP.

A database is made from the seed, its media files are unpacked to the media root that the rows name, and the
application server is started once for each variant of settings; `tests.contract.parity` then plays the steps
and compares.
"""
