"""The pages of things: agreements, exercises, missions, incidents, visits."""
