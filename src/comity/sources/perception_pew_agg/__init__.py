"""How publics see other states and organisations: Pew Research Center's surveys, added up."""
