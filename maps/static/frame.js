/* The page in another page's frame: it tells how high it is, and leaves the wheel and one finger to that page. */
"use strict";

const Frame = (() => {
  const framed = window.parent !== window;
  let told = 0;

  /* The page's own height: in a frame nothing in it may depend on the frame's height, or one would chase the other. */
  const height = () => Math.ceil(document.body.getBoundingClientRect().height);

  /* Tells the host, whoever it is: a height is no secret. The second message is Datawrapper's, which many hosts know. */
  function tell() {
    if (height() === told) return;
    told = height();
    window.parent.postMessage({"incident-map": {height: told}}, "*");
    window.parent.postMessage({"datawrapper-height": {"incident-map": told}}, "*");
  }

  /**
   * @param {L.Map} map
   * @param {HTMLElement} box the map's element
   */
  function start(map, box) {
    if (!framed) return;
    document.documentElement.classList.add("embedded");
    map.invalidateSize({animate: false});
    box.addEventListener("wheel", event => { if (!event.ctrlKey && !event.metaKey) event.stopImmediatePropagation(); }, {capture: true});
    if (matchMedia("(pointer: coarse)").matches) map.dragging.disable();
    new ResizeObserver(tell).observe(document.body);
    tell();
  }

  return {start};
})();
