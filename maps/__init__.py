"""How incidents look on one page."""

from .drawing import PictureError, picture, png, require_fonts
from .embed import snippet
from .page import Page, draw, render, save
from .report import report
from .story import PlaceName, Story

__all__ = [
    "Page",
    "PictureError",
    "PlaceName",
    "Story",
    "draw",
    "picture",
    "png",
    "render",
    "report",
    "require_fonts",
    "save",
    "snippet",
]
