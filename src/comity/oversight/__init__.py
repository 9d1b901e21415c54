"""Who may do what: people and roles, policy, approvals with two keys, and a log that shows every alteration.

What must be trusted is pure: :mod:`comity.oversight.log` hashes and proves, :mod:`comity.oversight.keys` checks signatures,
:mod:`comity.oversight.approvals` says when an act binds. None of them reads or writes anything, and the offline verifier uses the
same functions as the office. :mod:`comity.oversight.desk` is where all of it meets a database: one transaction for one act.
"""
