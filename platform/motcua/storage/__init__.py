"""Typed tables, sessions, agency scope, counters, search and migrations."""
