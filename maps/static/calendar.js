/* Days, counted from 1 January 1970 (UTC), the units that a calendar makes of them, and how a reader says them. */
"use strict";

const Calendar = (() => {
  const DAY = 86_400_000;

  const dayOf = iso => Date.parse(`${iso}T00:00Z`) / DAY;
  const isoOf = day => new Date(day * DAY).toISOString().slice(0, 10);

  /* Units of so many days, counted from a Monday. */
  const days = size => ({floor: day => day - ((day + 3) % size + size) % size, next: day => day + size});

  /* Units of so many months, counted from a January. */
  function months(size) {
    const count = day => {
      const date = new Date(day * DAY);
      return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / size);
    };
    const first = count => {
      const date = new Date(0);
      date.setUTCFullYear(Math.floor(count * size / 12), count * size % 12, 1);
      return date.getTime() / DAY;
    };
    return {floor: day => first(count(day)), next: day => first(count(day) + 1)};
  }

  /* How long each is, roughly, in days. */
  const UNITS = [
    {name: "day", days: 1, ...days(1)}, {name: "week", days: 7, ...days(7)}, {name: "month", days: 30.4, ...months(1)},
    {name: "year", days: 365.2, ...months(12)}, {name: "decade", days: 3652, ...months(120)},
    {name: "century", days: 36524, ...months(1200)},
  ];

  /* The smallest unit of which so many at most hold the first day to the last; the days on which each begins, and the day
     after the last one. */
  function binned(first, last, most) {
    const unit = UNITS.find(unit => (last - first) / unit.days + 1 <= most) || UNITS[UNITS.length - 1];
    const edges = [unit.floor(first)];
    while (edges[edges.length - 1] <= last) edges.push(unit.next(edges[edges.length - 1]));
    return {unit, edges};
  }

  /* Which bin a day lies in; the first or the last for a day outside. */
  function binOf(edges, day) {
    let low = 0, high = edges.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (edges[middle] <= day) low = middle; else high = middle - 1;
    }
    return low;
  }

  /* ---- ticks ---- */

  const DAILY = {day: "numeric", month: "short"}, MONTHLY = {month: "short"}, YEARLY = {year: "numeric"};
  const TICKS = [
    ...[1, 7, 14].map(size => ({days: size, said: DAILY, ...days(size)})),
    ...[1, 3, 6].map(size => ({days: size * 30.4, said: MONTHLY, ...months(size)})),
    ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map(years => ({days: years * 365.2, said: YEARLY, ...months(12 * years)})),
  ];

  /* The days to name between two, at least so many days apart, and their names: the year with the first and where it turns. */
  function ticks(first, end, apart) {
    const step = TICKS.find(({days}) => days >= apart) || TICKS[TICKS.length - 1], found = [];
    let year = null;
    for (let day = step.floor(first); day < end; day = step.next(day)) {
      if (day < first) continue;
      const now = new Date(day * DAY).getUTCFullYear();
      found.push({day, words: formatted(day, now === year ? step.said : {...step.said, ...YEARLY})});
      year = now;
    }
    return found;
  }

  /* ---- words ---- */

  const formats = new Map();

  function format(options) {
    const key = JSON.stringify(options);
    const lang = WORDS.lang === "en" ? "en-GB" : WORDS.lang;  // the day before the month, as elsewhere on the page
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(lang, {timeZone: "UTC", ...options}));
    return formats.get(key);
  }

  const formatted = (day, options) => format(options).format(day * DAY);
  const LONG = {day: "numeric", month: "long", year: "numeric"}, SHORT = {day: "numeric", month: "short", year: "numeric"};

  const inWords = day => formatted(day, LONG);

  /* From the first day to the last: a month or a year by its name. */
  function spanInWords(first, last) {
    const from = new Date(first * DAY), to = new Date(last * DAY), past = new Date((last + 1) * DAY);
    if (first === last) return inWords(first);
    if (from.getUTCDate() === 1 && past.getUTCDate() === 1 && from.getUTCFullYear() === to.getUTCFullYear()) {
      if (from.getUTCMonth() === to.getUTCMonth()) return formatted(first, {month: "long", year: "numeric"});
      if (from.getUTCMonth() === 0 && to.getUTCMonth() === 11) return formatted(first, YEARLY);
    }
    return ranged(LONG, from, to);
  }

  /* Days of one month stand closer: 3–9 March 2025. */
  function ranged(options, from, to) {
    const words = format(options).formatRange(from, to), near = from.getUTCMonth() === to.getUTCMonth() && to - from < 31 * DAY;
    return near ? words.replace(/\s*–\s*/, "–") : words;
  }

  /* The same for a narrow column, from ISO days. */
  const short = iso => formatted(dayOf(iso), SHORT);
  const shortSpan = (from, to) => ranged(SHORT, new Date(dayOf(from) * DAY), new Date(dayOf(to) * DAY));

  return {dayOf, isoOf, binned, binOf, ticks, inWords, spanInWords, short, shortSpan};
})();
