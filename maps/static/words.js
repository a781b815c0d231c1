/* The words of the interface, and the elements that hold them. Every word goes in as a text node: nothing is ever
   parsed as HTML. */
"use strict";

/** The page's language, and its strings by key. @type {{lang: string, strings: Object<string, string>}} */
const WORDS = JSON.parse(document.getElementById("words").textContent);
const PLURAL = new Intl.PluralRules(WORDS.lang), NUMBER = new Intl.NumberFormat(WORDS.lang);

/**
 * A string of the interface with its {name} filled in; of one with plural forms, the form that `n` asks for.
 * @param {string} key a row of maps/strings.tsv
 * @param {Object<string, string|number>} [values]
 */
function say(key, values = {}) {
  const form = WORDS.strings[key] ?? WORDS.strings[`${key}.${PLURAL.select(Number(values.n))}`];
  return form.replace(/\{(\w+)\}/g, (_, name) => typeof values[name] === "number" ? NUMBER.format(values[name]) : values[name]);
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children; a string child is text. Attributes that are null and empty children
 * are left out.
 */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null) made.setAttribute(name, value);
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== ""));
  return made;
}

/** The same for SVG. */
function drawn(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
