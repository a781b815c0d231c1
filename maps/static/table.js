/* The incidents beside the map, as a list or a table, and those that the map or the timeline can't show. */
"use strict";

const Table = (() => {
  const PAGE = 100, PRINTED = 1000, TRAY = 200;  // incidents on a page, on paper, in a tray

  const numeric = count => count === null ? null : count.best ?? count.low ?? count.high;

  /* The columns: what an incident is sorted by (null goes last), and whether the most comes first at the first press. */
  const KEYS = {
    date: {of: ({start, end}) => start || end, down: true},
    type: {of: ({type}) => State.data.types[type].words},
    place: {of: ({name}) => name},
    country: {of: ({country}) => country && (State.data.countries[country] || country)},
    killed: {of: ({killed}) => numeric(killed), down: true},
    injured: {of: ({injured}) => numeric(injured), down: true},
    confidence: {of: ({confidence}) => confidence, down: true},
    source: {of: ({sources}) => sources.find(Boolean)},
  };
  const COLUMNS = Object.keys(KEYS);
  const ORDERS = ["", "-date", "date", "-killed", "-injured", "type", "place", "-confidence"];  // that the list offers

  let page = 0, paper = false, listed = [], unfolded = null;  // listed: the indexes of what is shown, in order
  let parts = {};

  const typeOf = incident => State.data.types[incident.type];

  /* ---- order ---- */

  const ranked = {};  // by column, the indexes of all incidents in rising order, those without a value apart

  function ranking(by) {
    if (ranked[by]) return ranked[by];
    const keys = State.incidents.map(incident => KEYS[by].of(incident) ?? null);
    const words = [...new Set(keys)].filter(key => typeof key === "string");
    const {compare} = new Intl.Collator(State.data.lang, {numeric: true});
    const rank = new Map(words.sort(compare).map((word, at) => [word, at]));
    const place = key => typeof key === "string" ? rank.get(key) : key;
    const all = keys.map((_, index) => index), has = all.filter(index => keys[index] !== null);
    has.sort((a, b) => place(keys[a]) - place(keys[b]) || a - b);
    return ranked[by] = {has, not: all.filter(index => keys[index] === null)};
  }

  function ordered() {
    const {by, down} = State.order;
    const {has, not} = by ? ranking(by) : {has: State.incidents.map(({index}) => index), not: []};
    return [...(down ? [...has].reverse() : has), ...not].filter(index => State.shown[index]);
  }

  const written = ({by, down}) => by ? (down ? "-" : "") + by : "";
  const read = text => text ? {by: text.replace("-", ""), down: text.startsWith("-")} : {by: null, down: false};

  /* ---- one incident ---- */

  const stage = incident =>
    incident.stage === "accomplished" ? null : element("span", {class: "stage"}, stageInWords(incident.stage));
  const typeInWords = incident => element("span", {class: "type", dir: "auto"}, typeOf(incident).words);
  const signOf = incident => sign(typeOf(incident), Marks.look(incident));
  const label = (incident, heading) => say(incident.at ? "show_on_map_named" : "details_named", {heading});
  const paragraph = (css, words) => words ? element("p", {class: css, dir: "auto"}, words) : null;
  const number = incident => incident.index + 1;

  /* The button of an incident: to the map, or if that can't show it, all that is known of it. */
  function opener(incident) {
    const expanded = incident.at ? null : String(unfolded === incident.index);
    return button(say(incident.at ? "show_on_map" : "details"), () => choose(incident),
      {class: "show", "aria-expanded": expanded, "aria-label": label(incident, incident.heading)});
  }

  function choose(incident) {
    const again = !incident.at && unfolded === incident.index;
    State.select(again ? null : incident.index, "table");
  }

  const opened = incident => element("div", {class: "unfolded"}, card(incident, typeOf(incident)));

  function item(incident) {
    const known = incident.counts.filter(([, words]) => words !== say("unknown"))
      .map(([label, words]) => `${label.toLowerCase()}: ${words}`);
    const made = element("li", {id: `incident-${number(incident)}`, "data-number": number(incident)},
      signOf(incident), element("h3", {}, typeInWords(incident), " ", stage(incident)),
      paragraph("place", incident.place), paragraph("date", [incident.date, ...known].join(" · ")),
      incident.reports.flatMap(({quotes}) => quotes.slice(0, 1)).map(quoted),
      incident.reports.map(source), opener(incident), unfolded === incident.index ? opened(incident) : null);
    return linked(made, incident);
  }

  const quoted = pieces => element("blockquote", {class: "quote", dir: "auto"}, pieces.map(([text]) => text).join(""));

  function source({title, source, url}) {
    const named = [title, source].filter(Boolean).join(", ");
    return named || url ? element("p", {class: "source", dir: "auto"}, url ? link(url, named || url) : named) : null;
  }

  function row(incident) {
    const cell = (content, css = null) => element("td", {class: css}, content);
    const date = shortDate(incident);
    const open = element("button", {type: "button", class: "open", "aria-label": label(incident, `${incident.heading}, ${date}`)}, date);
    const made = element("tr", {},
      element("th", {scope: "row"}, open), cell([signOf(incident), typeInWords(incident), stage(incident)], "what"),
      cell(element("span", {dir: "auto"}, incident.name || incident.place)),
      cell(incident.country ? State.data.countries[incident.country] || incident.country : "–"),
      ...["killed", "injured"].map(field => cell(shortCount(incident[field]), "number")),
      cell(say("percent", {n: Math.round(incident.confidence * 100)}), "number"),
      cell(element("span", {dir: "auto"}, incident.sources.filter(Boolean).join(", ") || "–"), "from"));
    made.addEventListener("click", event => { if (!event.target.closest("a")) choose(incident); });
    const fold = () => element("tr", {class: "fold"}, element("td", {colspan: COLUMNS.length}, opened(incident)));
    return unfolded === incident.index ? [linked(made, incident), fold()] : [linked(made, incident)];
  }

  function shortDate({start, end}) {
    if (!start && !end) return "–";
    if (!end) return `${Calendar.short(start)} –`;
    if (!start) return `– ${Calendar.short(end)}`;
    return start === end ? Calendar.short(start) : Calendar.shortSpan(start, end);
  }

  function shortCount(count) {
    if (count === null) return "–";
    const {low, best, high} = count, one = value => NUMBER.format(value);
    if (low !== null && high !== null && low !== high) {
      const bounds = `${one(low)}–${one(high)}`;
      return best === null ? bounds : `${one(best)} (${bounds})`;
    }
    const most = best ?? low ?? high;
    if (most === null) return "–";
    return low === null && high !== null ? `≤ ${one(most)}` : high === null && low !== null ? `≥ ${one(most)}` : one(most);
  }

  /* Ties an element to its mark on the map: pointed at, the mark shows. */
  function linked(made, incident) {
    made.dataset.index = incident.index;
    if (State.selected === incident.index) made.classList.add("current");
    for (const type of ["pointerenter", "focusin"]) made.addEventListener(type, () => State.emit("hover", incident.index));
    for (const type of ["pointerleave", "focusout"]) made.addEventListener(type, () => State.emit("hover", null));
    return made;
  }

  /* ---- pages of them ---- */

  function draw() {
    const isTable = State.panel === "table" && !paper, many = paper ? PRINTED : PAGE;
    page = paper ? 0 : Math.min(page, Math.max(0, Math.ceil(listed.length / PAGE) - 1));
    const some = listed.slice(page * many, (page + 1) * many).map(index => State.incidents[index]);
    parts.list.hidden = isTable;
    parts.table.hidden = !isTable;
    parts.list.replaceChildren(...(isTable ? [] : some.map(item)));
    parts.body.replaceChildren(...(isTable ? some.flatMap(row) : []));
    parts.none.hidden = listed.length > 0;
    parts.rest.hidden = !paper || listed.length <= PRINTED;
    if (!parts.rest.hidden) parts.rest.textContent = say("not_printed", {n: listed.length - PRINTED});
    drawPager();
  }

  function drawPager() {
    const first = page * PAGE + 1, last = Math.min(listed.length, first + PAGE - 1);
    parts.pager.hidden = listed.length <= PAGE || paper;
    parts.pageWords.textContent = say("rows_of", {first, last, n: listed.length});
    parts.previous.disabled = page === 0;
    parts.next.disabled = last === listed.length;
  }

  function turn(by) {
    page += by;
    draw();
    const top = parts.views;
    if (scrolls()) parts.panel.scrollTop += top.getBoundingClientRect().top - parts.panel.getBoundingClientRect().top;
    else top.scrollIntoView({block: "start"});
    const pressed = by > 0 ? parts.next : parts.previous;
    if (pressed.disabled) (by > 0 ? parts.previous : parts.next).focus({preventScroll: true});
  }

  /* Whether the panel scrolls by itself, beside the map; on a narrow screen the whole page does. */
  const scrolls = () =>
    parts.panel.scrollHeight > parts.panel.clientHeight + 1 && getComputedStyle(parts.panel).overflowY === "auto";
  const elementOf = index => parts.panel.querySelector(`#list > [data-index="${index}"], #table tr[data-index="${index}"]`);

  /* Turns to the page that holds an incident; scrolls to it if that leaves the map in sight, or it has no place there. */
  function reveal(index) {
    const at = listed.indexOf(index);
    if (at < 0) return;
    if (Math.floor(at / PAGE) !== page) { page = Math.floor(at / PAGE); draw(); }
    const made = elementOf(index);
    if (scrolls()) {
      const {top, bottom} = made.getBoundingClientRect(), box = parts.panel.getBoundingClientRect();
      if (top < box.top || bottom > box.bottom) parts.panel.scrollTop += top - box.top - 40;
    } else if (!State.incidents[index].at) made.scrollIntoView({block: "nearest"});
  }

  function selected(index, by) {
    const before = unfolded, held = document.activeElement && document.activeElement.closest("[data-index]");
    unfolded = index !== null && !State.incidents[index].at ? index : null;
    if (unfolded !== before) {
      draw();
      if (held && elementOf(held.dataset.index)) elementOf(held.dataset.index).querySelector("button").focus({preventScroll: true});
    }
    parts.panel.querySelectorAll(".current").forEach(made => made.classList.remove("current"));
    if (index === null) return;
    if (by !== "table" || unfolded !== null) reveal(index);
    const made = elementOf(index);
    if (made) made.classList.add("current");
    if (made && unfolded !== null && by !== "table") made.querySelector("button").focus({preventScroll: true});
  }

  /* ---- what the map and the timeline can't show ---- */

  const TRAYS = {
    n_unplaced: {out: ({at}) => !at, words: incident => `${typeOf(incident).words}, ${incident.date}`},
    n_undated: {out: ({start, end}) => !start && !end, words: ({heading}) => heading},
  };

  function tray(name) {
    const summary = element("summary", {}), list = element("ul", {});
    const made = element("details", {class: "tray"}, summary, list);
    made.addEventListener("toggle", () => fill(name));
    return {made, summary, list};
  }

  function fill(name) {
    const {made, summary, list} = parts.trays[name], {out, words} = TRAYS[name];
    const some = State.incidents.filter(incident => State.shown[incident.index] && out(incident));
    made.hidden = !some.length;
    summary.textContent = say(name, {n: some.length});
    list.replaceChildren(...(made.open ? some.slice(0, TRAY) : []).map(incident => {
      const chosen = () => State.select(incident.index, incident.at ? "table" : "link");
      const content = [signOf(incident), element("span", {dir: "auto"}, words(incident))];
      return linked(element("li", {}, button(content, chosen, {class: "quiet"})), incident);
    }), made.open && some.length > TRAY ? element("li", {}, say("and_more", {n: some.length - TRAY})) : "");
  }

  /* ---- the whole ---- */

  function changed() {
    listed = ordered();
    page = 0;
    draw();
    for (const name in TRAYS) fill(name);
  }

  function arranged() {
    for (const [name, button] of Object.entries(parts.switch)) button.setAttribute("aria-pressed", String(State.panel === name));
    document.querySelector("main").classList.toggle("wide", State.panel === "table");
    parts.order.value = written(State.order);
    if (parts.order.selectedIndex < 0) parts.order.value = "";
    parts.orderLabel.hidden = State.panel === "table";
    for (const [name, heading] of Object.entries(parts.headings)) {
      const {by, down} = State.order;
      if (by === name) heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    }
    changed();
  }

  function head(name) {
    const sort = () => {  // one way, the other way, not at all
      const {by, down} = State.order, first = Boolean(KEYS[name].down);
      const next = by !== name ? {by: name, down: first} : down === first ? {by: name, down: !first} : {by: null, down: false};
      State.arrange({order: next});
    };
    const css = ["killed", "injured", "confidence"].includes(name) ? "number" : null;
    return parts.headings[name] = element("th", {scope: "col", class: css}, button(say(`column_${name}`), sort));
  }

  function button(words, run, attributes = {}) {
    const made = element("button", {type: "button", ...attributes}, words);
    made.addEventListener("click", run);
    return made;
  }

  function build() {
    for (const id of ["panel", "list", "views", "table", "tray"]) parts[id] = document.getElementById(id);
    Object.assign(parts, {body: element("tbody", {}), headings: {}, trays: {}, switch: {}});
    for (const name of ["list", "table"])
      parts.switch[name] = button(say(`panel_${name}`), () => State.arrange({panel: name}), {"aria-pressed": "false"});
    const orderInWords = order => say(`order_${order.replace("-", "down_") || "text"}`);
    parts.order = element("select", {}, ORDERS.map(order => element("option", {value: order}, orderInWords(order))));
    parts.order.addEventListener("change", () => State.arrange({order: read(parts.order.value)}));
    parts.orderLabel = element("label", {class: "order"}, element("span", {}, say("order")), parts.order);
    parts.views.append(
      element("div", {class: "switch", role: "group", "aria-label": say("shown_as")}, Object.values(parts.switch)), parts.orderLabel);
    const heads = element("thead", {}, element("tr", {}, COLUMNS.map(head)));
    parts.table.append(element("table", {"aria-labelledby": "list-heading"}, heads, parts.body));
    parts.none = element("p", {class: "note", hidden: ""}, say("none_shown"));
    parts.rest = element("p", {class: "note", hidden: ""});
    parts.pageWords = element("span", {role: "status"});
    parts.previous = button("‹", () => turn(-1), {"aria-label": say("previous_page")});
    parts.next = button("›", () => turn(1), {"aria-label": say("next_page")});
    parts.pager = element("nav", {class: "turner", "aria-label": say("pages")}, parts.previous, parts.pageWords, parts.next);
    parts.table.after(parts.none, parts.rest, parts.pager);
    for (const name in TRAYS) parts.tray.append((parts.trays[name] = tray(name)).made);
    parts.views.hidden = false;
  }

  function onPaper(is) {
    if (paper === is) return;
    paper = is;
    draw();
  }

  /* Puts the list and the table beside the map; an empty map has neither. */
  function add() {
    if (!State.incidents.length) return;
    build();
    document.querySelector(".skip").addEventListener("click", event => {
      event.preventDefault();  // the fragment is the page's state
      (State.panel === "table" ? parts.table : parts.list).focus();
    });
    /* Chromium tells the query of the change only after it has laid out the pages. */
    matchMedia("print").addEventListener("change", ({matches}) => onPaper(matches));
    addEventListener("beforeprint", () => onPaper(true));
    addEventListener("afterprint", () => onPaper(false));
    State.on("change", changed);
    State.on("arrange", arranged);
    State.on("select", selected);
    arranged();
  }

  return {add, COLUMNS};
})();
