"""How deep the cooperation of two states is, layer by layer and over all layers."""
