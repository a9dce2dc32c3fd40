"""From files and database layers to frozen definitions, or to every problem with place and remedy at once."""
