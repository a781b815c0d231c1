/* The incidents on the map: marks of points and areas, what is drawn about them, and the popups they open. */
"use strict";

const Marks = (() => {
  const CLOSEST = 11;  // the basemap's geometry is visibly coarse beyond
  const MANY = 300;  // more marks than this, and only those in view are made
  const NAMED = 120;  // more marks than this, and their places' names get no precedence over the basemap's

  const ARCS = 5;  // kinds of incidents that a mark of several shows by their colour; the rest is grey

  let map, box, names, types, incidents, areas;
  let places = null, found = new Map(), dots = null;  // the spots that are shown, the areas, the layer of dots
  const marks = L.layerGroup(), rings = L.layerGroup(), outlines = L.layerGroup();
  const elements = new Map();  // the element on the map of each incident now marked, by index
  const layouts = new Map();  // by zoom, until a filter changes

  /* ---- what a mark looks like ---- */

  const look = incident => ({hollow: incident.stage !== "accomplished", dashed: incident.weak, area: incident.area !== null});

  /* Half the width of a mark of so many incidents, in pixels. */
  const half = many => many === 1 ? 14 : many < 1000 ? 17 : 19;

  /* How often each value occurs, the most frequent first. */
  function counted(values) {
    const times = new Map();
    for (const value of values) times.set(value, (times.get(value) || 0) + 1);
    return [...times].sort(([, a], [, b]) => b - a);
  }

  const short = new Intl.NumberFormat(WORDS.lang, {notation: "compact"});

  /* A ring of the members' colours about their number. */
  function tally(members) {
    const arcs = [], wide = half(members.length), kinds = counted(members.map(({type}) => type));
    let from = 0;
    for (const [type, share] of kinds.slice(0, ARCS)) {
      const part = share / members.length * 100;
      arcs.push(drawn("circle", {cx: 17, cy: 17, r: 14, fill: "none", stroke: State.data.types[type].colour, "stroke-width": 5, pathLength: 100,
                                 "stroke-dasharray": `${part} 100`, "stroke-dashoffset": -from}));
      from += part;
    }
    const words = members.length < 1000 ? String(members.length) : short.format(members.length);
    return drawn("svg", {viewBox: "0 0 34 34", width: 2 * wide, height: 2 * wide, "aria-hidden": "true", class: "sign"},
      drawn("circle", {cx: 17, cy: 17, r: 16.5, class: "paper"}), drawn("circle", {cx: 17, cy: 17, r: 14, class: "rest"}), ...arcs,
      drawn("text", {x: 17, y: 21, "text-anchor": "middle", class: words.length > 2 ? "tally long" : "tally"}, words));
  }

  /* What a mark holds, in words: its incident, or how many there are of which kinds and where. */
  function named(members) {
    const [first] = members;
    if (members.length === 1) return `${first.heading}, ${first.date}`;
    const kinds = counted(members.map(({type}) => type)).map(([type, n]) => `${types[type].words} ${n}`);
    return say("several_named", {incidents: say("n_incidents", {n: members.length}), kinds: kinds.join(", "), places: placesOf(members)});
  }

  function placesOf(members) {
    const all = counted(members.map(({name}) => name).filter(Boolean)), some = all.slice(0, 3).map(([name]) => name).join(", ");
    return all.length > 3 ? say("and_more_places", {places: some, n: all.length - 3}) : some;
  }

  /* The same as a small table, for who points at the mark or reaches it by keyboard. */
  function contents(members) {
    const kinds = counted(members.map(({type}) => type));
    return element("div", {class: "contents"}, element("strong", {}, say("n_incidents", {n: members.length})),
      element("ul", {}, kinds.slice(0, 6).map(([type, n]) =>
        element("li", {}, sign(types[type]), element("span", {}, types[type].words), element("b", {}, String(n))))),
      kinds.length > 6 ? element("p", {}, say("and_more_kinds", {n: kinds.length - 6})) : null,
      element("p", {dir: "auto"}, placesOf(members)));
  }

  function numbers(members) {
    return element("span", {class: "number"}, members.slice(0, 3).map(({index}) => index + 1).join(", ") + (members.length > 3 ? " …" : ""));
  }

  /* ---- marks ---- */

  function mark(members, at, {css, anchor, size, content, open}) {
    const marker = L.marker(at, {
      icon: L.divIcon({className: css, iconSize: size, iconAnchor: anchor, html: content}), keyboard: true, riseOnHover: true,
    }).addTo(marks);
    const made = marker.getElement();
    made.setAttribute("aria-label", named(members));
    if (members.length === 1) made.title = named(members);
    else marker.bindTooltip(() => contents(members), {direction: "top", offset: [0, -12], className: "held", opacity: 1});
    made.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
    });
    marker.on("click", open);
    members.forEach(incident => elements.set(incident.index, made));
  }

  function markGroup(group) {
    const members = Grouping.members(group, places), only = members.length === 1 ? members[0] : null;
    const {at, spots} = group, wide = half(members.length);
    const content = element("span", {}, only ? sign(types[only.type], look(only)) : tally(members), numbers(members),
      only && only.stage !== "accomplished" ? element("span", {class: "stage"}, stageInWords(only.stage)) : null);
    mark(members, at, {
      css: "mark point" + (only ? "" : " several"), size: [2 * wide, 2 * wide], anchor: [wide, wide], content,
      open() {
        if (spots.length === 1 || map.getZoom() >= CLOSEST) return open(members, at);
        map.fitBounds(spots.map(spot => places.at[spot]), {padding: [60, 60], maxZoom: CLOSEST, animate: false});
        focusOn(members[0].index);
      },
    });
    if (spots.length === 1) ring(members, at, wide);
  }

  /* The circle in which the incidents of a spot lie nine times in ten, to scale; dashed where the place is weak. */
  function ring(members, at, wide) {
    const radius = members.reduce((most, incident) => Math.max(most, incident.radius || 0), 0);
    const metres = 40075016.7 * Math.cos(at[0] * Math.PI / 180) / (256 * 2 ** map.getZoom());
    if (radius * 1000 / metres < wide + 2) return;  // it would lie under the mark
    L.circle(at, {radius: radius * 1000, interactive: false, color: types[members[0].type].colour, weight: 1.25, opacity: 0.75,
                  fillOpacity: 0.07, dashArray: members.some(({weak}) => weak) ? "4 4" : null, className: "ring"}).addTo(rings);
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

  const many = ({spots}) => spots.reduce((sum, n) => sum + places.first[n + 1] - places.first[n], 0);
  const firstOf = ({spots}) => incidents[places.who[places.first[spots[0]]]];

  /* What a mark covers, with the word under it that says it is threatened or the like. */
  function boxAbout(group) {
    const {x, y} = group, wide = half(many(group)) + 1, only = wide === 15 ? firstOf(group) : null;
    const said = only && only.stage !== "accomplished" ? stageInWords(only.stage).length * 4 + 8 : 0;
    return [x - Math.max(wide, said), y - wide, x + Math.max(wide, said), y + (said ? wide + 20 : wide)];
  }

  function layout(zoom) {
    if (!layouts.has(zoom)) {
      const {groups, dense} = Grouping.groups(places, 256 * 2 ** zoom), boxes = groups.map(boxAbout);
      layouts.set(zoom, {groups, dense, boxes, tags: Areas.tags(found, boxes, at => map.project(at, zoom))});
    }
    return layouts.get(zoom);
  }

  /* The basemap's names make way for the marks, and places of incidents are named first. */
  function aroundMarks(zoom) {
    const {groups, boxes, tags} = layout(zoom);
    const labels = groups.length > NAMED ? [] : groups.filter(group => group.spots.length === 1 && firstOf(group).name)
      .map(group => ({name: firstOf(group).name, lat: group.at[0], lon: group.at[1], kind: "mark", reach: half(many(group)) + 1}));
    const said = new Set(tags.map(({key}) => areas[key].name));
    return {labels, boxes: boxes.concat(tags.map(({box}) => box)), said};
  }

  let drawnAt = NaN;  // the zoom that the marks are drawn for

  function drawMarks() {
    drawnAt = map.getZoom();
    const {groups, tags, dense} = layout(map.getZoom()), near = map.getBounds().pad(0.1);
    const focused = [...elements].find(([, made]) => made === document.activeElement);
    [marks, rings].forEach(layer => layer.clearLayers());
    elements.clear();
    for (const tag of tags) if (tags.length <= MANY || near.contains(areas[tag.key].at)) markArea(tag);
    for (const group of groups) if (groups.length <= MANY || near.contains(group.at)) markGroup(group);
    if (focused) focusOn(focused[0]);
    if (dense && !dots) dots = Dots.add(map, () => places);
    if (dots) dots.getPane().hidden = !dense;
  }

  function refilter() {
    places = Grouping.only(places, index => State.shown[index] === 1);
    found = Areas.shown();
    outlines.clearLayers();
    Areas.outline(found, outlines, open);
    layouts.clear();
    drawMarks();
    if (dots) dots.redraw();
    names.before(aroundMarks);
  }

  /* Opens the dot that was clicked between the marks. */
  function clicked({latlng, originalEvent}) {
    if (!layout(map.getZoom()).dense || originalEvent.target.closest(".mark")) return;
    const {x, y} = map.project(latlng), spot = Dots.hit(places, x, y, 256 * 2 ** map.getZoom());
    if (spot >= 0) open(Grouping.members({spots: [spot]}, places), places.at[spot]);
  }

  /* ---- popups ---- */

  let opener = () => null, opening = false;

  function open(members, at, from) {
    if (!State.complete) return void State.whole().then(() => open(members, at, from));
    const popup = L.popup({maxWidth: Math.min(340, box.clientWidth - 64), minWidth: Math.min(260, box.clientWidth - 64),
                           maxHeight: Math.max(160, box.clientHeight - 100), autoPanPadding: [14, 14], offset: [0, -8]});
    const turned = incident => State.select(incident.index, "map");
    opening = true;  // what closes an older popup
    popup.setLatLng(at).setContent(pages(members, types, () => popup.isOpen() && popup.update(), turned)).openOn(map);
    opening = false;
    opener = typeof from === "function" ? from : () => elements.get(members[0].index) || box;
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
    if (!opening && State.selected !== null && incidents[State.selected].at) State.select(null, "map");
  }

  function focusOn(index) {
    const made = elements.get(index);
    (made || box).focus({preventScroll: true});
  }

  /* Takes the map to an incident. */
  function visit(incident) {
    if (incident.area !== null && areas[incident.area].rings)
      map.fitBounds(Basemap.rings(areas[incident.area].rings, 1000), {padding: [20, 20], animate: false});
    else map.setView(incident.at, Math.max(map.getZoom(), 7), {animate: false});
    box.scrollIntoView({block: "nearest"});
  }

  /* Shows an incident that was chosen elsewhere; closing its popup returns there. */
  function show(incident) {
    const chosen = document.activeElement;
    visit(incident);
    open([incident], incident.area === null ? incident.at : areas[incident.area].at, () => chosen);
  }

  /* Puts the incidents on a map, `ground` being its Basemap. */
  function add(onto, ground) {
    map = onto;
    box = map.getContainer();
    names = ground;
    ({incidents, data: {types, areas}} = State);
    places = Grouping.spots(incidents, Basemap.unit);
    [marks, rings, outlines].forEach(layer => layer.addTo(map));
    map.on("popupopen", () => box.classList.add("talking"));
    map.on("popupclose", closed);
    map.on("click", clicked);
    document.addEventListener("keydown", event => {
      if (event.key === "Escape") map.closePopup();
    });
    map.on("moveend", () => { if (map.getZoom() !== drawnAt || layout(drawnAt).groups.length > MANY) drawMarks(); });
    State.on("change", patch => {
      if (Object.keys(patch).length) map.closePopup();  // a correction changes no filter and goes on in its popup
      refilter();
    });
    State.on("select", (index, by) => {
      if (by === "map" || index === null) return;
      if (incidents[index].at) show(incidents[index]);
      else map.closePopup();
    });
    State.on("hover", index => {
      box.querySelectorAll(".mark.lit").forEach(made => made.classList.remove("lit"));
      if (index !== null && elements.has(index)) elements.get(index).classList.add("lit");
    });
    refilter();
  }

  return {add, look, tally, visit, CLOSEST};
})();
