"""The pages of evidence: behind a figure, behind an estimate, and a row of the record."""
