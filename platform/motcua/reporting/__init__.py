"""Reports without any toolkit: periods, measures, formulas, rows with totals, balance checks."""
