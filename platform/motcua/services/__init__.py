"""One use case a function: load, decide, store, in one transaction."""
