// The way that the README tells: a recruiter with an export that is odd in many ways, and with a keyboard alone, gets from the
// export to a reviewed, corrected file. What is pressed is found by its name; the focus is never lost, and always seen.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openPage, workplace } from "./service.js";

const at = workplace();

/** As a French Excel saves it: Windows-1252, `;`, CRLF; texts over several lines, an odd header, a line cut short. */
function odd(header, before = []) {
  const rows = [
    ...before,
    `Réf.;${header};Site;Taille de l’entreprise;Publiée le;Commentaire`,
    "0041;Rédactrice web F/H – CDI;Orléans;20 à 49 salariés;14/03/2025;",
    '0042;Conseiller(ère) client à distance;Tours;;15/03/2025;"À relancer : ""urgent""\r\nvoir le service"',
    "0043;Hôte·sse d’accueil bilingue;Blois;6 à 9 salariés;;",
    "0044;Chargé·e d’animation œuvres & boutique;Orléans;;17/03/2025;œil",
    "0045",
    '0046;"Traffic manager ; SEA";Orléans;200 à 249 salariés;18/03/2025;',
  ];
  return Buffer.from(`${rows.join("\r\n")}\r\n`.replace(/[’–œ]/g, (c) => ({ "’": "\x92", "–": "\x96", "œ": "\x9c" })[c]), "latin1");
}

/** What has the focus: its name as it is told, and whether one sees that it has it. */
function focus(page) {
  return page.evaluate(() => {
    const now = document.activeElement;
    if (!now || now === document.body) return { name: null };
    const name = now.ariaLabel || now.labels?.[0]?.innerText || (now.getAttribute("aria-labelledby") && document.getElementById(now.getAttribute("aria-labelledby")).innerText) || now.innerText;
    const shown = [now, ...(now.labels ?? [])].some((one) => getComputedStyle(one).outlineStyle !== "none");
    const box = (now.labels?.[0] && now.matches(".visually-hidden") ? now.labels[0] : now).getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth;
    return { name: name.trim(), seen: shown && inside };
  });
}

/** Goes by Tab (or back by Shift+Tab) to what is called so; no further than a patient person would. */
async function go(page, name, { key = "Tab", most = 15 } = {}) {
  const passed = [];
  for (let times = 0; times < most; times++) {
    await page.keyboard.press(key);
    const now = await focus(page);
    passed.push(now.name);
    assert.notEqual(now.name, null, `the focus is lost after ${passed.join(" | ")}`);
    assert.ok(now.seen, `one does not see that « ${now.name} » has the focus`);
    if (name instanceof RegExp ? name.test(now.name) : now.name === name) return;
  }
  assert.fail(`no « ${name} » within ${most} steps: ${passed.join(" | ")}`);
}

/** What is chosen in the list that has the focus. */
const chosen = (page) => page.evaluate(() => document.activeElement.selectedOptions[0].innerText);

async function choose(page, path) {
  // Choosers are caught from here on; with the key itself it might be too late.
  page.on("filechooser", () => {});
  await go(page, "Choisir un fichier");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
  await chooser.setFiles(path);
}

async function take(page, key) {
  const [got] = await Promise.all([page.waitForEvent("download"), page.keyboard.press(key)]);
  return { name: got.suggestedFilename(), bytes: readFileSync(await got.path()) };
}

async function toTheFile(page) {
  await go(page, "Coller");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal((await focus(page)).name, "Fichier");
}

const lines = (bytes) => bytes.toString("latin1").split("\r\n");

test("from an odd export to a corrected file, by the keyboard alone", async () => {
  const { page, faults, close } = await openPage(at.browser, at.service.address, { viewport: { width: 1280, height: 800 } });
  const path = join(at.place.path, "offres mars.csv");
  writeFileSync(path, odd("Intitulé du poste"));

  await toTheFile(page);
  await choose(page, path);
  await page.getByRole("status").filter({ hasText: "6 lignes classées." }).waitFor();
  // One stands at what was found, and hears it.
  assert.equal((await focus(page)).name, "Ce qui a été détecté");
  const detected = await page.locator("#file-answer").innerText();
  for (const said of ["windows-1252", "Taille de l’entreprise", "6"]) assert.ok(detected.includes(said), said);

  // Why? And back to where one was.
  await go(page, /^Hôte·sse d’accueil bilingue$/, { most: 30 });
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Pourquoi ?", selected: true }).waitFor();
  assert.notEqual((await focus(page)).name, null);
  await page.locator("#why-answer").getByText("Hôte·sse d’accueil bilingue").first().waitFor();
  await go(page, "Revenir au fichier", { most: 3 });
  await page.keyboard.press("Enter");
  assert.equal((await focus(page)).name, "Hôte·sse d’accueil bilingue");

  // Where the answer is wrong, the right one is chosen.
  await go(page, /^Ma correction pour Hôte·sse d’accueil bilingue/, { most: 2 });
  await page.keyboard.type("Relation");
  await page.getByRole("status").filter({ hasText: "1 correction" }).waitFor();
  await go(page, "Le résultat corrigé", { key: "Shift+Tab", most: 15 });
  const corrected = await take(page, "Enter");
  assert.equal(corrected.name, "offres mars-corrige.csv");
  const [before, after] = [odd("Intitulé du poste"), corrected.bytes].map(lines);
  assert.equal(after.length, before.length);
  before.forEach((line, at) => assert.ok(after[at].startsWith(line.replace(/\n$/, "")), `${after[at]} does not keep ${line}`));
  assert.match(after[0], /;famille;motif;confiance$/);
  assert.deepEqual(after.filter((line) => line.endsWith(";relation_client;correction;1.00")).length, 1);
  assert.match(after.find((line) => line.startsWith("0043")), /;correction;1\.00$/);

  await go(page, "Le résultat corrigé en .xlsx", { most: 1 });
  const workbook = await take(page, "Enter");
  assert.deepEqual([workbook.name, workbook.bytes.toString("latin1", 0, 2)], ["offres mars-corrige.xlsx", "PK"]);
  await go(page, "Mes corrections, à part", { most: 2 });
  const gold = await take(page, "Enter");
  assert.match(gold.bytes.toString("utf8"), /^title,label,.*\nHôte·sse d’accueil bilingue,relation_client,/);
  assert.deepEqual(faults, []);
  await close();
});

test("a header further down and a column that nothing calls a title are chosen by the keyboard alone", async () => {
  const { page, faults, close } = await openPage(at.browser, at.service.address);
  const path = join(at.place.path, "export.csv");
  writeFileSync(path, odd("Besoin exprimé", ["Extraction du 12/11/2026 à 09:14", "Maison du Thé & Cie;;;;;", ""]));
  await toTheFile(page);
  await choose(page, path);
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /Aucune colonne/);
  assert.equal((await focus(page)).name, "Ce qui a été détecté");
  // The fullest line is proposed; another one is chosen, then the right one, and the columns follow.
  await go(page, /^Ligne de l’en-tête/, { most: 3 });
  assert.match(await chosen(page), /^4 : Réf\. · Besoin exprimé/);
  await page.keyboard.press("Home");
  assert.match(await chosen(page), /^1 : Extraction/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await go(page, "Colonne des titres", { most: 1 });
  await page.keyboard.type("2");
  assert.equal(await chosen(page), "2 : Besoin exprimé");
  await go(page, "Relire ainsi", { most: 5 });
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "6 lignes classées." }).waitFor();
  assert.equal((await focus(page)).name, "Ce qui a été détecté");
  // Another file, and giving it up, leave one where one can go on.
  await go(page, "Un autre fichier", { most: 60 });
  await page.keyboard.press("Enter");
  assert.equal((await focus(page)).name, "Choisir un fichier");
  assert.deepEqual(faults, []);
  await close();
});
