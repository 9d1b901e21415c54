"""The page of the network: who is tied to whom, in which layers, and by which steps two states are connected."""
