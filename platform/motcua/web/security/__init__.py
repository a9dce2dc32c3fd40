"""Who is signed in and what they may do: sign-in, sessions, tokens, permissions, administration of accounts."""
