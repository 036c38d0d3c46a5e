// Pourquoi ?: the words of a title, the rules that hit, the points, the decision in a sentence.

import { at, debounced, h, latest } from "./dom.js";
import { bars } from "./chart.js";
import { chip, company, confidence, marked } from "./paste.js";
import { label, language, noise, number, onLanguage, problem, role, t } from "./words.js";

function word(one) {
  const read = one.noise ? noise(one.noise) : one.read_as ?? t("unread");
  const kind = one.noise ? "noise" : one.read_as ? "known" : "unknown";
  const slip = one.mistyped ? h("span", { class: "note" }, t("mistyped")) : null;
  return h("li", { class: `word ${kind}` }, h("b", null, one.text), h("span", null, read), slip);
}

function inactive(why) {
  if (why === null) return null;
  if (why.startsWith("needs ")) return `${t("needs")} ${why.slice(6)}`;
  if (why.startsWith("not beside ")) return `${t("beside")} ${why.slice(11)}`;
  return why;
}

function hit(one, decides) {
  const off = inactive(one.inactive);
  return h("tr", { class: decides ? "decides" : one.points === 0 ? "idle" : null },
    h("td", { class: "figure" }, one.points > 0 ? `+${number(one.points)}` : "–"),
    h("td", null, h("b", null, one.text), off ? h("span", { class: "note" }, off) : null),
    h("td", null, one.concept, h("span", { class: "note" }, role(one.role))),
    h("td", null, ["context", "function", "mark"].includes(one.role) ? "" : chip(one.label)),
    h("td", null, h("code", null, `${one.file}:${one.line}`)));
}

function hits(why) {
  if (why.hits.length === 0) return h("p", { class: "hint" }, t("no_hits"));
  const heads = ["points_short", "in_title", "rule", "for_label", "place"].map((key) =>
    h("th", { scope: "col" }, key === "points_short" ? "+" : t(key)));
  const rows = why.hits.map((one, place) => hit(one, why.decided_by.includes(place)));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("rules_hit") },
    h("table", { class: "grid" }, h("thead", null, h("tr", null, heads)), h("tbody", null, rows)));
}

function points(why) {
  if (why.points.length === 0) return h("p", { class: "hint" }, t("no_points"));
  const rows = why.points.map((one) => ({ slug: one.label, name: label(one.label), value: one.points }));
  return bars(rows, { caption: t("points"), heading: t("family") });
}

function answer(why) {
  const slug = why.motif === "titre_vide" ? why.motif : why.label;
  return [
    h("div", { class: `card decision fam-${slug}` },
      h("p", { class: "said" }, marked(why.parts)),
      h("p", { class: "verdict" }, chip(slug), confidence(why.confiance), why.famille_2 ? h("span", { class: "second" }, `${t("second")} `, chip(why.famille_2)) : null),
      h("p", { class: "sentence" }, why.decision)),
    h("div", { class: "split even" },
      h("div", { class: "card" }, h("h2", null, t("words")), h("ul", { class: "words" }, why.words.map(word))),
      h("div", { class: "card" }, h("h2", null, t("points")), points(why))),
    h("div", { class: "card" }, h("h2", null, t("rules_hit")), hits(why)),
  ];
}

/** Starts the tab; what is returned explains a title of a company. */
export function startWhy() {
  const title = at("why-title");
  const question = latest();
  const update = async () => {
    const query = new URLSearchParams({ title: title.value, lang: language(), ...company("why") });
    try {
      const why = await question(`/v1/explain?${query}`);
      if (why === null) return;
      at("why-answer").replaceChildren(...answer(why));
      at("why-status").textContent = `${label(why.label)}. ${why.decision}`;
    } catch (error) {
      at("why-answer").replaceChildren(h("p", { class: "card fault" }, problem(error)));
    }
  };
  title.value = "Rédacteur·rice web SEO (H/F) – CDI";
  at("why-form").addEventListener("input", debounced(update));
  at("why-form").addEventListener("submit", (event) => event.preventDefault());
  onLanguage(update);
  return (wanted, of = {}) => {
    title.value = wanted;
    at("why-size").value = of.company_size ?? "";
    at("why-type").value = of.company_type ?? "";
    update();
  };
}
