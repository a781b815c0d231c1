"""How incidents look on one page."""

from .drawing import PictureError, picture, png, require_fonts
from .embed import snippet
from .page import Page, draw, render, save

__all__ = ["Page", "PictureError", "draw", "picture", "png", "render", "require_fonts", "save", "snippet"]
