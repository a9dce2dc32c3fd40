"""Reads workbooks into sheets of text, and writes workbooks."""
