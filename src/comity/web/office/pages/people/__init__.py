"""The page of people, their organisations, roles, keys and delegations."""
