"""What is signed, with which keys, and whether a signature holds: pure functions that the office and the offline verifier share.

:mod:`~comity.oversight.keys.statement` writes the bytes that are signed, :mod:`~comity.oversight.keys.check` says whether a signature
over them holds; :mod:`~comity.oversight.keys.passkey` and :mod:`~comity.oversight.keys.software` know the two kinds of key.
"""
