/* Corrections: what a reader puts right in the page, kept until it is saved as corrections.json, which
   `incidents map --corrections` applies. Nothing is sent anywhere. */
"use strict";

const Corrections = (() => {
  const FIELDS = ["actor", "target", "weapon", "damage", "claimed_by"];
  const PEOPLE = ["killed", "injured", "affected"];
  const NEAREST = 40;  // incidents offered as "the same"
  let made = [];  // what this reader has corrected, in order
  let by = "", saved = false;

  /* ---- what an incident says now, written as geo.corrections reads it ---- */

  function people(count) {
    if (!count) return "";
    const {low, best, high} = count;
    if (low !== null && low === high) return String(low);
    if (low !== null && high !== null) return `${low}-${high}`;
    if (low !== null) return `${low}+`;
    return best === null ? (high === null ? "" : `0-${high}`) : String(best);
  }

  function says(incident, field) {
    const {record} = incident;
    const last = made.findLast(each => each.incident === incident.record.id && each.field === field);
    if (last) return last.value || "";
    if (PEOPLE.includes(field)) return people(record[field]);
    if (field === "start" || field === "end") return record.when[field] || "";
    if (field === "place") return record.where.place ? String(record.where.place.id) : "";
    return record[field] || "";
  }

  const own = (report, incident) => report.incident_id || incident.record.id;
  const ids = incident => [incident.record.id, ...incident.reports.map(report => own(report, incident))];
  const of = incident => { const known = ids(incident); return made.filter(each => known.includes(each.incident)); };
  const withId = id => State.incidents.find(incident => ids(incident).includes(id));

  function put(incident, field, value, note, id = incident.record.id) {
    const was = field in {same_as: 1, not_same_as: 1, not_an_incident: 1} ? "" : says(incident, field);
    if (was === value) return;
    made = made.filter(each => each.incident !== id || each.field !== field || field.endsWith("same_as"));
    made.push({incident: id, field, value: value || null, was: was || null, by: by || null, note: note || null,
               made: new Date().toISOString().slice(0, 10)});
    changed(incident);
  }

  function undo(correction) {
    made = made.filter(each => each !== correction);
    const incident = withId(correction.incident);
    if (correction.field === "place") move(incident, undefined);
    changed(incident);
  }

  /* Shows at once what can be shown of it: what was left out or moved; the words change when the map is made again. */
  function changed(incident) {
    saved = false;
    if (incident) incident.removed = of(incident).some(each => each.field === "not_an_incident");
    State.change({});
    State.emit("correct", incident);
  }

  /* Moves an incident's mark to a point, to no place (null), or back (undefined). */
  function move(incident, at) {
    const moved = {at, area: null, weak: false, radius: null};
    for (const [name, value] of Object.entries(moved)) {
      if (at === undefined) delete incident[name];  // what the page was made with shows again
      else Object.defineProperty(incident, name, {value, configurable: true});
    }
  }

  /* Waits for a point on the map: a click, or Enter for its middle; Escape ends it. */
  function pick(done) {
    const {map} = State, box = map.getContainer(), waiting = new AbortController();
    const finish = at => {
      waiting.abort();
      box.classList.remove("picking");
      hint.remove();
      if (at) done([at.lat, at.wrap().lng]);
    };
    const hint = element("p", {class: "hint", role: "status"}, say("correct_pick"));
    box.append(hint);
    box.classList.add("picking");
    const listen = (event, act) => box.addEventListener(event, act, {capture: true, signal: waiting.signal});
    listen("click", event => {
      event.stopImmediatePropagation();
      event.preventDefault();
      finish(map.mouseEventToLatLng(event));
    });
    listen("keydown", event => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.stopImmediatePropagation();
      event.preventDefault();
      finish(event.key === "Enter" ? map.getCenter() : null);
    });
    box.focus({preventScroll: true});
  }

  /* ---- the form in an incident's card ---- */

  function labelled(words, control) {
    return element("label", {}, element("span", {}, words), control);
  }

  function choice(values, chosen) {
    const select = element("select", {}, values.map(([value, words]) => element("option", {value}, words)));
    select.value = chosen;
    return select;
  }

  function text(value, attributes = {}) {
    const input = element("input", {type: "text", maxlength: "500", autocomplete: "off", ...attributes});
    input.value = value;
    return input;
  }

  function button(words, act, css = "") {
    const made = element("button", {type: "button", class: css || null}, words);
    made.addEventListener("click", event => { event.stopPropagation(); act(event); });
    return made;
  }

  /* The places that the name could also have meant, a point on the map or in numbers, or none. */
  function places(incident, again) {
    const {place, alternatives} = incident.record.where, name = `place-${incident.index}`, now = says(incident, "place");
    const set = (value, at) => {
      move(incident, at);
      put(incident, "place", value);
      again();
    };
    const option = (value, words, act) => {
      const radio = element("input", {type: "radio", name});
      radio.checked = value === now;
      radio.addEventListener("change", act);
      return element("label", {class: "option"}, radio, element("span", {dir: "auto"}, words));
    };
    const back = () => {
      made = made.filter(each => each.incident !== incident.record.id || each.field !== "place");
      move(incident, undefined);
      changed(incident);
      again();
    };
    const typed = text(now.includes(",") ? now : "", {placeholder: "46.48,30.73", inputmode: "decimal", "aria-label": say("correct_degrees")});
    typed.addEventListener("change", () => {
      const at = typed.value.split(",").map(Number);
      if (at.length === 2 && Math.abs(at[0]) <= 85 && Math.abs(at[1]) <= 180) set(at.join(","), at);
      else typed.setAttribute("aria-invalid", "true");
    });
    return element("fieldset", {}, element("legend", {}, say("correct_place")),
      place && option(String(place.id), incident.place, back),
      alternatives.map(other => option(String(other.place.id), inWords(other.place), () => set(String(other.place.id), [other.place.lat, other.place.lon]))),
      place && option("", say("correct_no_place"), () => set("", null)),
      element("div", {class: "row"},
        button(say("correct_point"), () => {
          State.map.closePopup();
          pick(at => set(at.map(degrees => degrees.toFixed(5)).join(","), at));
        }), typed));
  }

  function distance(a, b) {
    if (!a.at || !b.at) return Infinity;
    return Math.hypot(a.at[0] - b.at[0], (a.at[1] - b.at[1]) * Math.cos(a.at[0] * Math.PI / 180));
  }

  function sameAs(incident, again) {
    const others = State.incidents.filter(other => other !== incident)
      .map(other => [distance(incident, other), other]).sort(([a], [b]) => a - b).slice(0, NEAREST);
    if (!others.length) return null;
    const select = choice([["", say("correct_choose")], ...others.map(([, other]) => [other.record.id, `${other.heading}, ${other.date}`])], "");
    select.addEventListener("change", () => { if (select.value) { put(incident, "same_as", select.value); again(); } });
    return labelled(say("correct_same"), select);
  }

  /* The reports that were put together, each to be parted from the first. */
  function apart(incident, again) {
    return incident.reports.slice(1).map(report => button(
      say("correct_apart", {report: report.title || report.source || report.doc_id}),
      () => { put(incident, "not_same_as", own(report, incident), null, own(incident.reports[0], incident)); again(); }));
  }

  /* The values of a field and their words, from the table of strings. */
  const codes = prefix => Object.entries(WORDS.strings).filter(([key]) => key.startsWith(prefix))
    .map(([key, words]) => [key.slice(prefix.length), words]);

  function fields(incident, again) {
    const rows = [
      ["type", choice(codes("type_"), says(incident, "type"))],
      ["stage", choice(codes("stage_"), says(incident, "stage"))],
      ...["start", "end"].map(field => [field, text(says(incident, field), {type: "date"})]),
      ...PEOPLE.map(field => [field, text(says(incident, field), {pattern: "[0-9]{1,9}([+]|\\s*(-|–)\\s*[0-9]{1,9})?", placeholder: "3, 3-5, 3+"})]),
      ...FIELDS.map(field => [field, text(says(incident, field), {dir: "auto"})]),
    ];
    const note = text("", {dir: "auto"}), name = text(by, {dir: "auto", autocomplete: "name"});
    const form = element("form", {class: "fields"}, rows.map(([field, control]) => labelled(say(`field_${field}`), control)),
      labelled(say("correct_note"), note), labelled(say("correct_by"), name),
      element("button", {type: "submit", class: "do"}, say("correct_keep")));
    form.addEventListener("submit", event => {
      event.preventDefault();
      by = name.value.trim();
      for (const [field, control] of rows) put(incident, field, control.value.trim(), note.value.trim());
      again();
    });
    return form;
  }

  /* What this reader has corrected in an incident, to be undone one by one. */
  function list(incident, again) {
    const rows = of(incident);
    return rows.length ? element("ul", {class: "corrected"}, rows.map(each => element("li", {},
      element("span", {dir: "auto"}, described(each, incident)), " ",
      button(say("correct_undo"), () => { undo(each); again(); })))) : null;
  }

  function described({field, value, was, note}, incident) {
    const name = text => field === "place" ? placeName(text, incident) : text;
    const what = field === "not_an_incident" ? say("correct_removed")
      : field.endsWith("same_as") ? `${say(`field_${field}`)}: ${headingOf(value)}`
      : `${say(`field_${field}`)}: ${was ? `${name(was)} → ` : ""}${value ? name(value) : say("unknown")}`;
    return note ? `${what} · ${note}` : what;
  }

  const inWords = ({name, admin1, country}) =>
    [...new Set([name, admin1, State.data.countries[country] || country])].filter(Boolean).join(", ");

  function placeName(id, incident) {
    const {place, alternatives} = incident.record.where, rank = alternatives.findIndex(other => String(other.place.id) === id);
    return rank >= 0 ? inWords(alternatives[rank].place) : place && String(place.id) === id ? incident.place : id;
  }

  function headingOf(id) {
    const incident = withId(id);
    return incident ? incident.heading : id;
  }

  /* The part of a card in which its incident is corrected; `resized` hears when its size changes. */
  function form(incident, resized) {
    const body = element("div", {class: "correct"});
    const details = element("details", {class: "correction"}, element("summary", {}, say("correct")), body);
    const again = () => {
      const removed = of(incident).some(({field}) => field === "not_an_incident");
      const parts = removed ? [] : [
        places(incident, again),
        button(say("correct_not_an_incident"), () => { put(incident, "not_an_incident", "yes"); again(); }),
        ...apart(incident, again),
        sameAs(incident, again),
        element("details", {}, element("summary", {}, say("correct_fields")), fields(incident, again)),
      ];
      body.replaceChildren(...[list(incident, again), ...parts].filter(Boolean));
      body.querySelectorAll("details").forEach(inner => inner.addEventListener("toggle", resized));
      resized();
    };
    details.addEventListener("toggle", () => { if (details.open) again(); else resized(); });
    return details;
  }

  /* ---- the bar that says what is not saved yet ---- */

  function file() {
    const kept = (State.data.corrections || []).map(({reason, ...correction}) => correction);
    return JSON.stringify({format: "incident-mapper corrections", corrections: [...kept, ...made]}, null, 1) + "\n";
  }

  /* Says what the page was corrected with, and what this reader has corrected since and not saved. */
  function add() {
    const box = document.getElementById("corrections"), before = State.data.corrections || [];
    const unmatched = before.filter(({reason}) => reason);
    const update = () => {
      box.hidden = !made.length && !before.length;
      box.replaceChildren(...[
        before.length ? element("p", {}, say("corrections_applied", {n: before.length - unmatched.length})) : null,
        unmatched.length ? element("details", {}, element("summary", {}, say("corrections_unmatched", {n: unmatched.length})),
          element("ul", {}, unmatched.map(({incident, field, value, reason}) =>
            element("li", {dir: "auto"}, `${incident}: ${say(`field_${field}`)}, ${value || say("unknown")}: ${reason}`)))) : null,
        made.length ? element("p", {role: "status"}, say("n_corrections", {n: made.length})) : null,
        made.length ? element("p", {class: "row"}, button(say("correct_save"), save, "do"),
          button(say("correct_undo_last"), () => undo(made[made.length - 1]))) : null,
        made.length ? element("p", {class: "note"}, say("correct_how")) : null,
      ].filter(Boolean));
    };
    State.on("correct", update);
    addEventListener("beforeunload", event => { if (made.length && !saved) event.preventDefault(); });
    update();
  }

  /* Gives the file to the browser; where a frame forbids downloads it stands in the page, to be copied. */
  function save() {
    const link = element("a", {download: "corrections.json"}), url = URL.createObjectURL(new Blob([file()], {type: "application/json"}));
    link.href = url;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    saved = true;
    if (window.parent === window) return;
    const copy = element("textarea", {readonly: "", "aria-label": "corrections.json"});
    copy.value = file();
    document.getElementById("corrections").append(copy);
  }

  return {add, form, file};
})();
