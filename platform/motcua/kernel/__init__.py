"""Words every layer shares: problems, money, working time, codes, clock and text folding."""
