"""
The embedded basemap: the world's land, borders, waters and place names, cut to a window.

``clip`` gives the JSON-ready form that the page draws. Everything is in WGS 84 degrees, and every geometry is
a flat list of integers ``[x0, y0, dx1, dy1, dx2, dy2, ...]``: the first point, then the step to each next
point, in units of ``1 / scale`` degree, x for longitude and y for latitude::

    {
      "scale": 1000,                          # integer units per degree, of every geometry outside "backdrop"
      "window": [west, south, east, north],   # degrees; what is drawn in detail, margin included
      "tolerance": 0.008,                     # degrees; how far a drawn line may lie from its source
      "land":     [ring, ...],                # fill only (see "coast"), all rings as ONE path, even-odd rule
      "coast":    [line, ...],                # the shore: stroke only; never runs along the window's edge
      "lakes":    [ring, ...],                # fill as water, all rings as ONE path, even-odd rule; may be stroked
      "rivers":   [line, ...],                # stroke
      "admin1":   [line, ...],                # stroke: borders between first-order divisions of one country
      "borders":  [line, ...],                # stroke: borders between countries
      "disputed": [line, ...],                # stroke, dashed: lines of control and claims, drawn over "borders"
      "labels":   [[name, lat, lon, rank, kind], ...],
      "backdrop": {"scale": 100, "land": [ring, ...], "borders": [line, ...]}
    }

A *ring* is closed by the drawer: its first point is not repeated at its end. A *line* is open. A hole in land
or an island in a lake is a ring like any other, which is why the rings of a layer are filled as one path
with the even-odd rule.

How to draw it: the backdrop first, everywhere (the whole world, coarse, so that zooming out shows no empty
page; its land is filled and may be stroked); then, clipped to ``window``, water over the whole window,
``land``, ``lakes``, ``rivers``, ``admin1``, ``borders``, ``disputed``, ``coast``. Geometry runs a little beyond
``window``, so that the edge of the cut stays outside the clipping rectangle. For a window of the whole world
the backdrop's lists are empty, as the layers themselves hold the world.

Labels stand in the order of their importance: a drawer that places them in that order, and leaves out those
that would overlap one already placed, draws the right ones. ``rank`` is an integer, the lowest Leaflet zoom
level at which the label has room (0 to 11). ``kind`` is one of ``ocean``, ``country``, ``sea``, ``admin1``,
``lake``, ``capital`` (of a country), ``town``. ``lat`` and ``lon`` are degrees: the point of a town, and for all
others the middle of the text. Labels of countries and oceans are given for the whole world, all others for
the window.

Longitudes: a window may cross the antimeridian (``west > east``, or ``east > 180``, or ``west < -180``). Its
geometry and labels are then given in one run of longitudes, from ``window[0]`` to ``window[2]``, which may leave
-180..180; the backdrop always lies in -180..180.

Borders follow ISO 3166-2: a division belongs to the country whose code it bears, so Crimea (UA-43) and
Sevastopol (UA-40) are drawn in Ukraine.
"""
