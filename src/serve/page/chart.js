// Bars of counts, as a picture for the eye and as a table for everyone.

import { h, svg } from "./dom.js";
import { number, t } from "./words.js";

const WIDTH = 540;
const ROW = 34;
const NAMES = 180;
const FIGURES = 112;

/** A figure of bars. `rows` are `{ slug, name, value }`; `total` adds each one's share. */
export function bars(rows, { caption, heading, total = 0 }) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  const share = (value) => (total > 0 ? ` (${number((value / total) * 100, 1)} %)` : "");
  const room = WIDTH - NAMES - FIGURES;
  const shapes = rows.map((row, place) => {
    const y = place * ROW;
    const width = row.value > 0 ? Math.max(3, (row.value / most) * room) : 0;
    return svg("g", { class: `fam-${row.slug}` },
      svg("text", { x: NAMES - 12, y: y + 22, "text-anchor": "end", class: "name" }, row.name),
      svg("rect", { x: NAMES, y: y + 5, width: room, height: ROW - 12, rx: 5, class: "track" }),
      svg("rect", { x: NAMES, y: y + 5, width, height: ROW - 12, rx: 5, class: "bar" }),
      svg("text", { x: WIDTH, y: y + 22, "text-anchor": "end", class: "figure" }, number(row.value) + share(row.value)));
  });
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${rows.length * ROW}`, class: "bars", "aria-hidden": "true" }, shapes);
  const table = h("table", { class: "visually-hidden" },
    h("caption", null, caption),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, heading), h("th", { scope: "col" }, t("count")))),
    h("tbody", null, rows.map((row) => h("tr", null, h("th", { scope: "row" }, row.name), h("td", null, number(row.value) + share(row.value))))));
  return h("figure", null, picture, table);
}
