/* Starts the page: the map, and all that stands on it and beside it. */
"use strict";

(async () => {
  try {
    await State.open();
  } catch (error) {
    document.getElementById("map-box").append(element("p", {class: "note failure", role: "alert"}, error.message));
    return;
  }
  const {data} = State, box = document.getElementById(data.map);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const view = [[data.view[1], data.view[0]], [data.view[3], data.view[2]]];

  const map = State.map = window[data.map] = L.map(box, {
    minZoom: box.clientWidth < 600 ? 1 : 2, maxZoom: Marks.CLOSEST, maxBounds: [[-85, -400], [85, 400]], maxBoundsViscosity: 1,
    zoomControl: false, attributionControl: false, fadeAnimation: false,
    zoomAnimation: !still, markerZoomAnimation: !still, inertia: !still,
  });
  const overview = () => map.fitBounds(view, {padding: [36, 36], maxZoom: 8, animate: false});
  overview();
  L.control.zoom({zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out")}).addTo(map);
  L.control.scale({imperial: false}).addTo(map);
  const whole = L.Control.extend({
    options: {position: "topleft"},
    onAdd() {
      const button = element("button", {type: "button", title: say("show_all"), "aria-label": say("show_all")}, "⤢");
      button.addEventListener("click", overview);
      const bar = element("div", {class: "leaflet-bar whole"}, button);
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
  });
  new whole().addTo(map);

  Marks.add(map, Basemap.add(map, JSON.parse(document.getElementById("basemap").textContent)));
  Filters.add();
  Table.add();
  Timeline.add();
  Corrections.add();
  map.on("moveend", () => State.emit("view"));
  Fragment.start();

  /* In another page's frame, the wheel and one finger scroll that page; Ctrl and two fingers move the map. */
  if (window.parent !== window) {
    document.documentElement.classList.add("embedded");
    box.addEventListener("wheel", event => { if (!event.ctrlKey && !event.metaKey) event.stopImmediatePropagation(); }, {capture: true});
    if (matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  }

  matchMedia("print").addEventListener("change", () => {
    map.closePopup();
    map.invalidateSize({animate: false});
    overview();
  });
  new ResizeObserver(() => map.invalidateSize({animate: false})).observe(box);
})();
