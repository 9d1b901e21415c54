"""International crises and the states that were in them (International Crisis Behavior)."""
