"""A good and a bad example of each kind of definition, as the reference pages show them."""
