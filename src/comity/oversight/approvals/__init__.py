"""When an act binds: the rules, without any reading or writing, and the same rules over a whole log."""
