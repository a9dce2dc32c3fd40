"""Writes composed papers as PDF, page images and DOCX."""
