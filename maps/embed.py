"""The page in another page: what to paste there."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from .payload import clean
from .strings import say

HEIGHT = 660
"""Pixels of the frame until the page has told its own height."""

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"
"""What the page needs of a sandbox: its scripts, links that open, files that are saved."""

SNIPPET = """\
<!-- {file} goes where this page can reach it: put its address into src. Then paste all of this. -->
<iframe class="incident-map" src="{address}" title="{title}" loading="lazy"
  sandbox="{sandbox}"
  style="width: 100%; height: {height}px; border: 0"></iframe>
<script>
/* The map tells how high it is; only the frame that said so is made as high. */
addEventListener("message", event => {{
  const height = event.data && event.data["incident-map"] && event.data["incident-map"].height;
  if (!(height > 0 && height < 10000)) return;
  for (const frame of document.querySelectorAll("iframe.incident-map"))
    if (frame.contentWindow === event.source) frame.style.height = height + "px";
}});
</script>
"""


def snippet(file: str, title: str | None = None) -> str:
    """
    HTML to paste into the page of a site, which shows the page of that file name in a frame whose height follows.

    The frame is sandboxed, so the page can't reach the site's; without scripts it keeps `HEIGHT`.
    """
    return SNIPPET.format(
        file=_in_comment(file),
        address=escape(quote(file)),
        title=escape(clean(title or say("en", "title"))),
        sandbox=SANDBOX,
        height=HEIGHT,
    )


def framed(html: str, title: str) -> str:
    """A document in a frame of its own that holds it whole, as a notebook shows it.

    All in ASCII: a host that is read in another encoding would change the letters, and with them the hashes
    by which the document allows its own scripts.
    """
    held = escape(html).encode("ascii", "xmlcharrefreplace").decode("ascii")
    return (
        f'<iframe srcdoc="{held}" title="{escape(title)}" sandbox="{SANDBOX}" '
        f'style="width: 100%; height: {HEIGHT}px; border: 0"></iframe>'
    )


def _in_comment(text: str) -> str:
    """The text as an HTML comment may hold it: nothing in it ends the comment."""
    return escape(text).replace("--", "&#45;&#45;")
