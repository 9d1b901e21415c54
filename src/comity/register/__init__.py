"""The office's own record of its practice, from the agreement and the plan to the lesson."""
