"""Meaning: one rule a function, each yielding findings with the pointer of what is wrong."""
