/* What may be shown and hidden, the search, how many are shown, and what the signs on the map mean. */
"use strict";

const Filters = (() => {
  const FOLDED = 12, FEW = 8;  // more values than that are folded to so many
  const PLACES = 5;  // that a search offers at most
  const PAUSE = 220, MANY = 5000;  // milliseconds to wait after a key, or with many incidents after a slider's move

  /* The filters by value: of each, its name in State.filters and the values of an incident. */
  const FACETS = {
    types: ({type}) => [type],
    stages: ({stage}) => [stage],
    countries: ({country}) => [country || ""],
    sources: incident => State.sourcesOf(incident),
  };
  const HARMS = ["any", "killed", "injured", "affected"];

  let known = {};  // of each facet, its values and in how many incidents, the most frequent first
  const rows = {};  // of each facet, the elements of each value
  let parts = {};

  /* Counts the values of every facet among the incidents that pass all other filters, in one walk. */
  function counted() {
    const found = Object.fromEntries(Object.keys(FACETS).map(field => [field, new Map()]));
    for (const incident of State.incidents)
      for (const field in FACETS) {
        if (!State.passes(incident.index, field)) continue;
        for (const value of FACETS[field](incident)) found[field].set(value, (found[field].get(value) || 0) + 1);
      }
    return found;
  }

  /* The values that occur, as the fragment and the boxes have them. */
  const values = field => [...known[field].keys()];

  function valueInWords(field, value) {
    if (field === "types") return State.data.types[value].words;
    if (field === "stages") return value === "accomplished" ? say("happened") : stageInWords(value);
    if (field === "countries") return value ? (State.data.countries[value] || value) : say("no_country");
    return value || say("no_source");
  }

  const TITLES = {types: "what_happened", stages: "did_it_happen", countries: "country", sources: "source"};

  /* ---- one filter by value ---- */

  function choose(field, hidden) {
    State.change({[field]: new Set(hidden)});
  }

  function row(field, value) {
    const hidden = State.filters[field], words = valueInWords(field, value);
    const input = element("input", {type: "checkbox"}), many = element("span", {class: "many"});
    input.addEventListener("change", () => {
      const out = new Set(State.filters[field]);
      out[input.checked ? "delete" : "add"](value);
      choose(field, out);
    });
    /* The keyboard has "none" and the box for this; the tab order needn't be twice as long. */
    const only = element("button", {type: "button", class: "only", tabindex: -1, "aria-label": say("only_named", {value: words})},
      say("only"));
    only.addEventListener("click", () => choose(field, values(field).filter(other => other !== value)));
    input.checked = !hidden.has(value);
    const label = element("label", {}, input, field === "types" ? sign(State.data.types[value]) : null,
      element("span", {class: "words", dir: "auto"}, words), many);
    const made = element("div", {class: "value"}, label, only);
    rows[field].set(value, {made, input, many, folded: Search.folded(words)});
    return made;
  }

  function facet(field) {
    rows[field] = new Map();
    const all = values(field), title = say(TITLES[field]);
    const button = (words, hidden) => {
      const made = element("button", {type: "button", class: "quiet", "aria-label": `${title}: ${say(words)}`}, say(words));
      made.addEventListener("click", () => choose(field, hidden()));
      return made;
    };
    const list = element("div", {class: "values"}, all.map(value => row(field, value)));
    const whole = element("fieldset", {class: "facet"}, element("legend", {}, title),
      all.length > 1 ? element("span", {class: "all-none"}, button("all", () => []), button("none", () => all)) : null, list);
    if (all.length > FOLDED) fold(field, whole, list);
    return whole;
  }

  /* Of many values, shows the first and what is looked for. */
  function fold(field, whole, list) {
    const all = [...rows[field].values()];
    let open = false, wanted = "";
    const more = element("button", {type: "button", class: "quiet more"});
    const look = element("input", {type: "search", class: "look", "aria-label": say("find_value", {facet: say(TITLES[field])}),
                                   placeholder: say("find"), autocomplete: "off"});
    const draw = () => {
      all.forEach(({made, input, folded}, at) => {
        made.hidden = wanted ? !folded.includes(wanted) : !open && at >= FEW && input.checked;
      });
      more.hidden = Boolean(wanted);
      more.textContent = open ? say("fewer") : say("more_values", {n: all.length - FEW});
      more.setAttribute("aria-expanded", String(open));
    };
    more.addEventListener("click", () => { open = !open; draw(); });
    look.addEventListener("input", () => { wanted = Search.folded(look.value).trimEnd(); draw(); });
    if (field !== "types") whole.insertBefore(look, list);  // these are few enough to read, and the map's legend
    whole.append(more);
    draw();
  }

  /* ---- confidence and harm ---- */

  function confidence() {
    const input = element("input", {type: "range", min: 0, max: 100, step: 5, value: 0, "aria-labelledby": "confidence-label"});
    const said = element("output", {class: "many"});
    input.addEventListener("input", () => {
      drawConfidence();
      clearTimeout(parts.waiting);
      const change = () => State.change({confidence: Number(input.value) / 100});
      parts.waiting = setTimeout(change, State.incidents.length > MANY ? PAUSE : 0);
    });
    parts.confidence = {input, said};
    return element("fieldset", {class: "facet confidence"}, element("legend", {id: "confidence-label"}, say("least_confidence")),
      element("div", {class: "sure"}, input, said));
  }

  function drawConfidence() {
    const {input, said} = parts.confidence, percent = Number(input.value);
    said.textContent = percent ? say("at_least_percent", {n: percent}) : say("any_confidence");
    input.setAttribute("aria-valuetext", said.textContent);
  }

  function harm() {
    parts.harm = HARMS.map(value => {
      const input = element("input", {type: "radio", name: "harm", value}), many = element("span", {class: "many"});
      input.addEventListener("change", () => State.change({harm: value}));
      const label = element("label", {}, input, element("span", {class: "words"}, say(`harm_${value}`)), many);
      return {value, input, many, made: element("div", {class: "value"}, label)};
    });
    return element("fieldset", {class: "facet"}, element("legend", {}, say("harm")), parts.harm.map(({made}) => made));
  }

  function drawHarm() {
    const found = Object.fromEntries(HARMS.map(value => [value, 0]));
    for (const incident of State.incidents) {
      if (!State.passes(incident.index, "harm")) continue;
      for (const value of HARMS) if (value === "any" || State.suffered(incident[value])) found[value]++;
    }
    for (const {value, input, many} of parts.harm) {
      input.checked = State.filters.harm === value;
      many.textContent = NUMBER.format(found[value]);
    }
  }

  /* ---- search ---- */

  function search() {
    const input = element("input", {type: "search", id: "search-words", placeholder: say("search_hint"), autocomplete: "off",
                                    spellcheck: "false", enterkeyhint: "search"});
    const found = element("ul", {class: "places", "aria-label": say("places")});
    let waiting = null;
    const look = () => {
      clearTimeout(waiting);
      Search.prepare(() => { if (input.value !== State.filters.words) State.change({words: input.value}); });
    };
    input.addEventListener("focus", () => Search.prepare(), {once: true});
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, PAUSE); });
    input.addEventListener("keydown", event => { if (event.key === "Enter") look(); });
    parts.search = {input, places: found};
    document.getElementById("search").append(element("label", {class: "unseen", for: "search-words"}, say("search")), input, found);
  }

  /* The places that the words may mean, each a button that takes the map there. */
  function drawPlaces() {
    const {input, places} = parts.search;
    if (document.activeElement !== input) input.value = State.filters.words;
    places.replaceChildren(...Search.placesNamed(State.filters.words, PLACES).map(({place, n, incident}) => {
      const button = element("button", {type: "button", class: "quiet", "aria-label": say("go_to_place", {place, n})},
        element("span", {dir: "auto"}, place), element("span", {class: "many"}, NUMBER.format(n)));
      button.addEventListener("click", () => Marks.visit(incident));
      return element("li", {}, button);
    }));
  }

  /* ---- what is shown ---- */

  function drawCount() {
    const n = State.incidents.length;
    let shown = 0, unplaced = 0;
    for (const incident of State.incidents) {
      if (!State.shown[incident.index]) continue;
      shown++;
      if (!incident.at) unplaced++;
    }
    const words = shown === n ? say("count_all", {n}) : say("count_shown", {shown, n});
    parts.count.setAttribute("aria-live", State.playing ? "off" : "polite");
    parts.count.textContent = !unplaced ? words
      : say("count_with_unplaced", {count: words, unplaced: say("n_unplaced", {n: unplaced})});
    const filtered = State.isFiltered();
    if (!filtered && parts.reset === document.activeElement) parts.search.input.focus();
    parts.reset.hidden = !filtered;
  }

  function draw(patch) {
    const found = counted();
    for (const field in rows)
      for (const [value, {input, many, made}] of rows[field]) {
        const n = found[field].get(value) || 0;
        input.checked = !State.filters[field].has(value);
        many.textContent = NUMBER.format(n);
        made.classList.toggle("empty", n === 0);
      }
    if (parts.confidence) {
      const {input} = parts.confidence;
      if (document.activeElement !== input) input.value = String(Math.round(State.filters.confidence * 100));
      drawConfidence();
    }
    if (parts.harm) drawHarm();
    if (!patch || "words" in patch) drawPlaces();
    drawSummaries();
    drawCount();
  }

  /* Says on each folded filter whether it is set. */
  function drawSummaries() {
    const {filters} = State;
    const set = {countries: filters.countries.size > 0, sources: filters.sources.size > 0,
                 more: filters.confidence > 0 || filters.harm !== "any"};
    for (const [name, {made, mark}] of Object.entries(parts.groups)) {
      mark.textContent = set[name] ? say("set") : "";
      made.classList.toggle("set", Boolean(set[name]));
    }
  }

  /* ---- the key ---- */

  /* What the signs mean, for those that occur. */
  function key() {
    const {types} = State.data, {incidents} = State;
    const sample = types[incidents[0].type], neutral = {...sample, colour: "#646B76"};
    const points = incidents.filter(({at, area}) => at && area === null);
    const circle = attributes => drawn("svg", {viewBox: "0 0 28 28", width: 28, height: 28, "aria-hidden": "true", class: "sign"},
      drawn("circle", {cx: 14, cy: 14, r: 12.5, fill: "#646B76", "fill-opacity": 0.12, stroke: "#646B76", "stroke-width": 1.5, ...attributes}));
    const rows = [
      [points.some(({weak, stage}) => !weak && stage === "accomplished"), sign(neutral), "at_this_place"],
      [points.some(({weak}) => weak), sign(neutral, {dashed: true}), "near_this_place"],
      [incidents.some(({stage, at}) => at && stage !== "accomplished"), sign(neutral, {hollow: true}), "attempted_or_threatened"],
      [points.length > 1, points.length > 1 && Marks.tally(points.slice(0, 2).map(() => incidents[0])), "several_incidents"],
      [points.some(({radius}) => radius), circle({}), "uncertainty"],
      [incidents.some(({area}) => area !== null), sign(neutral, {area: true}), "in_this_area"],
    ].filter(([used]) => used);
    return rows.length ? element("ul", {class: "key", "aria-label": say("signs")},
      rows.map(([, icon, words]) => element("li", {}, icon, element("span", {}, say(words))))) : null;
  }

  /* ---- the whole ---- */

  /* A group of filters that is folded until it is wanted. */
  function group(name, title, ...content) {
    const mark = element("span", {class: "is-set"});
    const made = element("details", {class: "group"}, element("summary", {}, say(title), " ", mark), content);
    parts.groups[name] = {made, mark};
    return made;
  }

  function reset() {
    State.change(State.unfiltered());
    parts.search.input.value = "";
  }

  /* Fills what is above the list; an empty map has none of it. */
  function add() {
    if (!State.incidents.length) return;
    const found = counted();
    for (const field in found) known[field] = new Map([...found[field]].sort(([, a], [, b]) => b - a));
    const roomy = State.map.getContainer().clientWidth >= 600, many = field => known[field].size > 1;
    const sure = State.incidents.map(({confidence}) => confidence);
    const suffered = State.incidents.some(incident => HARMS.some(harm => harm !== "any" && State.suffered(incident[harm])));
    parts = {groups: {}, count: document.getElementById("count")};
    search();
    parts.reset = element("button", {type: "button", class: "quiet", id: "reset", hidden: ""}, say("reset"));
    parts.reset.addEventListener("click", reset);
    parts.count.after(parts.reset);
    const place = document.getElementById("legend"), varied = sure.some(one => one !== sure[0]);
    place.append(element("details", {open: roomy || known.types.size < 5 ? "" : null},
      element("summary", {}, say("legend_and_filters")),
      facet("types"), many("stages") ? facet("stages") : null,
      many("countries") ? group("countries", "country", facet("countries")) : null,
      many("sources") ? group("sources", "source", facet("sources")) : null,
      suffered || varied ? group("more", "harm_and_confidence", suffered ? harm() : null, varied ? confidence() : null) : null,
      key()));
    for (const id of ["search", "legend"]) document.getElementById(id).hidden = false;
    matchMedia("print").addEventListener("change", ({matches}) => {
      if (matches) document.querySelector("#legend > details").open = true;
    });
    State.on("change", draw);
    State.on("correct", Search.forgetPlaces);
    draw();
  }

  return {add, values};
})();
