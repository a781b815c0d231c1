/* A map of another's, from the network: offered only if the page was made so, asked for only after a click that names
   its host. The page's policy lets nothing through but that host's pictures. */
"use strict";

const Tiles = (() => {
  /* Adds the offer to a map, if the page has one; `names` is the basemap's layer of names. */
  function add(map, names) {
    const block = document.getElementById("tiles");
    if (!block) return;
    const {host, url, zoom, labels, attribution, terms} = JSON.parse(block.textContent);
    const least = map.getMaxZoom(), failure = element("span", {role: "status"});
    // A page's address, but not more, is what some hosts want to know; a page opened from disk has none to tell.
    const layer = L.tileLayer(url, {maxZoom: zoom, referrerPolicy: "origin", className: "foreign"});
    const button = element("button", {type: "button", "aria-pressed": "false"}, say("tiles_load", {host}));
    const credit = element("p", {hidden: ""}, attribution, " · ",
      element("a", {href: terms, rel: "noopener noreferrer", target: "_blank"}, say("tiles_terms")));
    layer.on("tileerror", () => { failure.textContent = say("tiles_failed", {host}); });
    layer.on("tileload", () => { failure.textContent = ""; });
    button.addEventListener("click", () => {
      const on = !map.hasLayer(layer);
      map[on ? "addLayer" : "removeLayer"](layer);
      if (labels) map[on ? "removeLayer" : "addLayer"](names);
      map.setMaxZoom(on ? zoom : least);
      button.textContent = say(on ? "tiles_remove" : "tiles_load", {host});
      button.setAttribute("aria-pressed", String(on));
      credit.hidden = !on;
      failure.textContent = "";
    });
    const offer = L.Control.extend({
      options: {position: "bottomright"},
      onAdd() {
        const bar = element("div", {class: "offer"}, button, failure, credit);
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      },
    });
    new offer().addTo(map);
  }

  return {add};
})();
