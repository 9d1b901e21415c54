"""The source us-troops: United States military personnel abroad."""
