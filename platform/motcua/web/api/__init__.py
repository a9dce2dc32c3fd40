"""REST operations below `/api/v1`: the same services as the screens, tokens instead of cookies."""
