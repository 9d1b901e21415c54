"""What is one's own: sessions, factors, keys, password, delegations."""
