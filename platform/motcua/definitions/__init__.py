"""What metadata means: frozen definitions, after every layer is merged and every value typed."""
