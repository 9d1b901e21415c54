"""People and their organisations: accounts, second factors, sessions, keys, roles with an end, and delegations."""
