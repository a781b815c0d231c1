/*
 * Incidents over time: a histogram of what passes the other filters, and a brush of two handles that sets
 * from when to when. Days are counted from 1 January 1970, UTC. A date that is known only to lie within some
 * days is drawn spread over them, lighter.
 */
"use strict";

const Timeline = (() => {
  const PLOT = 54, HEADROOM = 8;  // pixels: height of the plot, and what the highest bar leaves of it
  const NARROWEST = 5, WIDEST = 40, APART = 66;  // pixels: width of a bar; between ticks
  const PACE = 900;  // milliseconds that a step of playing takes at the plain speed
  const {dayOf, isoOf, binOf, spanInWords} = Calendar;

  /* ---- what there is ---- */

  let dated = [], undated = 0, first = 0, last = 0;  // dated: [index, first day, last day]
  let unit = null, edges = [0, 1], bars = [], wide = 0;
  let parts = null;  // the elements, once made

  function gather() {
    dated = [];
    undated = 0;
    for (const {index, start, end} of State.incidents) {
      if (!start && !end) { undated++; continue; }
      const from = dayOf(start || end), to = dayOf(end || start);
      dated.push([index, Math.min(from, to), Math.max(from, to)]);
    }
    first = dated.reduce((least, [, from]) => Math.min(least, from), Infinity);
    last = dated.reduce((most, [, , to]) => Math.max(most, to), -Infinity);
  }

  /* How many incidents of each colour fall into each bin: those sure to, and the shares of those that may. */
  function count() {
    const bins = edges.slice(1).map(() => ({sure: new Map(), maybe: new Map(), total: 0}));
    const add = (bin, kind, colour, share) => {
      bin[kind].set(colour, (bin[kind].get(colour) || 0) + share);
      bin.total += share;
    };
    for (const [index, from, to] of dated) {
      if (!State.passes(index, "time")) continue;
      const {colour} = State.data.types[State.incidents[index].type];
      const low = binOf(edges, from), high = binOf(edges, to);
      if (low === high) { add(bins[low], "sure", colour, 1); continue; }
      for (let bin = low; bin <= high; bin++)
        add(bins[bin], "maybe", colour, (Math.min(to + 1, edges[bin + 1]) - Math.max(from, edges[bin])) / (to + 1 - from));
    }
    return bins;
  }

  /* ---- drawing ---- */

  const x = day => (day - edges[0]) / (edges[edges.length - 1] - edges[0]) * wide;
  const dayAt = px => edges[0] + px / wide * (edges[edges.length - 1] - edges[0]);

  function drawBars() {
    bars = count();
    const most = Math.max(1, ...bars.map(({total}) => total));
    const shares = new Map();  // of each colour; the largest stands at the bottom, where it is read best
    for (const {sure, maybe} of bars)
      for (const [colour, share] of [...sure, ...maybe]) shares.set(colour, (shares.get(colour) || 0) + share);
    const colours = [...shares.keys()].sort((a, b) => shares.get(b) - shares.get(a));
    const piece = (x, y, width, height, fill, css) => drawn("rect", {
      x: x.toFixed(2), y: y.toFixed(2), width: width.toFixed(2), height: height.toFixed(2), fill, class: css,
    });
    const shapes = bars.flatMap(({sure, maybe}, bin) => {
      const room = x(edges[bin + 1]) - x(edges[bin]), width = Math.max(1, Math.min(WIDEST, room - (room > 4 ? 1 : 0)));
      const left = x(edges[bin]) + (room > WIDEST ? (room - WIDEST) / 2 : 0);
      let top = PLOT;
      const stack = (shares, css) => colours.filter(colour => shares.has(colour)).map(colour => {
        const height = shares.get(colour) / most * (PLOT - HEADROOM);
        top -= height;
        return piece(left, top, width, height, colour, css);
      });
      return [...stack(sure, "sure"), ...stack(maybe, "maybe")];
    });
    parts.unsure.hidden = !bars.some(({maybe}) => maybe.size);
    const peak = bars.findIndex(({total}) => total === most);
    parts.bars.replaceChildren(...shapes);
    parts.most.textContent = most >= 1 && peak >= 0 ? String(Math.round(most)) : "";
    parts.svg.setAttribute("aria-label", peak < 0 ? say("timeline_empty") : say("timeline_chart", {
      unit: say(`timeline_by_${unit.name}`), span: spanInWords(first, last), peak: spanInWords(...spanOf(peak)),
      n: Math.round(most),
    }));
  }

  const spanOf = bin => [edges[bin], edges[bin + 1] - 1];

  function drawTicks() {
    const end = edges[edges.length - 1], apart = APART * (end - edges[0]) / wide;
    const ticks = Calendar.ticks(edges[0], end, apart).filter(({day}) => x(day) < wide - 30);
    parts.ticks.replaceChildren(...ticks.flatMap(({day, words}) => [
      drawn("line", {x1: x(day), x2: x(day), y1: PLOT, y2: PLOT + 5}), drawn("text", {x: x(day) + 3, y: PLOT + 14}, words),
    ]));
  }

  /* ---- the range ---- */

  /* From the first day to the last that is chosen, within what there is. */
  function range() {
    const {from, to} = State.filters, low = edges[0], high = edges[edges.length - 1] - 1;
    const within = day => Math.min(high, Math.max(low, day));
    return [from ? within(dayOf(from)) : low, to ? within(dayOf(to)) : high];
  }

  const isWhole = ([from, to]) => from <= edges[0] && to >= edges[edges.length - 1] - 1;

  function drawRange() {
    const [from, to] = range(), left = x(from), right = x(to + 1), bins = edges.length - 1;
    parts.before.style.width = `${left}px`;
    parts.after.style.left = `${right}px`;
    parts.from.style.left = `${left}px`;
    parts.to.style.left = `${right}px`;
    parts.window.style.left = `${left}px`;
    parts.window.style.width = `${Math.max(0, right - left)}px`;
    const low = binOf(edges, from), high = binOf(edges, to);
    const tell = (handle, least, now, most, day) => {
      for (const [name, value] of Object.entries({min: least, now, max: most, text: Calendar.inWords(day)}))
        handle.setAttribute(`aria-value${name}`, String(value));
    };
    tell(parts.from, 0, low, high, Math.max(from, first));
    tell(parts.to, low, high, bins - 1, Math.min(to, last));
    const whole = isWhole([from, to]);
    parts.section.classList.toggle("limited", !whole);
    parts.whole.hidden = whole;
    parts.span.textContent = spanInWords(Math.max(from, first), Math.max(from, Math.min(to, last)));
  }

  let slow = 0, waiting = null;  // milliseconds that the last change took; the change that waits for its turn

  /* Let the page follow a range: at once, or while a hand moves, as often as the page can. */
  function choose([from, to], moving = false) {
    const low = edges[0], high = edges[edges.length - 1] - 1;
    [from, to] = [Math.max(low, Math.min(from, to)), Math.min(high, Math.max(from, to))];
    const patch = {from: from > low ? isoOf(from) : null, to: to < high ? isoOf(to) : null};
    clearTimeout(waiting);
    const change = () => {
      const began = performance.now();
      State.change(patch, {passing: moving});
      slow = performance.now() - began;
    };
    if (moving && slow > 40) {
      Object.assign(State.filters, patch);
      drawRange();
      waiting = setTimeout(change, Math.max(160, slow));
    } else change();
  }

  /* ---- keys ---- */

  function stepped(handle, event) {
    const isFrom = handle === parts.from, [from, to] = range(), bins = edges.length - 1;
    const page = Math.max(1, Math.round(bins / 10));
    const by = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page,
                Home: -bins, End: bins}[event.key];
    if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const now = isFrom ? binOf(edges, from) : binOf(edges, to);
    if (isFrom) {
      const bin = Math.min(binOf(edges, to), Math.max(0, now + by + (by < 0 && from > edges[now] ? 1 : 0)));
      choose([edges[bin], to]);
    } else {
      const bin = Math.max(binOf(edges, from), Math.min(bins - 1, now + by - (by > 0 && to < edges[now + 1] - 1 ? 1 : 0)));
      choose([from, edges[bin + 1] - 1]);
    }
  }

  /* ---- hands ---- */

  const binAt = event => {
    const box = parts.chart.getBoundingClientRect();
    return binOf(edges, dayAt(Math.min(wide - 0.01, Math.max(0, event.clientX - box.left))));
  };

  /* A drag of a handle moves it; of the chosen span, moves that; of what is not chosen, chooses anew. */
  function grab(event) {
    if (event.button) return;
    const began = binAt(event), [from, to] = range(), low = binOf(edges, from), high = binOf(edges, to);
    const handle = [parts.from, parts.to].find(handle => handle === event.target) || null;
    const inside = !handle && !isWhole([from, to]) && began >= low && began <= high;
    let moved = false;
    pause();
    if (!handle) event.preventDefault();
    const chosen = bin => {
      if (handle === parts.from) return [edges[Math.min(bin, high)], to];
      if (handle === parts.to) return [from, edges[Math.max(bin, low) + 1] - 1];
      if (inside && moved) {
        const by = Math.min(edges.length - 2 - high, Math.max(-low, bin - began));
        return [edges[low + by], edges[high + by + 1] - 1];
      }
      return [edges[Math.min(bin, began)], edges[Math.max(bin, began) + 1] - 1];
    };
    /* A handle grabbed beside its line doesn't jump. */
    const line = x(handle === parts.from ? from : to + 1) + parts.chart.getBoundingClientRect().left;
    const offset = handle ? line - event.clientX : 0;
    const at = event => {
      if (!handle) return binAt(event);
      const side = handle === parts.from ? 0.5 : -0.5, bin = wide / (edges.length - 1);
      return binAt({clientX: event.clientX + offset + side * bin});
    };
    const move = event => {
      const bin = at(event);
      if (!moved && bin === began && !handle) return;
      moved = true;
      choose(chosen(bin), true);
    };
    const drop = event => {
      stop();
      if (event.type === "pointerup" && (moved || !handle)) choose(chosen(at(event)));
    };
    const stop = () => {
      parts.chart.removeEventListener("pointermove", move);
      for (const type of ["pointerup", "pointercancel"]) parts.chart.removeEventListener(type, drop);
    };
    parts.chart.setPointerCapture(event.pointerId);
    parts.chart.addEventListener("pointermove", move);
    for (const type of ["pointerup", "pointercancel"]) parts.chart.addEventListener(type, drop);
  }

  function hint(event) {
    const bin = binAt(event), many = bars[bin];
    if (!many) return;
    const told = {span: spanInWords(...spanOf(bin)), value: Math.round(many.total * 10) / 10};
    parts.hint.textContent = say(many.maybe.size ? "timeline_bin_maybe" : "timeline_bin", told);
    const wideHint = parts.hint.offsetWidth, middle = x((edges[bin] + edges[bin + 1]) / 2);
    parts.hint.style.left = `${Math.min(wide - wideHint, Math.max(0, middle - wideHint / 2))}px`;
  }

  /* ---- playing ---- */

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const SIGNS = {  // in a 24 x 24 box
    timeline_step: "M5 4l9 8-9 8zM16 4h3v16h-3z", timeline_play: "M6 3.500l14 8.500-14 8.500z",
    timeline_pause: "M6 4h4.500v16H6zM13.500 4H18v16h-4.500z",
  };
  let playing = null;

  /* Moves the chosen span on by a bin; a span that is everything becomes a part, from the beginning. Whether it could. */
  function advance() {
    const [from, to] = range(), bins = edges.length - 1, atEnd = to >= edges[bins] - 1;
    const low = binOf(edges, from), many = isWhole([from, to]) ? Math.max(1, Math.round(bins / 12)) : binOf(edges, to) - low + 1;
    const next = isWhole([from, to]) || (atEnd && !playing) ? 0 : low + 1;
    if (next + many > bins) return false;
    choose([edges[next], edges[next + many] - 1], true);
    return true;
  }

  function tick() {
    if (advance()) playing = setTimeout(tick, Math.max(PACE / Number(parts.speed.value), 2 * slow));
    else pause();
  }

  function pause() {
    if (playing === null) return;
    clearTimeout(playing);
    playing = null;
    State.playing = false;
    State.change({}, {});
    drawPlay();
  }

  function play() {
    if (playing !== null) return pause();
    if (still.matches) { advance(); State.change({}, {}); return; }
    const [from, to] = range();
    if (!isWhole([from, to]) && to >= edges[edges.length - 1] - 1) advance();  // from the beginning again
    State.playing = true;
    playing = setTimeout(tick, 0);
    drawPlay();
  }

  function drawPlay() {
    const does = still.matches ? "timeline_step" : playing === null ? "timeline_play" : "timeline_pause", words = say(does);
    const box = {viewBox: "0 0 24 24", width: 16, height: 16, "aria-hidden": "true"};
    parts.play.replaceChildren(drawn("svg", box, drawn("path", {d: SIGNS[does]})));
    parts.play.setAttribute("aria-label", words);
    parts.play.title = words;
    parts.speed.closest("label").hidden = still.matches;
  }

  /* ---- the whole ---- */

  function unlimit() {
    pause();
    choose([edges[0], edges[edges.length - 1] - 1]);
    parts.from.focus();  // the button is gone
  }

  function build(section) {
    const button = (css, run, words) => {
      const made = element("button", {type: "button", class: css}, words);
      made.addEventListener("click", run);
      return made;
    };
    const handle = name => element("div", {class: `handle ${name}`, role: "slider", tabindex: 0, "aria-orientation": "horizontal",
                                           "aria-label": say(`timeline_${name}`)});
    const shade = css => element("div", {class: css, "aria-hidden": "true"});
    const group = css => drawn("g", {class: css});
    parts = {
      section, bars: group("bars"), ticks: group("ticks"), from: handle("from"), to: handle("to"),
      before: shade("shade"), after: shade("shade after"), window: shade("window"), hint: shade("hint"), most: shade("most"),
      span: element("output", {class: "span"}), play: button("play", play),
      whole: button("whole-time", unlimit, say("timeline_all")),
      speed: element("select", {}, [1, 2, 4].map(speed => element("option", {value: speed}, `${speed}×`))),
    };
    parts.svg = drawn("svg", {role: "img"}, parts.bars, parts.ticks);
    const {most, svg, before, after, window, from, to, hint: said} = parts;
    parts.chart = element("div", {class: "chart"}, most, svg, before, after, window, from, to, said);
    const speed = element("label", {class: "speed"}, element("span", {class: "unseen"}, say("timeline_speed")), parts.speed);
    const controls = element("div", {class: "controls"}, parts.play, speed, parts.span, parts.whole);
    parts.unsure = element("span", {class: "unsure"}, say("timeline_maybe"));
    controls.append(element("div", {class: "notes"}, parts.unsure, undated ? withoutDate() : null));
    section.append(controls, parts.chart);
    parts.chart.addEventListener("pointerdown", grab);
    parts.chart.addEventListener("pointermove", hint);
    for (const one of [parts.from, parts.to]) one.addEventListener("keydown", event => stepped(one, event));
  }

  /* The box that keeps or drops the incidents without a date. */
  function withoutDate() {
    const input = element("input", {type: "checkbox"}), many = element("span", {});
    input.addEventListener("change", () => State.change({undated: input.checked}));
    parts.undated = {input, many};
    return element("label", {class: "undated"}, input, many);
  }

  function drawUndated() {
    if (!parts.undated) return;
    let many = 0;
    for (const incident of State.incidents) if (!incident.start && !incident.end && State.passes(incident.index, "time")) many++;
    parts.undated.input.checked = State.filters.undated;
    parts.undated.many.textContent = say("timeline_undated", {n: many});
  }

  /* Measures the room there is, and draws all anew. */
  function lay() {
    wide = parts.chart.clientWidth;
    if (!wide) return;
    ({unit, edges} = Calendar.binned(first, last, Math.max(24, Math.min(160, wide / NARROWEST))));
    drawTicks();
    drawBars();
    drawRange();
    drawUndated();
  }

  /* Puts the timeline under the map; incidents of one day, or of none, have none. */
  function add() {
    const section = document.getElementById("timeline");
    gather();
    if (!section || !dated.length || (first === last && !undated)) return;
    section.hidden = false;
    section.setAttribute("aria-label", say("timeline"));
    build(section);
    drawPlay();
    if (first === last) {
      section.classList.add("one-day");
      drawUndated();
      State.on("change", drawUndated);
      return;
    }
    new ResizeObserver(lay).observe(parts.chart);
    still.addEventListener("change", () => { pause(); drawPlay(); });
    State.on("change", patch => {
      const keys = Object.keys(patch);
      if (!keys.length || keys.some(key => key !== "from" && key !== "to")) { drawBars(); drawUndated(); }
      drawRange();
    });
    lay();
  }

  return {add, pause};
})();
