"""The vocabulary: states and other actors through time, names, codes, regions, and what can go wrong.

Standard library only; it knows neither the record nor any source. Facts stand in ``data/`` as CSV, judgement in the modules,
and nothing is read before it is asked for.

====================  ============================================================================================
``states``            the one door to states: ``resolve``, ``actor_of``, ``states``, ``stateyears``, ``crosswalk`` …
``listings``          the table of states and their spells in the Correlates of War and Gleditsch–Ward lists
``spells``            states cut at every day on which one of their facts changes
``names``             how names are compared; territories that are in neither list
``codes``             every code with the time in which it meant a state
``resolving``         from what a person typed to one state, or to a refusal that helps
``regions``           UN M49 regions and a few groupings with a plain definition
``organisations``     organisations and their dated memberships
``errors``            the one tree of errors
====================  ============================================================================================

Being in a list of states is that list's coding, not recognition.
"""
