/* The one state of the page: which incidents there are, which are shown, which is in focus. The other scripts
   know each other through it alone. */
"use strict";

/**
 * @typedef {Object} Incident what maps/payload.py writes of one incident
 * @property {number} index its place in State.incidents
 * @property {Object} record as `incidents extract` writes it, but for its reports: see State.record
 * @property {string} type
 * @property {string} stage
 * @property {?[number, number]} at latitude and longitude, degrees
 * @property {?number} radius kilometres
 * @property {?string} area key of State.data.areas
 * @property {boolean} weak near its place, or at an uncertain one
 * @property {?string} name of its place, short
 * @property {?string} country ISO 3166 code
 * @property {?string} start first day, ISO
 * @property {?string} end last day, ISO
 * @property {boolean} [removed] left out by this reader's corrections
 * @property {Object[]} reports doc_id, title, source, url, published, evidence as in the record; `day` and `quotes` in words
 */

/**
 * @typedef {Object} Filters
 * @property {Set<string>} types hidden ones, as for the next three
 * @property {Set<string>} stages
 * @property {Set<string>} countries "" for those without
 * @property {Set<string>} sources "" for those without
 * @property {number} confidence the least
 * @property {"any"|"killed"|"injured"|"affected"} harm
 * @property {?string} from ISO day
 * @property {?string} to ISO day
 * @property {boolean} undated whether those without a date are shown
 * @property {string} words that must all occur
 */

/* Why an incident is not shown: one bit for each filter that it fails. */
const FAILS = {types: 1, stages: 2, countries: 4, sources: 8, confidence: 16, harm: 32, time: 64, words: 128};

const State = (() => {
  const listeners = {change: [], select: [], hover: [], arrange: [], view: [], correct: []};

  /** @type {Filters} */
  const filters = unfiltered();

  const state = {
    data: null, /** @type {Incident[]} */ incidents: [], map: null, filters, shown: new Uint8Array(0), selected: null, complete: false,
    order: {by: null, down: false}, panel: "list", playing: false,
    open, whole, on, emit, change, passes, select, arrange, record, unfiltered, isFiltered, sourcesOf, suffered,
    link: () => Fragment.link(), follow: () => Fragment.follow(), linkTo: id => Fragment.linkTo(id),
  };

  let reading = null;  // what `whole` promised
  let fails = new Uint8Array(0);  // of each incident, the bits of FAILS

  /** @returns {Filters} */
  function unfiltered() {
    return {types: new Set(), stages: new Set(), countries: new Set(), sources: new Set(),
            confidence: 0, harm: "any", from: null, to: null, undated: true, words: ""};
  }

  /* Whether any filter is set. */
  function isFiltered() {
    const none = unfiltered();
    return Object.entries(filters).some(([name, value]) => value instanceof Set ? value.size > 0 : value !== none[name]);
  }

  /* Reads the page's incidents: of many, what the map needs; `whole` reads the rest. */
  async function open() {
    state.data = await Payload.read("incidents");
    state.incidents = Payload.incidents(state.data);
    fails = new Uint8Array(state.incidents.length);
    state.shown = new Uint8Array(state.incidents.length).fill(1);
  }

  /** @returns {Promise<void>} kept once all of the incidents is read */
  function whole() {
    return reading ??= Payload.complete(state.data).then(() => { state.complete = true; });
  }

  function on(event, listener) {
    listeners[event].push(listener);
  }

  function emit(event, ...told) {
    for (const listener of listeners[event]) listener(...told);
  }

  /**
   * Sets some of the filters and tells of what is now shown.
   * @param {Partial<Filters>} patch
   * @param {{passing?: boolean}} [how] passing: more such changes follow at once, as while a hand moves
   */
  function change(patch, how = {}) {
    Object.assign(filters, patch);
    const keys = Object.keys(patch).map(key => key in FAILS ? key : "time");
    for (const name of new Set(keys)) judge(name);
    for (const {index, removed} of state.incidents) state.shown[index] = fails[index] || removed ? 0 : 1;
    emit("change", patch, how);
  }

  /* Marks which incidents fail one filter. */
  function judge(name) {
    const test = TESTS[name](), bit = FAILS[name];
    for (const incident of state.incidents) {
      if (test(incident)) fails[incident.index] &= ~bit;
      else fails[incident.index] |= bit;
    }
  }

  const all = () => true;

  /* Whether a count says that there was somebody. */
  function suffered(count) {
    return count !== null && Math.max(count.low || 0, count.best || 0, count.high || 0) > 0;
  }

  /* For each filter, what tells whether an incident passes it as it is now set. */
  const TESTS = {
    types: () => ({type}) => !filters.types.has(type),
    stages: () => ({stage}) => !filters.stages.has(stage),
    countries: () => ({country}) => !filters.countries.has(country || ""),
    sources: () => filters.sources.size ? incident => sourcesOf(incident).some(source => !filters.sources.has(source)) : all,
    confidence: () => ({confidence}) => confidence >= filters.confidence,
    harm: () => filters.harm === "any" ? all : incident => suffered(incident[filters.harm]),
    time: () => inTime,
    words: () => Search.matcher(filters.words) || all,
  };

  /* An incident of which it is known only that it lies within some days is in time if one of them is. */
  function inTime({start, end}) {
    if (!start && !end) return filters.undated;
    return (!filters.to || (start || end) <= filters.to) && (!filters.from || (end || start) >= filters.from);
  }

  /* Whether an incident passes every filter but one. */
  function passes(index, but) {
    return (fails[index] & ~FAILS[but]) === 0 && !state.incidents[index].removed;
  }

  /* The sources of an incident's reports; "" for one that names none. */
  function sourcesOf({sources}) {
    return sources.length ? sources : [""];
  }

  /* Sets how the incidents are listed: {order: {by, down}, panel}. */
  function arrange(patch) {
    for (const key of ["order", "panel"]) if (key in patch) state[key] = patch[key];
    emit("arrange");
  }

  /**
   * Puts one incident in focus, or none.
   * @param {?number} index
   * @param {"map"|"table"|"link"|"report"} by
   */
  function select(index, by) {
    state.selected = index;
    emit("select", index, by);
  }

  /* An incident's whole record, as `incidents extract` writes it. */
  function record({record: fields, reports}) {
    return {...fields, reports: reports.map(report => ({...report}))};
  }

  return state;
})();
