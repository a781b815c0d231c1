/* The list of all incidents beside the map. */
"use strict";

const Table = (() => {
  let items = [];

  function count() {
    const n = State.incidents.length, shown = State.shown.reduce((sum, one) => sum + one, 0);
    items.forEach((item, index) => { item.hidden = !State.shown[index]; });
    document.getElementById("count").textContent = shown === n ? "" : say("count_shown", {shown, n});
  }

  /* Gives each item of the page's list its sign, and those with a place a button that shows it on the map. */
  function add() {
    items = [...document.querySelectorAll("#list > li")];
    items.forEach((item, index) => {
      const incident = State.incidents[index];
      item.prepend(sign(State.data.types[incident.type], Marks.look(incident)));
      if (!incident.at) return;
      const button = element("button", {type: "button", class: "show", "aria-label": say("show_on_map_named", {heading: incident.heading})},
        say("show_on_map"));
      button.addEventListener("click", () => State.select(index, "table"));
      item.append(button);
    });
    State.on("change", count);
  }

  return {add};
})();
