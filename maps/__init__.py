"""How incidents look on one page."""

from .page import Page, draw, render, save

__all__ = ["Page", "draw", "render", "save"]
