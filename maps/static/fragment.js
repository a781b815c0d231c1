/*
 * The state of the page in the address's fragment, and back. A fragment is anybody's: what it names and the page
 * doesn't know is left out, and nothing of it is ever more than a string to compare with.
 */
"use strict";

const Fragment = (() => {
  const LONGEST = 8000, PAUSE = 350;  // characters that are read; milliseconds after which a change is written
  const SETS = {type: "types", stage: "stages", country: "countries", source: "sources"};
  const HARMS = ["killed", "injured", "affected"], NONE = "~";  // NONE stands for no value, which an empty string can't

  let touched = false, following = false, waiting = null, entered = false;

  const encode = text => encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/%20/g, "+");

  function decode(text) {
    try {
      return decodeURIComponent(text.replace(/\+/g, " "));
    } catch {
      return null;  // not UTF-8
    }
  }

  /* ---- writing ---- */

  /* A set of hidden values: the shown ones, or the hidden ones after a "!", whichever are fewer. */
  function written(hidden, values) {
    const shown = values.filter(value => !hidden.has(value)), out = values.filter(value => hidden.has(value));
    const list = some => some.map(value => value === "" ? NONE : encode(value)).join(",");
    return out.length <= shown.length ? `!${list(out)}` : list(shown);
  }

  /* The state as a fragment without its "#", empty if nothing is set. */
  function link() {
    const {filters, order, panel, selected, incidents} = State, parts = [];
    const add = (key, text) => parts.push(`${key}=${text}`);
    for (const [key, field] of Object.entries(SETS))
      if (filters[field].size) add(key, written(filters[field], Filters.values(field)));
    if (filters.confidence) add("confidence", String(filters.confidence));
    if (filters.harm !== "any") add("harm", filters.harm);
    if (filters.from) add("from", filters.from);
    if (filters.to) add("to", filters.to);
    if (!filters.undated) add("undated", "no");
    if (filters.words) add("q", encode(filters.words));
    if (order.by) add("sort", (order.down ? "-" : "") + order.by);
    if (panel !== "list") add("panel", panel);
    if (touched && State.map) {
      const {lat, lng} = State.map.getCenter();
      add("map", [State.map.getZoom(), lat.toFixed(4), lng.toFixed(4)].join("/"));
    }
    if (selected !== null) add("incident", encode(incidents[selected].id));
    return parts.join("&");
  }

  /* The address of this page with one incident open; null where the page has none, as in a frame made of text. */
  function linkTo(id) {
    if (!/^(https?|file):$/.test(location.protocol)) return null;
    return `${location.href.split("#")[0]}#incident=${encode(id)}`;
  }

  /* A button that copies an incident's link, or where a browser doesn't let it, shows the link; null where there is none. */
  function copier(incident) {
    const address = linkTo(incident.id);
    if (!address) return null;
    const button = element("button", {type: "button", class: "quiet"}, say("copy_link")), said = element("span", {role: "status"});
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address);
        said.textContent = say("link_copied");
      } catch {
        const shown = element("input", {type: "text", readonly: "", value: address, "aria-label": say("link_to_incident")});
        button.replaceWith(shown);
        shown.select();
      }
    });
    return element("p", {class: "copy"}, button, said);
  }

  /* Writes the state into the address, as a new entry of the history if `anew`, once changes have come to rest. */
  function note(anew) {
    if (following) return;
    entered = entered || anew;
    clearTimeout(waiting);
    waiting = setTimeout(write, PAUSE);
  }

  function write() {
    waiting = null;
    const text = link(), anew = entered && window.parent === window;  // a frame leaves its host's history alone
    entered = false;
    if (text === location.hash.slice(1)) return;
    try {
      history[anew ? "pushState" : "replaceState"](null, "", text ? `#${text}` : location.href.split("#")[0]);
    } catch {
      // a document without an address of its own, as in a frame made of text
    }
  }

  /* ---- reading ---- */

  function parsed(text) {
    const found = new Map();
    for (const part of text.slice(0, LONGEST).split("&")) {
      const at = part.indexOf("=");
      if (at > 0 && !found.has(part.slice(0, at))) found.set(part.slice(0, at), part.slice(at + 1));
    }
    return found;
  }

  function hiddenOf(text, values) {
    const but = text.startsWith("!"), known = new Set(values);
    const named = new Set(text.slice(but ? 1 : 0).split(",").map(value => value === NONE ? "" : decode(value))
      .filter(value => known.has(value)));
    if (!named.size) return new Set();  // nothing that is known: as if it weren't there
    return new Set(values.filter(value => named.has(value) === but));
  }

  function number(text, least, most) {
    return /^-?\d{1,4}(\.\d{1,10})?$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null;
  }

  function dayOf(text) {
    if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
    const date = new Date(`${text}T00:00Z`);
    return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? null : text;
  }

  function filtersOf(found) {
    const read = State.unfiltered(), text = key => found.get(key) ?? "";
    for (const [key, field] of Object.entries(SETS)) if (found.has(key)) read[field] = hiddenOf(text(key), Filters.values(field));
    read.confidence = number(text("confidence"), 0, 1) ?? 0;
    if (HARMS.includes(text("harm"))) read.harm = text("harm");
    [read.from, read.to] = [dayOf(text("from")), dayOf(text("to"))];
    if (read.from && read.to && read.from > read.to) [read.from, read.to] = [read.to, read.from];
    read.undated = text("undated") !== "no";
    read.words = (decode(text("q")) ?? "").slice(0, 200);
    return read;
  }

  function viewOf(found) {
    const [zoom, lat, lon, ...more] = (found.get("map") ?? "").split("/");
    const read = [number(zoom, 0, 30), number(lat ?? "", -90, 90), number(lon ?? "", -400, 400)];
    return more.length || read.includes(null) ? null : {zoom: read[0], at: [read[1], read[2]]};
  }

  /* Brings the page to what the address says. */
  function follow() {
    const found = parsed(location.hash.slice(1)), view = viewOf(found);
    const sort = /^(-?)([a-z]+)$/.exec(found.get("sort") ?? ""), id = decode(found.get("incident") ?? "");
    const index = id ? State.incidents.findIndex(each => each.id === id) : -1;
    following = true;
    clearTimeout(waiting);
    try {
      State.change(filtersOf(found));
      State.arrange({
        order: sort && Table.COLUMNS.includes(sort[2]) ? {by: sort[2], down: sort[1] === "-"} : {by: null, down: false},
        panel: found.get("panel") === "table" ? "table" : "list",
      });
      if (State.map) State.map.closePopup();
      if (index >= 0) State.select(index, "link");
      if (view && State.map) {
        touched = true;
        State.map.setView(view.at, view.zoom, {animate: false});
      }
    } finally {
      following = false;
    }
  }

  /* Follows the address, now and whenever it changes, and keeps it up with the page. */
  function start() {
    if (location.hash.length > 1) follow();
    window.addEventListener("popstate", follow);
    const moved = () => { touched = true; };
    const box = State.map.getContainer();
    for (const type of ["pointerdown", "wheel", "keydown"]) box.addEventListener(type, moved, {capture: true, passive: true});
    State.on("change", (patch, how) => note(!how.passing && !("words" in patch)));
    State.on("arrange", () => note(true));
    State.on("select", index => note(index !== null));
    State.on("view", () => { if (touched) note(false); });
  }

  return {start, link, follow, linkTo, copier};
})();
