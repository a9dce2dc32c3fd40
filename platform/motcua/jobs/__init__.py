"""Background and timed work: one worker loop over our own tables, and what it does, as plain functions."""
