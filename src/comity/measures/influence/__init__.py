"""What ties one state to another and how much the other depends on it; elements of soft power, each for itself."""
