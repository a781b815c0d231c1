/* Where there are too many incidents for a mark each: a dot for each place, painted under the marks. */
"use strict";

const Dots = (() => {
  const TILE = 512;
  const REACH = 8;  // pixels about a dot in which a click still means it

  /* The pixels of a dot, as steps from its middle, and whether they are its edge. */
  function disc(radius) {
    const found = [], reach = Math.ceil(radius);
    for (let y = -reach; y <= reach; y++)
      for (let x = -reach; x <= reach; x++) {
        const far = Math.hypot(x, y);
        if (far <= radius) found.push([x, y, far > radius - 1]);
      }
    return found;
  }

  const rgb = colour => [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));

  /* Paints the spots that lie on a tile; `colours` are red, green and blue of each spot, one after the other. */
  function paint(canvas, coords, {x, y, order}, colours, edge) {
    const ratio = canvas.width / TILE, size = 256 * 2 ** coords.z * ratio, wide = canvas.width, radius = 2.4 * ratio;
    const left = coords.x * wide, top = coords.y * wide, dot = disc(radius), pen = canvas.getContext("2d");
    const image = pen.createImageData(wide, wide), {data} = image;
    for (let k = order.length - 1; k >= 0; k--) {  // those with the most incidents last, on top
      const n = order[k], px = Math.round((x[n] - Math.floor(x[n])) * size - left), py = Math.round(y[n] * size - top);
      if (px < -radius || py < -radius || px > wide + radius || py > wide + radius) continue;
      for (const [dx, dy, isEdge] of dot) {
        const tx = px + dx, ty = py + dy;
        if (tx < 0 || ty < 0 || tx >= wide || ty >= wide) continue;
        const to = 4 * (ty * wide + tx);
        for (let part = 0; part < 3; part++) data[to + part] = isEdge ? edge[part] : colours[3 * n + part];
        data[to + 3] = isEdge ? 110 : 255;
      }
    }
    pen.putImageData(image, 0, 0);
  }

  /**
   * Adds the dots to a map.
   * @param {() => Object} places the spots as Grouping has them, now shown
   * @returns {L.GridLayer} to be redrawn when these change
   */
  function add(map, places) {
    map.createPane("dots").style.zIndex = 420;
    map.getPane("dots").style.pointerEvents = "none";
    const layer = new (L.GridLayer.extend({
      createTile(coords) {
        const canvas = document.createElement("canvas"), now = places();
        canvas.width = canvas.height = TILE * Math.max(1, Math.min(2, window.devicePixelRatio || 1));
        paint(canvas, coords, now, now.colours ??= tints(now), [255, 255, 255]);
        return canvas;
      },
    }))({tileSize: TILE, pane: "dots", keepBuffer: 0});
    return layer.addTo(map);
  }

  /* The colour of each spot: that of its first incident. */
  function tints({at, first, who}) {
    const {types} = State.data, known = new Map(), found = new Uint8ClampedArray(3 * at.length);
    for (let n = 0; n < at.length; n++) {
      if (first[n] === first[n + 1]) continue;
      const {type} = State.incidents[who[first[n]]];
      if (!known.has(type)) known.set(type, rgb(types[type].colour));
      found.set(known.get(type), 3 * n);
    }
    return found;
  }

  /* The spot nearest to a point of the map, in pixels where the world is `size` wide; -1 where none is near. */
  function hit({x, y, order}, px, py, size) {
    let found = -1, least = REACH * REACH;
    for (const n of order) {
      const far = (x[n] * size - px) ** 2 + (y[n] * size - py) ** 2;
      if (far < least) { least = far; found = n; }
    }
    return found;
  }

  return {add, hit};
})();
