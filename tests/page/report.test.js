// The report as a person reads it, in a real browser, from the file alone.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { barriers, folder, LOOKS, run, startBrowser, watchedPage } from "./service.js";

const EXPORT = "../../fixtures/exports/rh-excel.csv";
const HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> Zorglubeur";
let browser, place;
const made = {};

/** Makes a report into the folder; gives its address. */
function report(input, lang) {
  const page = join(place.path, `${Object.keys(made).length}.html`);
  run("report", "-q", input, "-o", page, "--lang", lang);
  return pathToFileURL(page).href;
}

before(async () => {
  browser = await startBrowser();
  place = folder();
  const ads = join(place.path, "ads.csv");
  const rows = ["Traffic manager;14/03/2025;Lyon;Prunelle", "Rédactrice web;02/04/2025;Nantes;Belle & Orange", "Community manager;03/04/2025;Lyon;Prunelle", "E-commerce manager;03/04/2025;Lyon;Prunelle", "Chargé de webmarketing;01/05/2025;Nantes;Prunelle", "Boulanger;01/05/2025;Nantes;", `${HOSTILE};hier;Lyon;<b>Gras</b>`];
  writeFileSync(ads, `titre;date;ville;entreprise\n${rows.join("\n")}\n`);
  made.french = report(EXPORT, "fr");
  made.english = report(EXPORT, "en");
  made.ads = report(ads, "fr");
});
after(async () => {
  await browser?.close();
  place?.remove();
});

/** A test of a report of its own, which must ask for nothing but itself. */
function onReport(name, which, options, act) {
  test(name, async () => {
    const { page, faults, close } = await watchedPage(browser, options, (url) => url.href.split("#")[0] === made[which]);
    await page.goto(made[which]);
    await act(page);
    assert.deepEqual(faults, []);
    await close();
  });
}

const column = (page, at) => page.locator(`#table-revoir tbody tr:visible td:nth-child(${at})`).allInnerTexts();

onReport("the least sure titles are sorted and searched", "french", {}, async (page) => {
  const heading = page.getByRole("columnheader", { name: "Intitulé" }).filter({ has: page.getByRole("button") });
  const before = await column(page, 2);
  await heading.getByRole("button").click();
  assert.equal(await heading.getAttribute("aria-sort"), "ascending");
  const sorted = [...before].sort(new Intl.Collator("fr", { numeric: true }).compare);
  assert.notDeepEqual(before, sorted);
  assert.deepEqual(await column(page, 2), sorted);
  await heading.getByRole("button").press("Enter");
  assert.equal(await heading.getAttribute("aria-sort"), "descending");
  assert.deepEqual(await column(page, 2), sorted.reverse());
  await page.getByRole("button", { name: "1ʳᵉ annonce n°" }).press("Space");
  const first = (await column(page, 6)).map(Number);
  assert.deepEqual(first, [...first].sort((one, other) => one - other));
  await page.getByLabel("Chercher un intitulé").fill("CHARGE");
  const found = await column(page, 2);
  assert.ok(found.length > 0 && found.length < before.length && found.every((title) => /charg[ée]/i.test(title)), found.join());
  assert.match(await page.locator("#compte").innerText(), new RegExp(`^${found.length} / ${before.length} `));
  await page.getByLabel("Chercher un intitulé").fill("");
  const answer = (await column(page, 3))[0];
  await page.getByRole("combobox", { name: "Réponse" }).selectOption(answer);
  assert.deepEqual(new Set(await column(page, 3)), new Set([answer]));
});

onReport("every chart has its numbers in a table", "ads", {}, async (page) => {
  const charts = page.locator("svg.chart");
  assert.equal(await charts.count(), 2, "confidence and months");
  for (const chart of await charts.all()) {
    const section = chart.locator("xpath=ancestor::section");
    await section.getByText("Les chiffres").click();
    const rows = await section.locator("tbody tr").all();
    const numbers = await Promise.all(rows.map(async (row) => (await row.locator("td").allInnerTexts()).map(Number)));
    // Each piece of a column is a number above none, of families or of those without one; a column of the confidence may hold
    // two rows, and the months are of the families alone.
    const parts = numbers.flatMap((row) => (row.length === 3 ? row.slice(0, 2) : row.length === 6 ? row.slice(1) : []));
    const drawn = await chart.locator("rect[class]").evaluateAll((all) => all.filter((one) => Number(one.getAttribute("height")) > 0).length);
    const told = parts.filter((number) => number > 0).length;
    const most = (await section.getAttribute("id")) === "mois" ? 1 : 2;
    assert.ok(drawn <= told && told <= most * drawn, `${drawn} pieces for ${told} numbers`);
    assert.notEqual(await chart.getAttribute("aria-label"), "");
  }
  // The bars are rows of tables already: as long as their number is large.
  for (const row of await page.locator("table.bars tbody tr").all()) {
    const width = await row.locator("rect").first().getAttribute("width");
    const count = Number(await row.locator("td.n").first().innerText());
    assert.equal(parseFloat(width) > 0, count > 0, `${width} for ${count}`);
  }
});

onReport("markup in a title or a company is text", "ads", {}, async (page) => {
  await page.getByRole("cell", { name: HOSTILE }).first().waitFor();
  await page.getByRole("rowheader", { name: "<b>Gras</b>" }).waitFor();
  assert.equal(await page.locator("main script, main img, main b").count(), 0);
});

onReport("in English it is English throughout", "english", {}, async (page) => {
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.getByRole("heading", { name: "Titles to review" }).waitFor();
  await page.getByRole("button", { name: "Job title" }).waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /Annonces|Intitulés|Famille\b|Lieux|Mots/);
});

/** How far two pictures are apart, from 0 to 255, in grey. */
async function apart(page, one, other) {
  return page.evaluate(async (both) => {
    const greys = await Promise.all(both.map(async (picture) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
      const canvas = new OffscreenCanvas(18, 12).getContext("2d");
      canvas.drawImage(image, 0, 0, 18, 12);
      const { data } = canvas.getImageData(0, 0, 18, 12);
      return Array.from({ length: data.length / 4 }, (_, at) => 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2]);
    }));
    return greys[0].reduce((sum, grey, at) => sum + Math.abs(grey - greys[1][at]), 0) / greys[0].length;
  }, [one, other].map((picture) => picture.toString("base64")));
}

onReport("it prints in black and white, with all numbers open", "ads", {}, async (page) => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#mois .legend .key").count(), 5, "no key for what is not drawn");
  const keys = await page.locator("#lieux .legend .key").all();
  assert.equal(keys.length, 6);
  const pictures = [];
  for (const key of keys) pictures.push(await key.screenshot());
  const room = await page.context().newPage();
  for (const [at, one] of pictures.entries()) {
    for (const other of pictures.slice(0, at)) {
      const far = await apart(room, one, other);
      assert.ok(far > 12, `two keys are ${far} apart in grey`);
    }
  }
  await room.close();
  const pdf = await page.pdf();
  assert.ok(pdf.length > 10_000);
  assert.deepEqual(await page.locator("details").evaluateAll((all) => all.map((one) => one.open)), [true, true]);
  await page.getByRole("table", { name: "Annonces par mois et par famille" }).waitFor();
});

for (const [look, options] of Object.entries(LOOKS)) {
  for (const which of ["french", "ads"]) {
    onReport(`nothing bars the way ${look}: ${which}`, which, options, async (page) => {
      for (const one of await page.locator("summary").all()) await one.click();
      assert.deepEqual(await barriers(page), []);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${over} pixels too wide`);
    });
  }
}
