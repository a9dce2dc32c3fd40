"""Screens of the product: one blueprint a module, below the services they call."""
