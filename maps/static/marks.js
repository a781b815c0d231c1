/* The incidents on the map: marks of points and areas, what is drawn about them, and the popups they open. */
"use strict";

const Marks = (() => {
  const REACH = 15;  // pixels from the middle of a mark to its edge
  const CLOSEST = 11;  // the basemap's geometry is visibly coarse beyond

  let map, box, names, types, incidents, areas;
  const isShown = incident => State.shown[incident.index] === 1;

  /* Points of incidents that would overlap at a zoom are one mark; the mark stands at its first incident. */
  function grouped(zoom) {
    const cells = new Map(), groups = [];
    for (const incident of incidents) {
      if (!incident.at || incident.area !== null || !isShown(incident)) continue;
      const {x, y} = map.project(incident.at, zoom);
      const column = Math.floor(x / (2 * REACH)), row = Math.floor(y / (2 * REACH));
      let home = null;
      for (let i = column - 1; i <= column + 1; i++)
        for (let j = row - 1; j <= row + 1; j++)
          for (const group of cells.get(i + ":" + j) || [])
            if (!home && Math.hypot(group.x - x, group.y - y) < 2 * REACH) home = group;
      if (home) { home.members.push(incident); continue; }
      const group = {x, y, at: incident.at, members: [incident]}, key = column + ":" + row;
      groups.push(group);
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(group);
    }
    return groups;
  }

  const oneSpot = group => group.members.every(({at}) => at[0] === group.at[0] && at[1] === group.at[1]);

  /* ---- marks ---- */

  const marks = L.layerGroup(), rings = L.layerGroup(), outlines = L.layerGroup();
  const elements = new Map();  // the element on the map of each incident now marked, by index

  function named(members) {
    const first = members[0];
    return members.length === 1 ? `${first.heading}, ${first.date}` : say("several_named", {incidents: say("n_incidents", {n: members.length}), first: first.heading});
  }

  /* A ring of the members' colours about their number. */
  function tally(members) {
    const {types} = State.data, shares = new Map();
    members.forEach(({type}) => shares.set(types[type].colour, (shares.get(types[type].colour) || 0) + 1));
    const arcs = [];
    let from = 0;
    for (const [colour, share] of shares) {
      const part = share / members.length * 100;
      arcs.push(drawn("circle", {cx: 17, cy: 17, r: 14, fill: "none", stroke: colour, "stroke-width": 5, pathLength: 100,
                                 "stroke-dasharray": `${part} 100`, "stroke-dashoffset": -from}));
      from += part;
    }
    return drawn("svg", {viewBox: "0 0 34 34", width: 34, height: 34, "aria-hidden": "true", class: "sign"},
      drawn("circle", {cx: 17, cy: 17, r: 16.5, class: "paper"}), ...arcs,
      drawn("text", {x: 17, y: 21, "text-anchor": "middle", class: "tally"}, String(members.length)));
  }

  const look = incident => ({hollow: incident.stage !== "accomplished", dashed: incident.weak, area: incident.area !== null});

  function mark(members, at, {css, anchor, size, content, open}) {
    const marker = L.marker(at, {
      icon: L.divIcon({className: css, iconSize: size, iconAnchor: anchor, html: content}), keyboard: true, riseOnHover: true,
    }).addTo(marks);
    const made = marker.getElement();
    made.setAttribute("aria-label", named(members));
    made.title = named(members);
    made.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
    });
    marker.on("click", open);
    members.forEach(incident => elements.set(incident.index, made));
  }

  function numbers(members) {
    return element("span", {class: "number"}, members.slice(0, 3).map(({index}) => index + 1).join(", ") + (members.length > 3 ? " …" : ""));
  }

  function markGroup(group) {
    const {members, at} = group, only = members.length === 1 ? members[0] : null, half = only ? 14 : 17;
    const content = element("span", {}, only ? sign(types[only.type], look(only)) : tally(members), numbers(members),
      only && only.stage !== "accomplished" ? element("span", {class: "stage"}, stageInWords(only.stage)) : null);
    const spread = !oneSpot(group);
    mark(members, at, {
      css: "mark point" + (only ? "" : " several"), size: [2 * half, 2 * half], anchor: [half, half], content,
      open() {
        if (!spread || map.getZoom() === CLOSEST) return open(members, at);
        map.fitBounds(members.map(({at}) => at), {padding: [60, 60], maxZoom: CLOSEST, animate: false});
        focusOn(members[0].index);
      },
    });
    if (spread) return;
    const radius = Math.max(...members.map(incident => incident.radius || 0));
    const metres = 40075016.7 * Math.cos(at[0] * Math.PI / 180) / (256 * 2 ** map.getZoom());
    if (radius * 1000 / metres < REACH + 1) return;  // it would lie under the mark
    L.circle(at, {radius: radius * 1000, interactive: false, color: types[members[0].type].colour, weight: 1.25, opacity: 0.75,
                  fillOpacity: 0.07, dashArray: members.some(({weak}) => weak) ? "4 4" : null, className: "ring"}).addTo(rings);
  }

  /* ---- areas ---- */

  function shownAreas() {
    const found = new Map();
    for (const incident of incidents) {
      if (incident.area === null || !isShown(incident)) continue;
      if (!found.has(incident.area)) found.set(incident.area, []);
      found.get(incident.area).push(incident);
    }
    return found;
  }

  function outline(key, members) {
    const area = areas[key], first = members[0], hollow = members.every(({stage}) => stage !== "accomplished");
    const style = {color: types[first.type].colour, weight: 1.5, fillOpacity: hollow ? 0 : 0.1, className: "area"};
    const shape = area.rings
      ? L.polygon(Basemap.rings(area.rings, 1000), {...style, dashArray: hollow ? "6 4" : null, fillRule: "evenodd"})
      : L.circle(first.at, {...style, radius: (first.radius || 5) * 1000, dashArray: "6 5"});
    shape.on("click", event => open(members, event.latlng)).addTo(outlines);
  }

  /* The tags of the areas at a zoom: with their names where there is room, clear of the marks and each other. */
  function placed(groups, zoom) {
    const taken = new Basemap.Taken();
    groups.forEach(group => taken.add(boxAbout(group)));
    return [...shownAreas()].map(([key, members]) => {
      const {name, at} = areas[key], {x, y} = map.project(at, zoom);
      const words = name + (members.length > 1 ? ` (${members.length})` : "");
      const stages = [...new Set(members.map(({stage}) => stage).filter(stage => stage !== "accomplished").map(stageInWords))];
      const wide = 44 + 7 * words.length + stages.reduce((sum, stage) => sum + 16 + 8 * stage.length, 0);
      const boxes = [0, -34, 34].flatMap(dy =>
        [wide, 30].map(width => [x - width / 2, y + dy - 15, x + width / 2, y + dy + 15]));
      const box = boxes.find(box => taken.free(box)) || boxes[1];
      taken.add(box);
      return {key, members, words, stages, box, anchor: [x - box[0], y - box[1]]};
    });
  }

  function markArea({key, members, words, stages, box, anchor}) {
    const first = members[0], width = box[2] - box[0], small = width === 30;
    const content = element("span", {}, sign(types[first.type], look(first)),
      small ? members.length > 1 && element("b", {}, String(members.length)) || null : element("b", {dir: "auto"}, words),
      small ? null : stages.map(stage => element("span", {class: "stage"}, stage)), numbers(members));
    mark(members, areas[key].at, {
      css: "mark tag" + (small ? " small" : ""), size: [width, 30], anchor, content,
      open: () => open(members, areas[key].at),
    });
  }

  /* ---- drawing it all ---- */

  /* What a mark covers, with the word under it that says it is threatened or the like. */
  function boxAbout({x, y, members}) {
    const said = members.length === 1 && members[0].stage !== "accomplished" ? stageInWords(members[0].stage).length * 4 + 8 : 0;
    return [x - Math.max(REACH, said), y - REACH, x + Math.max(REACH, said), y + (said ? REACH + 20 : REACH)];
  }

  const MANY = 300;  // more marks than this, and only those in view are made
  const layouts = new Map();  // by zoom, until a filter changes

  function layout(zoom) {
    if (!layouts.has(zoom)) {
      const groups = grouped(zoom);
      layouts.set(zoom, {groups, tags: placed(groups, zoom)});
    }
    return layouts.get(zoom);
  }

  /* The basemap's names make way for the marks, and places of incidents are named first. */
  function aroundMarks(zoom) {
    const {groups, tags} = layout(zoom);
    const labels = groups.length > 120 ? [] : groups.filter(group => oneSpot(group) && group.members[0].name)
      .map(({at, members}) => ({name: members[0].name, lat: at[0], lon: at[1], kind: "mark", reach: REACH}));
    const said = new Set(tags.map(({key}) => areas[key].name));
    return {labels, boxes: groups.map(boxAbout).concat(tags.map(({box}) => box)), said};
  }

  function drawMarks() {
    const {groups, tags} = layout(map.getZoom());
    const focused = [...elements].find(([, made]) => made === document.activeElement);
    marks.clearLayers();
    rings.clearLayers();
    elements.clear();
    tags.forEach(markArea);
    const near = map.getBounds().pad(0.3);
    for (const group of groups) if (groups.length <= MANY || near.contains(group.at)) markGroup(group);
    if (focused) focusOn(focused[0]);
  }

  function refilter() {
    outlines.clearLayers();
    [...shownAreas()].sort(([a], [b]) => size(b) - size(a)).forEach(([key, members]) => outline(key, members));
    layouts.clear();
    drawMarks();
    names.before(aroundMarks);
  }

  /* How far an area's outline reaches, in its own units: the larger are drawn first, under the smaller. */
  function size(key) {
    return (areas[key].rings || []).reduce((sum, ring) => sum + ring.length, 0);
  }

  /* ---- popups ---- */

  let opener = () => null;

  function open(members, at, from) {
    const popup = L.popup({maxWidth: Math.min(340, box.clientWidth - 64), minWidth: Math.min(260, box.clientWidth - 64),
                           maxHeight: Math.max(160, box.clientHeight - 100), autoPanPadding: [14, 14], offset: [0, -8]});
    const turned = incident => State.select(incident.index, "map");
    popup.setLatLng(at).setContent(pages(members, types, () => popup.isOpen() && popup.update(), turned)).openOn(map);
    opener = from || (() => elements.get(members[0].index) || box);
    const made = popup.getElement();
    made.setAttribute("role", "dialog");
    made.setAttribute("aria-label", members.length > 1 ? say("n_incidents", {n: members.length}) : members[0].heading);
    made.tabIndex = -1;
    made.focus({preventScroll: true});
    if (!from) turned(members[0]);
  }

  function closed(event) {
    box.classList.remove("talking");
    const made = event.popup.getElement(), at = document.activeElement;
    if (!at || at === document.body || (made && made.contains(at))) {
      const target = opener();
      if (target) target.focus({preventScroll: true});
    }
    if (State.selected !== null) State.select(null, "map");
  }

  function focusOn(index) {
    const made = elements.get(index);
    (made || box).focus({preventScroll: true});
  }

  /* Shows an incident that was chosen elsewhere; closing its popup returns there. */
  function show(incident) {
    const chosen = document.activeElement;
    if (!incident.at) return;
    if (incident.area !== null && areas[incident.area].rings)
      map.fitBounds(Basemap.rings(areas[incident.area].rings, 1000), {padding: [20, 20], animate: false});
    else map.setView(incident.at, Math.max(map.getZoom(), 7), {animate: false});
    box.scrollIntoView({block: "nearest"});
    open([incident], incident.area === null ? incident.at : areas[incident.area].at, () => chosen);
  }

  /* Puts the incidents on a map, `ground` being its Basemap. */
  function add(onto, ground) {
    map = onto;
    box = map.getContainer();
    names = ground;
    ({types, incidents, areas} = State.data);
    [marks, rings, outlines].forEach(layer => layer.addTo(map));
    map.on("popupopen", () => box.classList.add("talking"));
    map.on("popupclose", closed);
    document.addEventListener("keydown", event => {
      if (event.key === "Escape") map.closePopup();
    });
    map.on("zoomend", drawMarks);
    map.on("moveend", () => { if (layout(map.getZoom()).groups.length > MANY) drawMarks(); });
    State.on("change", () => { map.closePopup(); refilter(); });
    State.on("select", (index, by) => {
      if (by !== "map" && index !== null) show(incidents[index]);
    });
    refilter();
  }

  return {add, look, tally, CLOSEST};
})();
