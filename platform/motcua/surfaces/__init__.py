"""Describes forms, screens, prints and reports without any toolkit."""
