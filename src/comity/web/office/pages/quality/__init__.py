"""How good the record is: scores and staleness by owner, likely duplicates, what the next step lacks."""
