/* Which incidents are one mark. At each zoom, incidents that would lie on each other are one group; a group stands
   at a place where some of them were, never between places. */
"use strict";

const Grouping = (() => {
  const CLOSE = 34;  // pixels between the middles of two marks, so that they don't overlap
  const APART = 64;  // and where there are too many to read
  const CROWD = 150;  // marks on a screen that can still be read
  const SCREEN = [1280, 800];

  /**
   * The points of incidents, each once: where they lie in the unit square of Web Mercator, and who is there.
   * @param {Incident[]} incidents
   * @param {(lat: number, lon: number) => [number, number]} project
   */
  function spots(incidents, project) {
    const numbers = new Map(), at = [], of = new Int32Array(incidents.length).fill(-1);
    for (const incident of incidents) {
      if (!incident.at || incident.area !== null) continue;
      const [lat, lon] = incident.at, key = Math.round((lat + 90) * 1e5) * 36000001 + Math.round((lon + 180) * 1e5);
      let number = numbers.get(key);
      if (number === undefined) {
        number = at.length;
        numbers.set(key, number);
        at.push(incident.at);
      }
      of[incident.index] = number;
    }
    const x = new Float64Array(at.length), y = new Float64Array(at.length);
    at.forEach(([lat, lon], number) => { [x[number], y[number]] = project(lat, lon); });
    return {at, of, x, y, ...shown(of, at.length, () => true)};
  }

  /* Who is at each spot: `who` from `first[spot]` to `first[spot + 1]`, and the spots by how many are there. */
  function shown(of, count, isShown) {
    const first = new Int32Array(count + 1);
    for (let i = 0; i < of.length; i++) if (of[i] >= 0 && isShown(i)) first[of[i] + 1]++;
    const many = first.slice(1);
    for (let n = 0; n < count; n++) first[n + 1] += first[n];
    const who = new Int32Array(first[count]), next = first.slice();
    for (let i = 0; i < of.length; i++) if (of[i] >= 0 && isShown(i)) who[next[of[i]]++] = i;
    const order = Int32Array.from({length: count}, (_, n) => n).filter(n => many[n] > 0);
    if (order.some(n => many[n] > 1)) order.sort((a, b) => many[b] - many[a] || a - b);
    return {first, who, order};
  }

  /* The same spots with only those incidents that are shown. */
  const only = (places, isShown) => ({...places, ...shown(places.of, places.at.length, isShown)});

  /* The groups whose mark lies in each square of a grid, found by the square's number: a hash table of whole numbers. */
  function table(count) {
    const mask = 2 ** Math.ceil(Math.log2(2 * count + 2)) - 1, keys = new Int32Array(mask + 1).fill(-1), heads = new Int32Array(mask + 1);
    return {keys, heads, find(key) {
      let slot = Math.imul(key, 0x9e3779b1) >>> 7 & mask;
      while (keys[slot] !== key && keys[slot] !== -1) slot = slot + 1 & mask;
      return slot;
    }};
  }

  /**
   * The groups where the world is `size` pixels wide: the spots with the most incidents first, each taking in what lies
   * closer than `apart` pixels. Null where more than `most` marks would stand on some screen.
   * @returns {?{x: number, y: number, at: [number, number], spots: number[]}[]} x and y in pixels
   */
  function nearest({at, x, y, order}, size, apart, most) {
    const {keys, heads, find} = table(order.length), next = new Int32Array(order.length), groups = [];
    const wide = Math.ceil(size / apart) + 3, screens = new Map();
    for (const n of order) {
      const px = x[n] * size, py = y[n] * size, cell = Math.floor(py / apart + 1) * wide + Math.floor(px / apart + 1);
      let home = -1;
      for (let row = cell - wide; row <= cell + wide && home < 0; row += wide)
        for (let key = row - 1; key <= row + 1 && home < 0; key++) {
          const slot = find(key);
          if (keys[slot] < 0) continue;
          for (let g = heads[slot]; g >= 0 && home < 0; g = next[g])
            if ((groups[g].x - px) ** 2 + (groups[g].y - py) ** 2 < apart * apart) home = g;
        }
      if (home >= 0) { groups[home].spots.push(n); continue; }
      const screen = Math.floor(px / SCREEN[0]) + Math.floor(py / SCREEN[1]) * 65536, many = (screens.get(screen) || 0) + 1;
      if (many > most) return null;
      screens.set(screen, many);
      const slot = find(cell);
      next[groups.length] = keys[slot] < 0 ? -1 : heads[slot];
      keys[slot] = cell;
      heads[slot] = groups.length;
      groups.push({x: px, y: py, at: at[n], spots: [n]});
    }
    return groups;
  }

  /* The groups where the world is `size` pixels wide; `dense` where they stand further apart than they must. */
  function groups(places, size) {
    const close = nearest(places, size, CLOSE, CROWD);
    return {groups: close || nearest(places, size, APART, Infinity), dense: !close};
  }

  /* The incidents of a group, in their order. */
  function members({spots}, {first, who}) {
    const found = [];
    for (const n of spots) for (let i = first[n]; i < first[n + 1]; i++) found.push(who[i]);
    if (spots.length > 1) found.sort((a, b) => a - b);
    return found.map(index => State.incidents[index]);
  }

  return {spots, only, groups, members};
})();
