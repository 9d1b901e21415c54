"""How publics see the United States and its president: Pew Research Center's surveys by FiveThirtyEight."""
