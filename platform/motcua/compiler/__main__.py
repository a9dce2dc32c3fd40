"""`python -m motcua.compiler PATH…` prints every problem of the definitions below the paths."""
