"""The workbench: the record in a browser, on one's own machine.

A page is one folder in :mod:`comity.web.pages` (``page.py``, ``page.html``, ``fr.po``, and ``page.js`` where it has a script). It is
discovered; the conformance tests run on it by themselves. Pages read without a script, each is also JSON and CSV at its own
address, and the address says all of what is shown.
"""
