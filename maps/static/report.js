/* The report: articles beside the map. What is marked in a text shows on the map, and what is marked on the map shows
   in the text. */
"use strict";

const Report = (() => {
  const DOTS = 300, APART = 27;  // places of one article that are dotted on the map; pixels between them
  let map, stories, articles, links, current = -1, dots, mentions = new Map();

  const marksOf = index => [...document.querySelectorAll(".told")].filter(mark => mark.dataset.incidents.split(" ").includes(String(index)));

  function unlight() {
    document.querySelectorAll(".lit").forEach(lit => lit.classList.remove("lit"));
  }

  /* Lights up some marks of the text, and brings the first into view. */
  function light(marks) {
    unlight();
    marks.forEach(mark => mark.classList.add("lit"));
    if (marks.length) marks[0].scrollIntoView({block: "center", behavior: "instant"});
  }

  /* ---- the articles ---- */

  /* Shows one article, the list of the others beside it, and the places that it names. */
  function turn(index, {fit = true} = {}) {
    if (index === current) return;
    current = index;
    articles.forEach((article, at) => { article.hidden = at !== index; });
    links.forEach((link, at) => link.setAttribute("aria-current", String(at === index)));
    if (links[index]) links[index].scrollIntoView({block: "nearest"});
    document.getElementById("articles").scrollTop = 0;
    drawDots();
    if (fit) fitTo(index);
  }

  /* The map of all that an article tells and names; of all there is, where it tells of nothing that can be shown. */
  function fitTo(index) {
    const {incidents, names} = stories[index];
    const told = incidents.map(each => State.incidents[each]).filter(({at}) => at);
    const points = told.length ? told.map(({at}) => at) : names.filter(Boolean).map(({at}) => at);
    if (points.length) map.fitBounds(points, {padding: [60, 60], maxZoom: 7, animate: false});
  }

  /* ---- the places that an article names ---- */

  const spot = ({at}) => at.join(" ");

  function drawDots() {
    if (current < 0) return;
    dots.clearLayers();
    mentions = new Map();
    stories[current].names.forEach((name, number) => {
      if (!name) return;
      const key = spot(name);
      if (!mentions.has(key)) mentions.set(key, []);
      mentions.get(key).push(number);
    });
    /* What has no room beside marks and other dots shows when one looks closer. */
    const taken = State.incidents.filter(({at, area}) => at && area === null).map(({at}) => map.latLngToLayerPoint(at));
    for (const numbers of [...mentions.values()].slice(0, DOTS)) {
      const name = stories[current].names[numbers[0]], at = map.latLngToLayerPoint(name.at);
      if (taken.some(other => Math.max(Math.abs(other.x - at.x), Math.abs(other.y - at.y)) < APART)) continue;
      taken.push(at);
      dot(name, numbers);
    }
  }

  function dot(name, numbers) {
    const words = say("report_named", {place: name.words});
    const marker = L.marker(name.at, {icon: L.divIcon({className: "dot", iconSize: [24, 24], html: element("span")}), keyboard: true}).addTo(dots);
    const made = marker.getElement();
    let next = 0;
    made.title = words;
    made.setAttribute("aria-label", words);
    const show = () => {
      light([named(numbers[next % numbers.length])]);  // one mention after the other
      next++;
      tell(words);
    };
    marker.on("click", show);
    made.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      show();
    });
  }

  const named = number => articles[current].querySelector(`[data-name="${number}"]`);

  /* Shows on the map the place that a name of the text means, and why that one. */
  function visit(mark) {
    const name = stories[current].names[Number(mark.dataset.name)], back = document.activeElement;
    light([...articles[current].querySelectorAll(".toponym")].filter(other => {
      const there = stories[current].names[Number(other.dataset.name)];
      return there && spot(there) === spot(name);
    }));
    map.setView(name.at, Math.max(map.getZoom(), 5), {animate: false});
    const popup = L.popup({maxWidth: 300, offset: [0, -2]}).setLatLng(name.at).setContent(
      element("article", {class: "card"}, element("h2", {dir: "auto"}, name.words), name.why ? element("p", {dir: "auto"}, name.why) : null)).openOn(map);
    const made = popup.getElement();
    made.setAttribute("role", "dialog");
    made.setAttribute("aria-label", name.words);
    made.tabIndex = -1;
    made.focus({preventScroll: true});
    popup.once("remove", () => { if (!document.activeElement || document.activeElement === document.body) back.focus({preventScroll: true}); });
  }

  /* ---- text to map, map to text ---- */

  function tell(words) {
    document.getElementById("told").textContent = words;
  }

  /* Puts an incident in focus from the text; of one without a place, all that is known stands under its sentence. */
  function choose(index, mark) {
    document.querySelectorAll(".aside").forEach(aside => aside.remove());
    light(marksOf(index).filter(told => articles[current].contains(told)));
    State.select(index, "report");
    const incident = State.incidents[index];
    if (incident.at) return;
    const aside = element("aside", {class: "aside", tabindex: "-1"}, card(incident, State.data.types[incident.type]));
    mark.closest("p").after(aside);
    aside.focus();
  }

  /* Shows in the text an incident that was chosen on the map. */
  function reveal(index) {
    if (!stories[current].incidents.includes(index)) {
      const teller = stories.findIndex(({incidents}) => incidents.includes(index));
      if (teller < 0) return unlight();
      turn(teller, {fit: false});
    }
    const marks = marksOf(index).filter(told => articles[current].contains(told));
    light(marks);
    tell(marks.length ? marks[0].textContent : "");
  }

  function clicked(event) {
    const badge = event.target.closest(".badge"), place = event.target.closest(".toponym:not(.unknown)"), told = event.target.closest(".told");
    if (!badge && window.getSelection && !window.getSelection().isCollapsed) return;  // words are being selected
    if (badge) {
      event.preventDefault();
      choose(Number(badge.dataset.incident), badge);
    } else if (place) visit(place);
    else if (told) {
      const all = told.dataset.incidents.split(" ").map(Number), at = all.indexOf(State.selected);
      choose(all[(at + 1) % all.length], told);
    }
  }

  function pressed(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    const place = event.target.closest(".toponym[role=button]");
    if (!place) return;
    event.preventDefault();
    visit(place);
  }

  /* What a script can make of the marks: colours, and places that are buttons. */
  function dress() {
    const colour = index => State.data.types[State.incidents[Number(index)].type].colour;
    for (const told of document.querySelectorAll(".told")) told.style.setProperty("--type", colour(told.dataset.incidents.split(" ")[0]));
    for (const badge of document.querySelectorAll(".badge")) badge.style.setProperty("--type", colour(badge.dataset.incident));
    for (const place of document.querySelectorAll(".toponym:not(.unknown)")) {
      place.setAttribute("role", "button");
      place.tabIndex = 0;
    }
  }

  /* The article, or the incident, that the address names. */
  function follow() {
    const [, kind, value] = /^#(story|incident)[-=](.*)$/.exec(location.hash) || [];
    if (kind === "story" && articles[Number(value) - 1]) turn(Number(value) - 1);
    if (kind !== "incident") return;
    const index = State.incidents.findIndex(({id}) => encodeURIComponent(id) === value || id === value);
    if (index >= 0) {
      reveal(index);
      State.select(index, "link");
    }
  }

  function add(onto) {
    map = onto;
    stories = JSON.parse(document.getElementById("report").textContent);
    articles = [...document.querySelectorAll(".story")];
    links = [...document.querySelectorAll("#stories a")];
    if (!articles.length) return;
    dots = L.layerGroup().addTo(map);
    map.on("zoomend", drawDots);
    dress();
    turn(0, {fit: articles.length === 1});
    const text = document.getElementById("articles");
    text.addEventListener("click", clicked);
    text.addEventListener("keydown", pressed);
    links.forEach((link, index) => link.addEventListener("click", event => {
      event.preventDefault();
      map.closePopup();
      unlight();
      turn(index);
      articles[index].focus({preventScroll: true});
      try { history.replaceState(null, "", `#story-${index + 1}`); } catch { /* a frame without an address of its own */ }
    }));
    State.on("select", (index, by) => {
      if (index === null) unlight();
      else if (by === "map") reveal(index);
    });
    addEventListener("hashchange", follow);
    follow();
  }

  return {add};
})();

(async () => {
  try {
    await State.open();
  } catch (error) {
    document.getElementById("map-box").append(element("p", {class: "note failure", role: "alert"}, error.message));
    return;
  }
  const {data} = State, box = document.getElementById(data.map), map = openMap(data, box);
  Marks.add(map, Basemap.add(map, JSON.parse(document.getElementById("basemap").textContent)));
  Frame.start(map, box);
  await State.whole();
  Corrections.add();
  Takeaway.add();
  Report.add(map);
})();
