"""Who may do what: policies in Cedar, default deny, checked against a schema at every start, each decision with its reasons.

Nothing here reads a database: :mod:`comity.oversight.policy.facts` is what is known of people and records,
:mod:`comity.oversight.policy.engine` decides and explains.
"""
