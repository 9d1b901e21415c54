"""A log that shows every alteration: a Merkle tree over all acts, signed checkpoints, proofs, and a verifier that needs no office.

Nothing here knows a database. :mod:`.merkle` hashes and proves, :mod:`.leaf` is one act as bytes, :mod:`.checkpoint` is what an
overseer keeps, :mod:`.export` the file that leaves the office, :mod:`.verify` what anyone can find out from it.
"""
