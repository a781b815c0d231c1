/* What may be shown and hidden, and what the signs on the map mean. */
"use strict";

const Filters = (() => {
  /* A filter: one box for each value that occurs, with how many incidents have it. */
  function filter(title, field, values) {
    const hidden = State.filters[field];
    return element("fieldset", {}, element("legend", {}, title), [...values].map(([value, {words, icon, count}]) => {
      const input = element("input", {type: "checkbox"});
      input.checked = true;
      input.addEventListener("change", () => {
        hidden[input.checked ? "delete" : "add"](value);
        State.change({[field]: hidden});
      });
      return element("label", {}, input, icon, element("span", {class: "words"}, words), element("span", {class: "many"}, String(count)));
    }));
  }

  function counted(field, describe) {
    const found = new Map();
    for (const incident of State.incidents) {
      const value = incident[field];
      if (!found.has(value)) found.set(value, {...describe(value), count: 0});
      found.get(value).count++;
    }
    return new Map([...found].sort(([, a], [, b]) => b.count - a.count));
  }

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

  /* Fills the legend beside the map; an empty map has none. */
  function add() {
    if (!State.incidents.length) return;
    const {types} = State.data;
    const stages = counted("stage", value => ({words: value === "accomplished" ? say("happened") : stageInWords(value), icon: null}));
    const kinds = counted("type", value => ({words: types[value].words, icon: sign(types[value])}));
    const place = document.getElementById("legend"), roomy = State.map.getContainer().clientWidth >= 600;
    place.append(element("details", {open: roomy || kinds.size < 5 ? "" : null},
      element("summary", {}, say("legend_and_filters")),
      filter(say("what_happened"), "types", new Map(kinds)),
      stages.size > 1 ? filter(say("did_it_happen"), "stages", stages) : null, key()));
    place.hidden = false;
    matchMedia("print").addEventListener("change", () => {
      document.querySelectorAll("#legend details").forEach(details => { details.open = true; });
    });
  }

  return {add};
})();
