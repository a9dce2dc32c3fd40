"""Understands catalogs of procedures: headers, free text, and the definitions an imported record becomes."""
