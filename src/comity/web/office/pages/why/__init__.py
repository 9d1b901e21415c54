"""The page that explains what the policy says, and why."""
