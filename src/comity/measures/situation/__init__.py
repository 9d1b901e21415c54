"""What may weigh on a state's decisions, factor by factor; nothing is inferred about persons."""
