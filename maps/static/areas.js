/* The areas in which incidents lie whose exact place nobody gives: outlines, and where their tags have room. */
"use strict";

const Areas = (() => {
  const FEW = 40;  // areas that all have a tag, room or not; of more, those have one that find room
  const DRAWN = 150;  // areas that are elements of their own; more are painted

  /* The incidents that are shown in each area, by its key. */
  function shown() {
    const found = new Map();
    for (const incident of State.incidents) {
      if (incident.area === null || !State.shown[incident.index]) continue;
      if (!found.has(incident.area)) found.set(incident.area, []);
      found.get(incident.area).push(incident);
    }
    return found;
  }

  /* How much there is of an outline: the larger are drawn first, under the smaller. */
  const size = key => (State.data.areas[key].rings || "").length;

  /**
   * Draws the outlines onto a layer group.
   * @param {(members: Incident[], at: L.LatLng) => void} open what a click does
   */
  function outline(found, onto, open) {
    const {areas, types} = State.data, renderer = found.size > DRAWN ? L.canvas() : null;
    const keys = [...found.keys()].sort((a, b) => size(b) - size(a));
    for (const key of keys) {
      const area = areas[key], members = found.get(key), first = members[0];
      const hollow = members.every(({stage}) => stage !== "accomplished");
      const style = {color: types[first.type].colour, weight: 1.5, fillOpacity: hollow ? 0 : 0.1, className: "area", ...(renderer && {renderer})};
      const shape = area.rings
        ? L.polygon(Basemap.rings(area.rings, 1000), {...style, dashArray: hollow ? "6 4" : null, fillRule: "evenodd"})
        : L.circle(first.at, {...style, radius: (first.radius || 5) * 1000, dashArray: "6 5"});
      shape.on("click", event => open(members, event.latlng)).addTo(onto);
    }
  }

  /**
   * The tags of the areas at a zoom: with their names where there is room, clear of the marks and of each other.
   * @param {number[][]} boxes what the marks cover, pixels: left, top, right, bottom
   */
  function tags(found, boxes, project) {
    const taken = new Basemap.Taken(), placed = [];
    boxes.forEach(box => taken.add(box));
    for (const [key, members] of found) {
      const {name, at} = State.data.areas[key], {x, y} = project(at);
      const words = name + (members.length > 1 ? ` (${members.length})` : "");
      const stages = [...new Set(members.map(({stage}) => stage).filter(stage => stage !== "accomplished").map(stageInWords))];
      const wide = 44 + 7 * words.length + stages.reduce((sum, stage) => sum + 16 + 8 * stage.length, 0);
      const tries = [0, -34, 34].flatMap(dy =>
        [wide, 30].map(width => [x - width / 2, y + dy - 15, x + width / 2, y + dy + 15]));
      const box = tries.find(box => taken.free(box)) || (found.size <= FEW ? tries[1] : null);
      if (!box) continue;
      taken.add(box);
      placed.push({key, members, words, stages, box, anchor: [x - box[0], y - box[1]]});
    }
    return placed;
  }

  return {shown, outline, tags};
})();
