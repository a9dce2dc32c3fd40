"""Một Cửa: a metadata-driven one-stop administration platform for Vietnamese provinces."""

__version__ = "0.1.0"
