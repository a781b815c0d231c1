/* The ground under the incidents: land, water, borders and names, drawn on canvas tiles from the JSON that
   maps/basemap.py describes. Colours are the page's CSS custom properties. */
"use strict";

const Basemap = (() => {
  const DEGREES = Math.PI / 180;
  const TILE = 512;

  /* Longitude and latitude to the unit square of Web Mercator. */
  const mercatorX = lon => lon / 360 + 0.5;
  const mercatorY = lat => 0.5 - Math.asinh(Math.tan(Math.max(-85.0511, Math.min(85.0511, lat)) * DEGREES)) / (2 * Math.PI);

  const LETTERS = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].map((letter, at) => [letter.charCodeAt(0), at]));
  const BITS = Uint8Array.from({length: 128}, (_, code) => LETTERS.get(code) ?? 0), STOP = ".".charCodeAt(0);

  /* Lines of numbers out of the text that `lettered` in maps/geometry.py makes of them. */
  function lines(text) {
    const found = [];
    let line = [], number = 0, place = 1;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === STOP) { found.push(line); line = []; continue; }
      const bits = BITS[code];
      number += (bits & 31) * place;
      if (bits > 31) { place *= 32; continue; }
      line.push(number % 2 ? -(number + 1) / 2 : number / 2);
      number = 0;
      place = 1;
    }
    return found;
  }

  /* A list of steps to a shape: its points in the unit square and the box about them. */
  function shape(steps, scale) {
    const count = steps.length / 2, x = new Float64Array(count), y = new Float64Array(count);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0, lon = 0, lat = 0; i < count; i++) {
      lon += steps[2 * i];
      lat += steps[2 * i + 1];
      x[i] = mercatorX(lon / scale);
      y[i] = mercatorY(lat / scale);
      box[0] = Math.min(box[0], x[i]); box[2] = Math.max(box[2], x[i]);
      box[1] = Math.min(box[1], y[i]); box[3] = Math.max(box[3], y[i]);
    }
    return {x, y, box};
  }

  const shapes = (text, scale) => lines(text || "").map(steps => shape(steps, scale));

  /* Rings as [[lat, lon], ...] for Leaflet's own polygons. */
  function rings(text, scale) {
    return lines(text).map(steps => {
      const ring = [];
      for (let i = 0, lon = 0, lat = 0; i < steps.length; i += 2) {
        lon += steps[i]; lat += steps[i + 1];
        ring.push([lat / scale, lon / scale]);
      }
      return ring;
    });
  }

  /* Traces the shapes that touch the tile; points closer than half a pixel to the last are left out. */
  function trace(pen, layer, view, closed) {
    pen.beginPath();
    for (const {x, y, box} of layer) {
      if (box[0] > view.right || box[2] < view.left || box[1] > view.bottom || box[3] < view.top) continue;
      let lastX = Infinity, lastY = Infinity;
      for (let i = 0; i < x.length; i++) {
        const px = (x[i] - view.x) * view.size, py = (y[i] - view.y) * view.size;
        if (i === 0) pen.moveTo(px, py);
        else if (i < x.length - 1 && Math.abs(px - lastX) < 0.5 && Math.abs(py - lastY) < 0.5) continue;
        else pen.lineTo(px, py);
        lastX = px; lastY = py;
      }
      if (closed) pen.closePath();
    }
  }

  function fill(pen, layer, view, colour) {
    trace(pen, layer, view, true);
    pen.fillStyle = colour;
    pen.fill("evenodd");
  }

  function stroke(pen, layer, view, colour, width, dash, closed) {
    trace(pen, layer, view, closed);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash || []);
    pen.stroke();
  }

  /* A tile's canvas, its pen, and the part of the unit square that it shows, with a margin for wide lines. */
  function blank(coords) {
    const ratio = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = TILE * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.lineJoin = pen.lineCap = "round";
    const size = 256 * 2 ** coords.z, x = coords.x * TILE / size, y = coords.y * TILE / size;
    const margin = 12 / size;
    const view = {x, y, size, left: x - margin, top: y - margin,
                  right: x + TILE / size + margin, bottom: y + TILE / size + margin};
    return {canvas, pen, view};
  }

  function palette(element) {
    const style = getComputedStyle(element);
    return name => style.getPropertyValue("--" + name).trim();
  }

  function ground(data) {
    const far = {land: shapes(data.backdrop.land, data.backdrop.scale),
                 borders: shapes(data.backdrop.borders, data.backdrop.scale),
                 disputed: shapes(data.backdrop.disputed, data.backdrop.scale)};
    const near = {};
    for (const name of ["land", "coast", "lakes", "rivers", "admin1", "borders", "disputed"])
      near[name] = shapes(data[name], data.scale);
    const [west, south, east, north] = data.window;
    const edge = [mercatorX(west), mercatorY(north), mercatorX(east), mercatorY(south)];

    /* What lies beyond the antimeridian is drawn on the tiles of the other end of the world, too. */
    function drawAround(pen, view, colour, zoom) {
      for (const turn of [-1, 0, 1])
        if (edge[0] + turn < view.right && edge[2] + turn > view.left)
          drawNear(pen, {...view, x: view.x - turn, left: view.left - turn, right: view.right - turn}, colour, zoom);
    }

    function drawNear(pen, view, colour, zoom) {
      pen.save();
      pen.beginPath();
      // Whole pixels, or the edge would show as a line.
      const [left, top, right, bottom] = edge.map((side, i) => Math.round((side - (i % 2 ? view.y : view.x)) * view.size));
      pen.rect(left, top, right - left, bottom - top);
      pen.clip();
      pen.fillStyle = colour("water");
      pen.fillRect(0, 0, TILE, TILE);
      fill(pen, near.land, view, colour("land"));
      fill(pen, near.lakes, view, colour("water"));
      stroke(pen, near.lakes, view, colour("coast"), 0.6, null, true);
      stroke(pen, near.rivers, view, colour("river"), zoom < 6 ? 0.7 : 1.1);
      if (zoom > 3) stroke(pen, near.admin1, view, colour("admin1"), 0.9, [3, 3]);
      if (zoom > 4) stroke(pen, near.borders, view, colour("border-halo"), 5);
      stroke(pen, near.borders, view, colour("border"), zoom < 5 ? 0.9 : 1.3);
      stroke(pen, near.disputed, view, colour("land"), 1.6);
      stroke(pen, near.disputed, view, colour("border"), 1.2, [4, 3]);
      stroke(pen, near.coast, view, colour("coast"), 0.9);
      pen.restore();
    }

    return L.GridLayer.extend({
      createTile(coords) {
        const {canvas, pen, view} = blank(coords), colour = palette(this._map.getContainer());
        pen.fillStyle = colour("water");
        pen.fillRect(0, 0, TILE, TILE);
        fill(pen, far.land, view, colour("land"));
        stroke(pen, far.land, view, colour("coast"), 0.7, null, true);
        if (coords.z > 4) stroke(pen, far.borders, view, colour("border-halo"), 5);
        stroke(pen, far.borders, view, colour("border"), coords.z < 5 ? 0.9 : 1.3);
        stroke(pen, far.disputed, view, colour("border"), 1.2, [4, 3]);
        drawAround(pen, view, colour, coords.z);
        return canvas;
      },
    });
  }

  const SANS = '"Helvetica Neue", "Liberation Sans", Arial, sans-serif';
  const STYLES = {
    mark: {font: `600 12.5px ${SANS}`, colour: "label-mark"},
    capital: {font: `600 12px ${SANS}`, colour: "label-town", dot: 2.6},
    town: {font: `11.5px ${SANS}`, colour: "label-town", dot: 1.9},
    country: {font: `600 12.5px ${SANS}`, colour: "label-country", spacing: 2, upper: true},
    far: {font: `600 10px ${SANS}`, colour: "label-country", spacing: 1, upper: true},  // a country on the world's map
    admin1: {font: `10px ${SANS}`, colour: "label-admin1", spacing: 1.2, upper: true},
    ocean: {font: `italic 14px Georgia, "Liberation Serif", serif`, colour: "label-water", spacing: 1.5},
    sea: {font: `italic 12.5px Georgia, "Liberation Serif", serif`, colour: "label-water", spacing: 0.6},
    lake: {font: `italic 11px Georgia, "Liberation Serif", serif`, colour: "label-water"},
  };

  /* Boxes already taken, in squares of 128 pixels, so that a look-up sees only the near ones. */
  class Taken {
    constructor() { this.cells = new Map(); }
    * keys([left, top, right, bottom]) {
      for (let x = Math.floor(left / 128); x <= Math.floor(right / 128); x++)
        for (let y = Math.floor(top / 128); y <= Math.floor(bottom / 128); y++) yield x + ":" + y;
    }
    add(box) {
      for (const key of this.keys(box)) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      }
    }
    near(box) {
      const found = new Set();
      for (const key of this.keys(box)) for (const other of this.cells.get(key) || []) found.add(other);
      return found;
    }
    free(box) {
      for (const other of this.near(box))
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      return true;
    }
  }

  /* Where a text of this width may stand about its point, as steps to its middle; best first. */
  function positions(label, width) {
    if (label.kind === "mark") return [[label.reach + 4 + width / 2, 0], [-label.reach - 4 - width / 2, 0], [0, label.reach + 10], [0, -label.reach - 10]];
    if ((STYLES[label.kind] || STYLES.town).dot) return [[6 + width / 2, 0], [-6 - width / 2, 0], [0, 12], [0, -12]];
    return [[0, 0]];
  }

  const names = data => L.GridLayer.extend({
    /* Gives, by zoom, texts that go before the basemap's own, boxes that none may cover, and names not to repeat. */
    before(marks) {
      this._marks = marks;
      this._placed = {};
      if (this._map) this.redraw();
    },

    /* The labels that have room at a zoom, each placed once, whatever tile shows it. */
    _labels(zoom) {
      if (this._placed[zoom]) return this._placed[zoom];
      const size = 256 * 2 ** zoom, pen = document.createElement("canvas").getContext("2d");
      const taken = new Taken(), placed = [];
      const {labels, boxes, said: before} = this._marks ? this._marks(zoom) : {labels: [], boxes: [], said: new Set()};
      boxes.forEach(box => taken.add(box));
      const all = labels.concat(data.labels.filter(([name, , , rank]) => rank <= zoom && !before.has(name))
        .map(([name, lat, lon, , kind]) => ({name, lat, lon, kind})));
      const said = new Map();
      for (const label of all) {
        const style = STYLES[label.kind === "country" && zoom < 4 ? "far" : label.kind] || STYLES.town;
        const text = style.upper ? label.name.toUpperCase() : label.name;
        pen.font = style.font;
        const width = pen.measureText(text).width + (style.spacing || 0) * text.length;
        const x = mercatorX(label.lon) * size, y = mercatorY(label.lat) * size;
        const twin = said.get(label.name);
        if (twin && Math.abs(twin[0] - x) < 60 && Math.abs(twin[1] - y) < 60) continue;
        if (style.dot && !taken.free([x - style.dot, y - style.dot, x + style.dot, y + style.dot])) continue;
        for (const [dx, dy] of positions(label, width)) {
          const box = [x + dx - width / 2 - 2, y + dy - 8, x + dx + width / 2 + 2, y + dy + 8];
          if (!taken.free(box)) continue;
          taken.add(box);
          placed.push({text, style, x, y, dx: dx - width / 2, dy, box});
          said.set(label.name, [x, y]);
          break;
        }
      }
      return this._placed[zoom] = placed;
    },

    createTile(coords) {
      const {canvas, pen} = blank(coords), colour = palette(this._map.getContainer());
      const top = coords.y * TILE, size = 256 * 2 ** coords.z;
      pen.textBaseline = "middle";
      pen.lineWidth = 3;
      for (const turn of [-1, 0, 1]) this._letter(pen, coords.z, colour, coords.x * TILE - turn * size, top, turn === 0);
      return canvas;
    },

    /* Writes the names of the tile whose corner is at `left` and `top`; those of marks where the marks are, not on copies of the world. */
    _letter(pen, zoom, colour, left, top, marked) {
      for (const {text, style, x, y, dx, dy, box} of this._labels(zoom)) {
        if (style === STYLES.mark && !marked) continue;
        if (box[0] > left + TILE || box[2] < left || box[1] > top + TILE || box[3] < top) continue;
        pen.font = style.font;
        if ("letterSpacing" in pen) pen.letterSpacing = (style.spacing || 0) + "px";
        pen.strokeStyle = colour(style.colour === "label-water" ? "water" : "label-halo");
        pen.fillStyle = colour(style.colour);
        if (style.dot) {
          pen.beginPath();
          pen.arc(x - left, y - top, style.dot, 0, 7);
          pen.stroke();
          pen.fill();
        }
        pen.strokeText(text, x - left + dx, y - top + dy + 0.5);
        pen.fillText(text, x - left + dx, y - top + dy + 0.5);
      }
    },
  });

  /* Adds both layers to a map; gives the layer of names. */
  function add(map, data) {
    map.createPane("names").style.zIndex = 450;
    map.getPane("names").style.pointerEvents = "none";
    const below = new (ground(data))({tileSize: TILE, keepBuffer: 1});
    const above = new (names(data))({tileSize: TILE, pane: "names", keepBuffer: 1, noWrap: true});
    above._placed = {};
    below.addTo(map);
    above.addTo(map);
    const repaint = () => { below.redraw(); above.redraw(); };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    matchMedia("print").addEventListener("change", repaint);
    return above;
  }

  return {add, rings, unit: (lat, lon) => [mercatorX(lon), mercatorY(lat)], Taken};
})();
