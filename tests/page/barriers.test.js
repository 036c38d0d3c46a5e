// What of the page bars the way to some: each tab with something in it, in the light and in the dark, wide and on a phone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { barriers, LOOKS, openPage, workplace } from "./service.js";

const EXPORT = "../../fixtures/exports/rh-excel.csv";
const at = workplace();

/** Fills each tab, as a person would. */
const TABS = {
  Coller: (page) => page.getByText("7 titres lus").waitFor(),
  "Pourquoi ?": (page) => page.getByText("« Rédacteur·rice web » nomme le métier.").first().waitFor(),
  Fichier: async (page) => {
    await page.setInputFiles("#file-input", EXPORT);
    await page.getByText("102 lignes classées.").waitFor();
    await page.getByLabel(/^Ma correction pour /).first().selectOption("redaction");
    await page.getByText("1 correction", { exact: true }).waitFor();
  },
  Règles: async (page) => {
    await page.getByLabel("Vos règles").fill('label = "nowhere"\n');
    await page.getByText(/remarques? sur ces règles/).waitFor();
    const problem = await barriers(page);
    await page.getByLabel("Vos règles").fill('label = "redaction"\n\n[[concept]]\nname = "plume"\nrole = "head"\nforms = ["opérateur de découpe"]\n');
    await page.getByRole("button", { name: "Voir ce qui change dans le fichier" }).click();
    await page.getByRole("heading", { name: /lignes sur 102 changent/ }).waitFor();
    assert.deepEqual(problem, []);
  },
};

for (const [look, options] of Object.entries(LOOKS)) {
  test(`nothing bars the way ${look}`, async () => {
    const { page, faults, close } = await openPage(at.browser, at.service.address, options);
    for (const [tab, fill] of Object.entries(TABS)) {
      await page.getByRole("tab", { name: tab }).click();
      assert.deepEqual(await barriers(page), [], `${tab}, as it opens`);
      await fill(page);
      assert.deepEqual(await barriers(page), [], tab);
    }
    assert.deepEqual(faults, []);
    await close();
  });
}
