"""My work: what waits, what is overdue, what comes next."""
