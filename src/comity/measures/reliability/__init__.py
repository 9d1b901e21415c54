"""How often pledges of a type were honoured when a war called upon them."""
