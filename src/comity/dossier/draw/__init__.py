"""Drawings for a brief: maps, networks and timelines as SVG text, made on the server with no script at all.

Every drawing is a pure function from plain dataclasses to a string; the same input gives the same bytes. Colours live in
:mod:`comity.dossier.draw.style`, whose ``CSS`` a page embeds once.
"""
