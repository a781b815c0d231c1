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
 * @property {boolean} undated whether those without a date stay when from or to is set
 * @property {string} words that must all occur
 */

const State = (() => {
  const listeners = {change: [], select: [], view: [], correct: []};

  /** @type {Filters} */
  const filters = {types: new Set(), stages: new Set(), countries: new Set(), sources: new Set(),
                   confidence: 0, harm: "any", from: null, to: null, undated: true, words: ""};

  const state = {
    data: null, /** @type {Incident[]} */ incidents: [], map: null, filters, shown: new Uint8Array(0), selected: null,
    open, on, emit, change, select, record,
  };

  /* Reads the page's incidents. */
  async function open() {
    state.data = JSON.parse(document.getElementById("incidents").textContent);
    state.incidents = state.data.incidents;
    state.incidents.forEach((incident, index) => { incident.index = index; });
    state.shown = new Uint8Array(state.incidents.length).fill(1);
  }

  function on(event, listener) {
    listeners[event].push(listener);
  }

  function emit(event, ...told) {
    for (const listener of listeners[event]) listener(...told);
  }

  /* Sets some of the filters and tells of what is now shown. */
  function change(patch) {
    Object.assign(filters, patch);
    const wanted = filters.words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    state.incidents.forEach((incident, index) => { state.shown[index] = passes(incident, wanted) ? 1 : 0; });
    emit("change");
  }

  function passes(incident, wanted) {
    if (filters.types.has(incident.type) || filters.stages.has(incident.stage)) return false;
    if (filters.countries.has(incident.country || "")) return false;
    if (filters.sources.size && incident.reports.every(({source}) => filters.sources.has(source || ""))) return false;
    if (incident.record.confidence < filters.confidence) return false;
    if (filters.harm !== "any" && !suffered(incident.record[filters.harm])) return false;
    return inTime(incident) && wanted.every(word => text(incident).includes(word));
  }

  const suffered = count => count !== null && Math.max(count.low || 0, count.best || 0, count.high || 0) > 0;

  function inTime({start, end}) {
    if (!filters.from && !filters.to) return true;
    if (!start && !end) return filters.undated;
    return (!filters.to || !start || start <= filters.to) && (!filters.from || !end || end >= filters.from);
  }

  /* All that can be searched in an incident. */
  function text({heading, facts, reports}) {
    return [heading, ...facts.flat(), ...reports.flatMap(({title, quotes}) => [title, ...quotes.flat().map(([piece]) => piece)])]
      .filter(Boolean).join(" ").toLocaleLowerCase();
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
    return {...fields, reports: reports.map(({doc_id, title, source, url, published, evidence}) =>
      ({doc_id, title, source, url, published, evidence}))};
  }

  return state;
})();
