"""How incidents look on one page."""
