"""What may come along with military diplomacy unasked: associations over time, which are no proof of an effect."""
