/* What a popup says of an incident. Every word goes in as a text node; nothing is ever parsed as HTML. */
"use strict";

/* The sign of a type: a disc, or for an area a square, in the type's colour with its glyph. */
function sign(type, {hollow = false, dashed = false, area = false} = {}) {
  const ink = hollow || dashed ? type.colour : "#fff";
  const edge = {fill: hollow || dashed ? "#fff" : type.colour, stroke: hollow || dashed ? type.colour : "#fff",
                "stroke-width": 2, "stroke-dasharray": dashed ? "3.2 2.6" : "none"};
  return drawn("svg", {viewBox: "0 0 28 28", width: 28, height: 28, "aria-hidden": "true", class: "sign"},
    area ? drawn("rect", {x: 2, y: 2, width: 24, height: 24, rx: 5, ...edge})
         : drawn("circle", {cx: 14, cy: 14, r: 12.5, ...edge}),
    drawn("path", {d: type.glyph, transform: "translate(5.6 5.6) scale(.7)", fill: "none", stroke: ink,
                   "stroke-width": 2.4, "stroke-linecap": "round", "stroke-linejoin": "round"}));
}

/* Only an address of the web becomes a link; any other stands as text. */
function link(url, text) {
  if (!/^https?:\/\/\S+$/i.test(url)) return element("span", {dir: "auto"}, text === url ? url : `${text}, ${url}`);
  return element("a", {href: url, rel: "noopener noreferrer", target: "_blank", dir: "auto"}, text);
}

function quotation(pieces) {
  return element("blockquote", {dir: "auto"}, pieces.map(([text, field]) =>
    field ? element("mark", {title: say("supports", {field: fieldInWords(field)})}, text) : text));
}

function reported(report) {
  const parts = [report.title && element("cite", {dir: "auto"}, report.title),
                 report.source && element("span", {dir: "auto"}, report.source),
                 report.day && element("span", {}, report.day)].filter(Boolean);
  const source = element("p", {class: "source"}, parts.flatMap((part, i) => i ? [", ", part] : [part]));
  if (report.url) source.append(parts.length ? ", " : "", link(report.url, report.url));
  return element("div", {class: "report"}, report.quotes.map(quotation), source);
}

/* A stage as a reader sees it; one that nobody knows stands as written. */
const stageInWords = stage => `stage_${stage}` in WORDS.strings ? say(`stage_${stage}`) : stage;

const fieldInWords = field => `field_${field}` in WORDS.strings ? say(`field_${field}`) : field;

/* Why several reports are one incident, in the words of the program that joined them. */
function joined(reports) {
  const reasons = [...new Set(reports.map(({linked}) => linked).filter(Boolean))];
  return reasons.length ? element("p", {class: "joined", dir: "auto"}, `${say("one_incident_because")}: ${reasons.join("; ")}`) : null;
}

/* All that is known of one incident; `resized` hears when a part of it opens or closes. */
function card(incident, type, resized = () => {}) {
  const told = incident.reports.length;
  return element("article", {class: "card"},
    element("header", {},
      sign(type, {hollow: incident.stage !== "accomplished", dashed: incident.weak, area: incident.area !== null}),
      element("h2", {}, type.words, incident.stage === "accomplished" ? null : element("span", {class: "stage"}, stageInWords(incident.stage)))),
    element("p", {class: "place", dir: "auto"}, incident.place),
    element("p", {class: "date", dir: "auto"}, incident.date, incident.dated ? ` (“${incident.dated}”)` : null),
    element("dl", {class: "counts"}, incident.counts.map(([label, words]) =>
      element("div", {class: words === say("unknown") ? "unknown" : null}, element("dt", {}, label), element("dd", {}, words)))),
    element("dl", {class: "facts"}, incident.facts.map(([label, words]) =>
      element("div", {}, element("dt", {}, label), element("dd", {dir: "auto"}, words)))),
    incident.corrected.length ? element("div", {class: "corrected"}, element("h3", {}, say("corrected")),
      element("ul", {}, incident.corrected.map(line => element("li", {dir: "auto"}, line)))) : null,
    element("h3", {}, say("reports_say", {n: told})),
    joined(incident.reports),
    incident.reports.map(reported),
    incident.why.length ? element("details", {},
      element("summary", {}, say("why_this_place")),
      element("ul", {}, incident.why.map(line => element("li", {dir: "auto"}, line)))) : null,
    Fragment.copier(incident),
    Corrections.form(incident, resized));
}

const CHOICE = 2000;  // incidents that one list to choose from may hold

/* The cards of several incidents, one at a time, with buttons to go from one to the next; `turned` hears of each. */
function pages(incidents, types, changed, turned) {
  const body = element("div", {class: "pages"});
  let page = 0;
  /* Of many incidents, a list to choose from. */
  const choice = () => {
    if (incidents.length < 4 || incidents.length > CHOICE) return null;
    const made = element("select", {"aria-label": say("choose_incident")}, incidents.map((incident, at) =>
      element("option", {value: String(at)}, `${at + 1}. ${types[incident.type].words}, ${incident.date}`)));
    made.value = String(page);
    made.addEventListener("change", () => {
      page = Number(made.value);
      show("choose_incident");
    });
    return made;
  };
  const show = focus => {
    const incident = incidents[page];
    const turn = (step, words) => {
      const button = element("button", {type: "button", "aria-label": say(words)}, step < 0 ? "‹" : "›");
      button.addEventListener("click", event => {
        event.stopPropagation();  // or Leaflet, finding the button gone, takes it for a click beside the popup
        page = (page + step + incidents.length) % incidents.length;
        show(words);
      });
      return button;
    };
    const bar = incidents.length > 1 ? element("nav", {class: "pager", "aria-label": say("incidents_here")},
      turn(-1, "previous_incident"), element("span", {role: "status"}, say("page_of", {page: page + 1, n: incidents.length})),
      turn(1, "next_incident"), choice()) : null;
    body.replaceChildren(...[bar, card(incident, types[incident.type], changed)].filter(Boolean));
    body.querySelectorAll("details").forEach(details => details.addEventListener("toggle", changed));
    if (focus) bar.querySelector(`[aria-label="${say(focus)}"]`).focus();
    if (focus) turned(incident);
    changed();
  };
  show(null);
  return body;
}
