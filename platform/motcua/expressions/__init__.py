"""CEL conditions and amounts of definitions: checked once against declared names, evaluated fail-closed."""
