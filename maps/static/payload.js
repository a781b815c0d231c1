/* Reads what maps/payload.py writes: incidents whose fields lie in columns and are looked up when asked for. */
"use strict";

const Payload = (() => {
  /**
   * The JSON of a block of the page, compressed or not.
   * @param {string} id
   * @throws {Error} where the browser can't unpack it
   */
  async function read(id) {
    const {type, textContent} = document.getElementById(id);
    if (type !== "application/gzip") return JSON.parse(textContent);
    if (typeof DecompressionStream === "undefined") throw new Error(say("cannot_unpack"));
    const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(textContent) : Uint8Array.from(atob(textContent), letter => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }

  /* Looks up in a column: one value, each value once, or all. */
  function reader(column) {
    if ("one" in column) return () => column.one;
    if ("all" in column) return i => column.all[i];
    return i => column.of[column.at[i]];
  }

  const readers = columns => Object.entries(columns).map(([name, column]) => [name, reader(column)]);

  /* Sets a field of an object by its name in the record: "where.lat". */
  function put(record, name, value) {
    const [outer, inner] = name.split(".");
    if (inner) (record[outer] ??= {})[inner] = value;
    else record[outer] = value;
  }

  /* A part of a text by its characters as Python counts them, of which JavaScript takes some for two. */
  const cut = (text, from, to) => /[\ud800-\udfff]/.test(text) ? [...text].slice(from, to).join("") : text.slice(from, to);

  /**
   * The words of a report that say so, as maps/words.py has them: quotes in pieces of text and the field it supports.
   * @param {{field: string, start: number, end: number, quote: string}[]} evidence
   */
  function quotes(evidence) {
    const seen = new Set(), ordered = evidence.filter(({field, start, end, quote}) => {
      const key = JSON.stringify([field, start, end, quote]);
      return !seen.has(key) && seen.add(key);
    }).sort((a, b) => a.start - b.start || b.end - a.end);
    const wholes = [];
    for (const piece of ordered) if (!wholes.length || piece.end > wholes.at(-1).end) wholes.push(piece);
    wholes.sort((a, b) => (a.field !== "type") - (b.field !== "type"));
    return wholes.map(whole => pieces(whole, ordered));
  }

  function pieces(whole, evidence) {
    const {field, start, end, quote} = whole;
    if (field !== "type" || [...quote].length !== end - start) return [[quote, field === "type" ? null : field]];
    const found = [];
    let done = start;
    for (const inner of evidence) {
      if (inner === whole || inner.start < done || inner.end > end || inner.field === "type") continue;
      found.push([cut(quote, done - start, inner.start - start), null], [cut(quote, inner.start - start, inner.end - start), inner.field]);
      done = inner.end;
    }
    found.push([cut(quote, done - start, end - start), null]);
    return found.filter(([text]) => text);
  }

  /* Lets incidents be asked for what lies in columns: their own, and those of their reports. */
  function describe(Incident, data) {
    const field = (name, of) => Object.defineProperty(Incident.prototype, name, {get() { return of(this.index); }, configurable: true});
    for (const [name, of] of readers(data.columns)) if (!name.startsWith("record.")) field(name, of);
    for (const [name, inner] of SHORT) {
      const column = data.columns[`record.${inner}`];
      if (column) field(name, reader(column));
    }
    for (const [name, rows] of Object.entries(data.labelled || {})) {
      const all = rows.map(([label, column]) => [label, reader(column)]);
      field(name, i => all.map(([label, of]) => [label, of(i)]).filter(([, words]) => words !== null));
    }
  }

  /* What is asked for most, by its name in the record. */
  const SHORT = [...["id", "type", "stage", "confidence", "killed", "injured", "affected"].map(name => [name, name]),
                 ["start", "when.start"], ["end", "when.end"], ["dated", "when.text"]];

  /* Gives the records of incidents, put together of their columns. */
  function recorder(data) {
    const inRecord = readers(data.columns).filter(([name]) => name.startsWith("record.")).map(([name, of]) => [name.slice(7), of]);
    const ofPlace = readers(data.places);
    const place = number => number === null ? null : Object.fromEntries(ofPlace.map(([name, of]) => [name, of(number)]));
    return index => {
      const record = {};
      for (const [name, of] of inRecord) put(record, name, of(index));
      const {where} = record;
      where.place = place(where.place);
      where.alternatives = where.alternatives.map(([number, confidence]) => ({place: place(number), confidence}));
      return record;
    };
  }

  /* Gives the reports of incidents: each a part of the record, and beside it what is said of it: `quotes`, `day` ... */
  function reporter(data) {
    const ofReport = readers(data.reports), ofItsWords = readers(data.report_words), source = reader(data.reports.source);
    const told = reader(data.told), first = new Uint32Array(data.count + 1);
    for (let i = 0; i < data.count; i++) first[i + 1] = first[i] + told(i);
    const each = (index, give) => Array.from({length: first[index + 1] - first[index]}, (_, at) => give(first[index] + at));
    const report = i => {
      const made = Object.fromEntries(ofReport.map(([name, of]) => [name, of(i)]));
      made.evidence = made.evidence.map(([field, start, end, quote]) => ({field, start, end, quote}));
      Object.defineProperty(made, "quotes", {get: () => quotes(made.evidence)});  // no part of the record
      for (const [name, of] of ofItsWords) Object.defineProperty(made, name, {get: () => of(i)});
      return made;
    };
    return {reports: index => each(index, report), sources: index => [...new Set(each(index, i => source(i) || ""))]};
  }

  /**
   * The incidents of a payload. Of a large one, what the map needs; the rest when `complete` has read it.
   * @returns {Incident[]}
   */
  function incidents(data) {
    const once = make => { let made; return () => made ??= make(data); };
    const record = once(recorder), told = once(reporter);

    class Incident {
      constructor(index) { this.index = index; }

      /* One line that names it. */
      get heading() {
        const stage = this.stage === "accomplished" ? "" : `, ${stageInWords(this.stage)}`;
        return `${data.types[this.type].words}${stage}: ${this.place}`;
      }

      /* Its record as `incidents extract` writes it, but for its reports. */
      get record() { return record()(this.index); }

      get reports() { return told().reports(this.index); }

      /* Where its reports come from, each source once, "" for an unknown one. */
      get sources() { return told().sources(this.index); }
    }

    describe(Incident, data);
    complete.of = Incident;
    return Array.from({length: data.count}, (_, index) => new Incident(index));
  }

  /* Reads the rest of a large payload, part by part. */
  async function complete(data) {
    if (data.rest && document.readyState === "loading")
      await new Promise(done => document.addEventListener("DOMContentLoaded", done, {once: true}));
    for (const id of data.rest || []) {
      const {columns, ...part} = await read(id);
      Object.assign(data.columns, columns);
      Object.assign(data, part);
    }
    if (data.rest) describe(complete.of, data);
  }

  return {read, incidents, complete, quotes};
})();
