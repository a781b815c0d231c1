/* The map itself: its view, its bounds, its buttons. */
"use strict";

/**
 * Opens the map on the view of all incidents, to which it goes back for print.
 * @param {Object} data the payload
 * @param {HTMLElement} box
 * @returns {L.Map} also State.map, and the global that folium's layers know
 */
function openMap(data, box) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const view = [[data.view[1], data.view[0]], [data.view[3], data.view[2]]];

  const map = State.map = window[data.map] = L.map(box, {
    minZoom: box.clientWidth < 400 ? 0 : 1, maxZoom: Marks.CLOSEST, maxBounds: [[-85, -400], [85, 400]], maxBoundsViscosity: 1,
    zoomControl: false, attributionControl: false, fadeAnimation: false,
    zoomAnimation: !still, markerZoomAnimation: !still, inertia: !still,
  });
  const zoomOfAll = () => map.getBoundsZoom(view, false, L.point(72, 72));
  const all = () => {
    const zoom = Math.min(8, zoomOfAll()), wide = map.project(view[1], zoom).x - map.project(view[0], zoom).x;
    const left = Math.max(36, Math.min(52, box.clientWidth - wide - 37));  // beside the buttons, if there is room
    map.fitBounds(view, {paddingTopLeft: [left, 36], paddingBottomRight: [36, 36], maxZoom: 8, animate: false});
  };
  // A view of the whole world begins where it can be read, with its ends outside.
  const least = box.clientWidth < 600 ? 1 : 2;
  let first = null;  // the view that nobody has changed yet
  const overview = () => {
    if (zoomOfAll() >= least) all();
    else map.setView(L.latLngBounds(view).getCenter(), least, {animate: false});
    first = {at: map.getCenter(), zoom: map.getZoom()};
  };
  overview();
  L.control.zoom({zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out")}).addTo(map);
  L.control.scale({imperial: false}).addTo(map);
  const whole = L.Control.extend({
    options: {position: "topleft"},
    onAdd() {
      const button = element("button", {type: "button", title: say("show_all"), "aria-label": say("show_all")}, "⤢");
      button.addEventListener("click", all);
      const bar = element("div", {class: "leaflet-bar whole"}, button);
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
  });
  new whole().addTo(map);

  matchMedia("print").addEventListener("change", () => {
    map.closePopup();
    map.invalidateSize({animate: false});
    overview();
  });
  new ResizeObserver(() => {
    const unchanged = map.getZoom() === first.zoom && map.getCenter().distanceTo(first.at) < 1;
    map.invalidateSize({animate: false});
    // What somebody reads or fills in stays where it is.
    if (unchanged && !box.querySelector(".leaflet-popup")) overview();
  }).observe(box);
  return map;
}
