"""How the tables and shapes of ``gazetteer/data`` are made from published packages. Maintainers only: not installed."""
