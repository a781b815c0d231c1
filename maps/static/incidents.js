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
  const map = openMap(data, box);
  const names = Basemap.add(map, JSON.parse(document.getElementById("basemap").textContent));
  Marks.add(map, names);
  Tiles.add(map, names);
  Frame.start(map, box);
  await State.whole();
  Filters.add();
  Table.add();
  Timeline.add();
  Corrections.add();
  map.on("moveend", () => State.emit("view"));
  Fragment.start();
  Takeaway.add();
})();
