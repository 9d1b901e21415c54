"""The office in a browser: signing in, people, records, approvals, policy and the log.

A page is one folder in :mod:`comity.web.office.pages`, as in the workbench. What it does is one act of
:mod:`comity.oversight.desk`; pages decide nothing by themselves. They work without a script, but for keys: what signs, signs in the
browser, and its secrets never leave it.
"""
