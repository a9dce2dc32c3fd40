"""Parsers of Vietnamese free text; each says how sure it is and never guesses silently."""
