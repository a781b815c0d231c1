/* Finding words in the incidents, whatever their case and accents, in any script. */
"use strict";

const Search = (() => {
  const SLICE = 30, PAUSE = 5;  // milliseconds at a time that reading ahead may take, and leaves to all else
  /* Letters that Unicode doesn't take for another with an accent. */
  const LETTERS = {ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i", ħ: "h"};
  /* Scripts without blanks between words: in these a word is looked for anywhere. */
  const UNSPACED = new RegExp(["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
    .map(script => `\\p{Script=${script}}`).join("|"), "u");

  let texts = [], read = 0, places = null;  // read: how many were read ahead

  /* A text as it is compared: small letters without accents or apostrophes, one blank between words and before the first. */
  function folded(text) {
    const small = text.toLowerCase();
    if (!/[^\x00-\x7f]/.test(small)) return " " + small.replace(/['`]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
    const plain = small.normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[łøđðþßæœıħ]/g, letter => LETTERS[letter]);
    return " " + plain.replace(/['’ʼ‘`´]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  /* All that a reader can read of an incident. */
  function words(incident) {
    const {heading, place, name, date, dated, facts, reports} = incident;
    return [heading, place, name, date, dated, ...facts.map(([, said]) => said),
            ...reports.flatMap(({title, source, evidence}) => [title, source, ...evidence.map(({quote}) => quote)]),
    ].filter(Boolean).join(" \n ");
  }

  const textOf = incident => texts[incident.index] ??= folded(words(incident));

  /* Reads what is not read yet, little by little, so that the page doesn't halt; then runs what waits for that. */
  function prepare(then = () => {}) {
    const began = performance.now();
    while (read < State.incidents.length && performance.now() - began < SLICE) textOf(State.incidents[read++]);
    if (read < State.incidents.length) setTimeout(prepare, PAUSE, then);
    else then();
  }

  /* The words and the "quoted phrases" of a query, as they are compared. */
  function terms(query) {
    return [...query.matchAll(/["“„«]([^"“”„«»]*)["“”»]?|[^\s"“„«]+/g)]
      .map(([whole, quoted]) => folded(quoted ?? whole)).filter(term => term.trim());
  }

  /**
   * What tells whether an incident has all words of a query, each as the beginning of one of its words; null if
   * the query has none.
   * @param {string} query
   */
  function matcher(query) {
    const wanted = terms(query).map(term => UNSPACED.test(term) ? term.trim() : term);
    return wanted.length ? incident => { const text = textOf(incident); return wanted.every(term => text.includes(term)); } : null;
  }

  /* The places of the incidents, the busiest first: their name, how many incidents, and one of those. */
  function placesOf() {
    const found = new Map();
    for (const incident of State.incidents) {
      if (!incident.at || !incident.name) continue;
      const {place} = incident;
      if (!found.has(place)) found.set(place, {place, folded: folded(place), n: 0, incident});
      found.get(place).n++;
    }
    return [...found.values()].sort((a, b) => b.n - a.n);
  }

  /* Places of incidents that a query may mean. */
  function placesNamed(query, most) {
    const wanted = terms(query);
    if (!wanted.length) return [];
    places = places || placesOf();
    return places.filter(({folded}) => wanted.every(term => folded.includes(term))).slice(0, most);
  }

  /* Forgets where the incidents are, as a reader has corrected it. */
  function forgetPlaces() {
    places = null;
  }

  return {prepare, matcher, forgetPlaces, placesNamed, folded, terms};
})();
