"""Where plugins join: points with their protocols, the registry, and the loader of plugin folders."""
