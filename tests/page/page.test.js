// The page as a person uses it, in a real browser: mouse, keyboard, files, downloads.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openPage, workplace } from "./service.js";

const EXPORT = "../../fixtures/exports/rh-excel.csv";
const at = workplace();

/** A test with a page of its own, which must do nothing that it should not. */
function onPage(name, options, act) {
  test(name, async () => {
    const { page, faults, close } = await openPage(at.browser, at.service.address, options);
    page.setDefaultTimeout(60_000);
    await act(page);
    assert.deepEqual(faults, []);
    await close();
  });
}

/** An export of so many bytes. */
function exported(bytes) {
  const titles = ["Traffic Manager (H/F)", "Chargé de webmarketing", "Boulanger", "Rédactrice web", "Téléconseiller", "Graphiste"];
  const rows = ["Intitulé;Lieu;Description"];
  for (let at = 0, length = 0; length < bytes; at++) {
    const row = `${titles[at % titles.length]} - réf ${at};Lyon;${"Une annonce comme une autre. ".repeat(3)}`;
    rows.push(row);
    length += Buffer.byteLength(row) + 1;
  }
  const path = join(at.place.path, `export-${bytes}.csv`);
  writeFileSync(path, `${rows.join("\n")}\n`);
  return path;
}

async function download(page, link) {
  const [got] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link, exact: true }).click()]);
  return { name: got.suggestedFilename(), text: readFileSync(await got.path(), "latin1") };
}

onPage("titles are read as they are typed, and what each part did is seen", {}, async (page) => {
  await page.getByLabel("Titres de postes").fill("Traffic Manager (H/F) – CDI\nGraphiste e-commerce");
  await page.locator("#paste-results li").nth(1).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("#paste-results li").length === 2);
  const [first, second] = await page.locator("#paste-results li").all();
  assert.equal(await first.locator("mark").innerText(), "Traffic Manager");
  assert.deepEqual(await first.locator(".noise").allInnerTexts(), ["H", "F", "CDI"]);
  assert.match(await first.innerText(), /Acquisition/);
  assert.equal(await second.locator("s").first().innerText(), "Graphiste");
  assert.equal(await page.locator("#paste-status").innerText(), "2 titres lus");
  await page.getByLabel("Titres de postes").fill("Assistant marketing et communication");
  await page.getByLabel("Taille de l’entreprise").first().fill("8");
  await page.getByText("par repli").waitFor();
});

onPage("markup in a title is text", {}, async (page) => {
  const title = "<script>alert(1)</script><img src=x onerror=alert(2)> SEO";
  await page.getByLabel("Titres de postes").fill(title);
  await page.waitForFunction(() => document.querySelectorAll("#paste-results li").length === 1);
  assert.equal(await page.locator("#paste-results .said").innerText(), title);
  await page.getByRole("button", { name: /^Pourquoi \? </ }).click();
  await page.waitForFunction((title) => document.querySelector("#why-answer .said")?.innerText === title, title);
  const path = join(at.place.path, "odd.csv");
  writeFileSync(path, `titre\n${title}\n`);
  await page.getByRole("tab", { name: "Fichier" }).click();
  await page.setInputFiles("#file-input", path);
  await page.locator("#review-rows tr").waitFor();
  assert.equal(await page.locator("#review-rows button").innerText(), title);
  assert.equal(await page.locator("main img, main script").count(), 0);
});

onPage("an explanation has words, rules, points and a sentence", {}, async (page) => {
  await page.getByRole("tab", { name: "Pourquoi ?" }).click();
  await page.getByLabel("Titre du poste").fill("Rédactrice web SEO – Lille");
  await page.locator("#why-answer").getByText("« Rédactrice web » nomme le métier.").waitFor();
  assert.match(await page.locator(".words").innerText(), /lieu/);
  assert.match(await page.locator("#why-answer").innerText(), /rules\/families\/redaction\.toml:\d+/);
  assert.equal(await page.locator(".bars .bar").count(), 2);
  assert.equal(await page.getByRole("row", { name: "Rédaction web 53" }).count(), 1);
});

onPage("the keyboard goes everywhere, and English is one key away", {}, async (page) => {
  await page.getByRole("tab", { name: "Coller" }).focus();
  for (const name of ["Pourquoi ?", "Fichier", "Règles", "Coller"]) {
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getByRole("tab", { name, selected: true }).evaluate((tab) => tab === document.activeElement), true);
  }
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "regles");
  await page.getByRole("button", { name: "English" }).press("Enter");
  await page.getByRole("tab", { name: "Rules", selected: true }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  const unnamed = await page.evaluate(() => [...document.querySelectorAll("input, select, textarea")].filter((field) => !field.labels.length && !field.ariaLabel).map((field) => field.id));
  assert.deepEqual(unnamed, []);
});

onPage("50 MB are sent with progress, cancelled, and sent again", { at: "/#/fichier" }, async (page) => {
  const path = exported(50_000_000);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.setInputFiles("#file-input", path);
  await page.getByRole("button", { name: "Annuler" }).click();
  await page.getByText("Annulé : le fichier est oublié.").waitFor();
  // Asked by the test, not by the page, which would complain of the 404 it is to get.
  for (const url of asked.filter((url) => /files\/[0-9a-f]+$/.test(url))) {
    const state = () => fetch(url).then((answer) => answer.status);
    for (let times = 0; (await state()) !== 404 && times < 100; times++) await new Promise((done) => setTimeout(done, 50));
    assert.equal(await state(), 404);
  }
  await page.evaluate(() => {
    window.steps = new Set();
    new MutationObserver(() => window.steps.add(document.querySelector("#bar").value)).observe(document.querySelector("#bar"), { attributes: true });
  });
  await page.setInputFiles("#file-input", path);
  await page.locator("#file-status", { hasText: "lignes classées" }).waitFor();
  assert.ok((await page.evaluate(() => window.steps.size)) >= 3, "the bar moved");
  assert.equal(await page.locator("#review-rows tr").count(), 25);
});

onPage("a correction that could not be kept is not taken for one that is", { at: "/#/fichier" }, async (page) => {
  await page.setInputFiles("#file-input", EXPORT);
  await page.getByText("102 lignes classées.").waitFor();
  await page.evaluate(() => {
    const whole = window.fetch;
    window.fetch = (url, how) => (how?.method === "PUT" ? Promise.reject(new TypeError("no way")) : whole(url, how));
  });
  const [title] = await page.locator("#review-rows button").allInnerTexts();
  await page.getByLabel(`Ma correction pour ${title}`).first().selectOption("relation_client");
  await page.locator("#file-status", { hasNotText: "lignes classées" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Le résultat corrigé", exact: true }).count(), 0);
});

onPage("an export is reviewed, corrected and taken home", { at: "/#/fichier" }, async (page) => {
  await page.setInputFiles("#file-input", EXPORT);
  await page.getByText("102 lignes classées.").waitFor();
  assert.match(await page.locator("#file-answer").innerText(), /windows-1252/);
  const plain = await download(page, "Le résultat, dans la forme du fichier reçu");
  assert.ok(plain.text.startsWith(readFileSync(EXPORT, "latin1").split("\r\n")[0]));
  const [title] = await page.locator("#review-rows button").allInnerTexts();
  await page.getByLabel(`Ma correction pour ${title}`).first().selectOption("relation_client");
  const corrected = await download(page, "Le résultat corrigé");
  assert.equal(corrected.name, "rh-excel-corrige.csv");
  const changed = corrected.text.split("\r\n").filter((line, at) => line !== plain.text.split("\r\n")[at]);
  assert.equal(changed.length, 1);
  assert.match(changed[0], /;relation_client;correction;1\.00$/);
  const gold = await download(page, "Mes corrections, à part");
  assert.match(gold.text, /^title,label,company_size,company_type,source\n.*,relation_client,,,rh-excel\.csv\n$/);
  // A slip of the hand on the reload key loses nothing.
  await page.reload();
  await page.getByLabel(`Ma correction pour ${title}`).first().waitFor();
  assert.equal(await page.getByLabel(`Ma correction pour ${title}`).first().inputValue(), "relation_client");
});

onPage("a column that is not found is named by hand", { at: "/#/fichier" }, async (page) => {
  const path = join(at.place.path, "unknown.csv");
  writeFileSync(path, "a,b\n1,Traffic manager\n");
  await page.setInputFiles("#file-input", path);
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Colonne des titres").selectOption({ label: "2 : b" });
  await page.getByRole("button", { name: "Relire ainsi" }).click();
  await page.getByText("1 ligne classée.").waitFor();
});

onPage("a sheet and a header further down are chosen by what stands there", { at: "/#/fichier" }, async (page) => {
  await page.setInputFiles("#file-input", "../../fixtures/cases/074-sheets/in.xlsx");
  await page.getByRole("alert").waitFor();
  // The line that names the titles is proposed.
  assert.equal(await page.getByLabel("Ligne de l’en-tête").inputValue(), "1");
  await page.getByRole("button", { name: "Relire ainsi" }).click();
  await page.getByRole("status").filter({ hasText: "classée" }).waitFor();
  await page.getByText("Mal lu ? Le lire autrement").click();
  const [first] = await page.getByLabel("Feuille").locator("option").allInnerTexts();
  await page.getByLabel("Feuille").selectOption(first);
  await page.locator("dd").filter({ hasText: first }).waitFor();
});

onPage("what is odd about a file is said in French", { at: "/#/fichier" }, async (page) => {
  const path = join(at.place.path, "warned.csv");
  const rows = ["id;titre;Intitulé du poste;x;x", "1;a;SEO;;;trop", "2", "3;b;SEO;;", "4;dÃ©veloppeur;DÃ©veloppeur;;", "5;a;b"];
  writeFileSync(path, `${rows.join("\n")}\n`);
  await page.setInputFiles("#file-input", path);
  await page.getByText("5 lignes classées.").waitFor();
  const said = await page.locator(".warnings li").allInnerTexts();
  for (const of of ["ne vont pas avec l’en-tête", "incomplète", "accents abîmés", "peuvent être la colonne des titres", "Plusieurs colonnes"]) {
    assert.ok(said.some((text) => text.includes(of)), `${of}: ${said.join(" | ")}`);
  }
  assert.equal(await page.locator(".warnings li[lang=en]").count(), 0);
  await page.getByRole("button", { name: "English" }).click();
  await page.locator(".warnings li[lang=en]").first().waitFor();
});

onPage("what changes is said, in the language of the page, and the focus is not lost", { at: "/#/fichier" }, async (page) => {
  const path = join(at.place.path, "many.csv");
  writeFileSync(path, `titre\n${Array.from({ length: 30 }, (_, at) => `Zorglub${"abcdefghij"[at % 10]}${"klm"[Math.floor(at / 10)]} web`).join("\n")}\n`);
  await page.setInputFiles("#file-input", path);
  const said = page.getByRole("status");
  await said.filter({ hasText: "30 lignes classées." }).waitFor();
  await said.filter({ hasText: "25 sur 30 montrés" }).waitFor();
  await page.getByRole("button", { name: "Afficher plus" }).press("Enter");
  await said.filter({ hasText: "30 sur 30 montrés" }).waitFor();
  const now = await page.evaluate(() => [document.activeElement.closest("tr")?.rowIndex, document.activeElement.tagName]);
  assert.deepEqual(now, [26, "BUTTON"]);
  await page.getByLabel("Chercher").fill("zorglubak");
  await said.filter({ hasText: "1 sur 1 montrés" }).waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await said.filter({ hasText: "30 rows classified." }).waitFor();
});

onPage("a rule is edited, its fault stands at its line, and titles change", { at: "/#/fichier" }, async (page) => {
  const path = join(at.place.path, "rules.csv");
  writeFileSync(path, "titre\nZorglubeur H/F\nBoulanger\nZorglubeur - Lyon\n");
  await page.setInputFiles("#file-input", path);
  await page.getByText("3 lignes classées.").waitFor();
  await page.getByRole("tab", { name: "Règles" }).click();
  const rule = (role) => `label = "redaction"\n\n[[concept]]\nname = "zorglub"\nrole = "${role}"\nforms = ["zorglubeur"]\n`;
  await page.getByLabel("Vos règles").fill(rule("hed"));
  await page.getByRole("button", { name: "ligne 5" }).waitFor();
  assert.equal(await page.locator("#rules-lines li.error").innerText(), "5");
  await page.getByRole("button", { name: "ligne 5" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "rules-text");
  await page.getByLabel("Vos règles").fill(rule("head"));
  await page.getByRole("button", { name: "Voir ce qui change dans le fichier" }).click();
  await page.getByRole("heading", { name: "2 lignes sur 3 changent" }).waitFor();
  assert.match(await page.locator("#rules-changes").innerText(), /Zorglubeur H\/F[\s\S]*Rédaction web[\s\S]*mes-regles\.toml:6/);
  const saved = await download(page, "Enregistrer les règles");
  assert.deepEqual([saved.name, saved.text], ["mes-regles.toml", rule("head")]);
});

for (const [name, options] of Object.entries({
  "on a phone": { viewport: { width: 360, height: 740 } },
  "in the dark": { colorScheme: "dark" },
})) {
  onPage(`nothing is cut off ${name}`, { ...options }, async (page) => {
    for (const tab of ["Coller", "Pourquoi ?", "Fichier", "Règles"]) {
      await page.getByRole("tab", { name: tab }).click();
      if (tab === "Fichier") {
        await page.setInputFiles("#file-input", EXPORT);
        await page.getByText("102 lignes classées.").waitFor();
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${tab} is ${over} pixels too wide`);
      const beside = await page.evaluate(() => [...document.querySelectorAll("#review-rows select")].filter((one) => one.getBoundingClientRect().right > window.innerWidth).length);
      assert.equal(beside, 0, "every correction is in reach");
      // The dark is dark: the text is lighter than its ground, or the other way round in the light.
      const [ink, paper] = await page.evaluate(() => ["color", "backgroundColor"].map((what) => Number(getComputedStyle(document.body)[what].match(/\d+/)[0])));
      assert.equal(ink > paper, options.colorScheme === "dark");
    }
  });
}
