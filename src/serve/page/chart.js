// Bars of counts: a table whose rows have a bar each, so that the eye and the screen reader get the same numbers.

import { h, svg } from "./dom.js";
import { number, t } from "./words.js";

/** A table of bars. `rows` are `{ slug, name, value }`; `total` adds each one's share. */
export function bars(rows, { caption, heading, total = 0 }) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  const share = (value) => (total > 0 ? h("span", { class: "share" }, ` ${number((value / total) * 100, 1)} %`) : null);
  const bar = (value) =>
    svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { width: 100, height: 10, class: "track" }),
      svg("rect", { width: value > 0 ? Math.max(0.8, (value / most) * 100) : 0, height: 10, class: "bar" }));
  const line = (row) =>
    h("tr", { class: `fam-${row.slug}` }, h("th", { scope: "row" }, row.name), h("td", { class: "shape" }, bar(row.value)),
      h("td", { class: "figure" }, number(row.value), share(row.value)));
  return h("table", { class: "bars" }, h("caption", { class: "visually-hidden" }, caption),
    h("thead", { class: "visually-hidden" }, h("tr", null, h("th", { scope: "col" }, heading), h("td", null), h("th", { scope: "col" }, t("count")))),
    h("tbody", null, rows.map(line)));
}
