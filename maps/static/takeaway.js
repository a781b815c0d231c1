/* Takes what is shown out of the page: as GeoJSON, as CSV, on paper. The fields are those of `incidents extract`. */
"use strict";

const Takeaway = (() => {
  const PEOPLE = ["killed", "injured", "affected"];
  const OWN = new Set(["lat", "lon", "radius_km"]);  // fields of a place that an incident's whereabouts have too
  const FORMULA = /^ *[=+\-@\t\r\n＝＋－＠]/;  // what a spreadsheet takes for the start of a formula
  const FORMATS = {
    geojson: {name: "incidents.geojson", type: "application/geo+json", make: geojson},
    csv: {name: "incidents.csv", type: "text/csv;charset=utf-8", make: csv},
  };

  const shown = () => State.incidents.filter(({index}) => State.shown[index]);
  const placed = name => OWN.has(name) ? `where_place_${name}` : `where_${name}`;

  /* A record without nesting: {"when": {"start"}} is when_start; an unknown stays null. */
  function flat(record) {
    const made = {};
    for (const [name, value] of Object.entries(record)) {
      if (PEOPLE.includes(name)) for (const bound of ["low", "best", "high"]) made[`${name}_${bound}`] = value && value[bound];
      else if (name !== "when" && name !== "where") made[name] = value;
      else for (const [inner, found] of Object.entries(value)) {
        if (name !== "where" || inner !== "place") made[`${name}_${inner}`] = found;
        else for (const field of Object.keys(State.data.places)) made[placed(field)] = found && found[field];
      }
    }
    return made;
  }

  /* A point, or null for an area and for no place: no program shall draw an area as a pin. */
  function geometry({lat, lon, precision}) {
    return lat === null || (precision !== null && precision >= 3) ? null : {type: "Point", coordinates: [lon, lat]};
  }

  function geojson() {
    const features = shown().map(incident => {
      const record = State.record(incident);
      return {type: "Feature", id: record.id, geometry: geometry(record.where), properties: flat(record)};
    });
    const about = {type: "FeatureCollection", title: document.title, attribution: say("takeaway_attribution"), method: say("takeaway_method")};
    return `${JSON.stringify(about).slice(0, -1)},"features":[\n${features.map(feature => JSON.stringify(feature)).join(",\n")}\n]}\n`;
  }

  function cell(value) {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  const joined = values => [...new Set(values.filter(Boolean))].join(" | ");

  /* One incident of the table, by column. What credits it and says how it came about stands in columns too: a comment
     line is a row of data to a spreadsheet. */
  function row(incident) {
    const {where_alternatives: _, reports, corrected, ...fields} = flat(State.record(incident));
    return {
      ...fields,
      corrected: joined(corrected.map(({field}) => field)),
      sources: joined(reports.map(({source}) => source)), titles: joined(reports.map(({title}) => title)),
      urls: joined(reports.map(({url}) => url)), published: joined(reports.map(({published}) => published)),
      quotes: joined(reports.flatMap(({evidence}) => evidence.filter(({field}) => field === "type").map(({quote}) => quote))),
      attribution: say("takeaway_attribution"), method: say("takeaway_method"),
    };
  }

  function csv() {
    const rows = shown().map(row), names = rows.length ? Object.keys(rows[0]) : ["id"];
    const lines = [names, ...rows.map(each => names.map(name => each[name]))].map(values => values.map(cell).join(","));
    return `\ufeff${lines.join("\r\n")}\r\n`;  // without the mark, Excel takes UTF-8 for something else
  }

  /* ---- the menu ---- */

  /* In a sandboxed frame a download may be forbidden, and nothing tells a page so. */
  const boxed = () => window.parent !== window && self.origin === "null";

  function save(form, place) {
    const {name, type, make} = FORMATS[form], text = make();
    const link = element("a", {download: name}), url = URL.createObjectURL(new Blob([text], {type}));
    link.href = url;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    if (boxed()) offer(name, text, place);
    else place.replaceChildren(element("p", {}, say("takeaway_saved", {name})));
  }

  /* The text itself, to be copied where it can't be saved. */
  function offer(name, text, place) {
    const area = element("textarea", {readonly: "", rows: 5, "aria-label": name, spellcheck: "false"});
    area.value = text.replace(/^\ufeff/, "");
    place.replaceChildren(element("p", {}, say("takeaway_copy", {name})), area);
    area.select();
  }

  function button(words, act) {
    const made = element("button", {type: "button"}, words);
    made.addEventListener("click", act);
    return made;
  }

  function menu() {
    const count = element("p", {class: "many"}), told = element("div", {role: "status"});
    const made = element("details", {class: "menu"}, element("summary", {}, say("takeaway")), element("div", {},
      count, button(say("takeaway_geojson"), () => save("geojson", told)), button(say("takeaway_csv"), () => save("csv", told)), told));
    made.addEventListener("toggle", () => {
      told.replaceChildren();
      count.textContent = say("takeaway_count", {n: shown().length});
    });
    made.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !made.open) return;
      event.stopPropagation();
      made.open = false;
      made.querySelector("summary").focus();
    });
    document.addEventListener("pointerdown", event => { if (!made.contains(event.target)) made.open = false; });
    return made;
  }

  function add() {
    const place = document.getElementById("takeaway");
    if (!State.incidents.length) return;
    place.append(menu());
    if (!boxed()) place.append(button(say("print"), () => window.print()));  // a sandbox allows no dialog
    place.hidden = false;
  }

  return {add, geojson, csv};
})();
