// Proposed changes, findings and local recordings on the page. Run by `.ci/browser`.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { BIRDS, Server, Tab, Vault, launch, silence } from "./harness.js";

let browser;
let vault;
let server;
let tab;

before(async () => { browser = await launch(); });
after(() => browser.close());
beforeEach(() => { vault = new Vault(); });
afterEach(async () => {
  const { problems } = tab;
  await tab.page.close();
  await server.stop();
  vault.remove();
  assert.deepEqual(problems, []);
});

async function open(note) {
  server = await Server.start(vault);
  tab = await Tab.open(browser, server, { note });
}

test("links are accepted and rejected with the keyboard, and findings repaired", async () => {
  vault.write("notes/fieldnotes/starlings.md", "---\ntitle: Starlings\n---\n\nStarlings sleep in reeds.\n");
  vault.write(BIRDS, `${vault.read(BIRDS)}\nA hide costs $50 in the shop and only $20 if it is built at home.\n`);
  const original = vault.read(BIRDS);
  await open(BIRDS);
  await tab.waitForText("#changes-title", /^Proposed: .*\d+ change/);
  await tab.screenshot("changes");
  assert.match(await tab.text("#changes-list"), /Starlings[^]*\d+ % sure that it is right/);
  assert.deepEqual(await tab.accessibilityProblems(), []);
  const rows = await tab.page.$$eval("#changes-list .change", (all) => all.map((row) => row.textContent));
  const at = rows.findIndex((row) => row.includes("[[starlings"));
  assert.ok(at >= 0, rows.join("\n"));
  await tab.press("c");
  const acceptLink = () => tab.page.$eval(`#changes-list .change:nth-child(${at + 1}) .accept`, (button) => button.focus());
  await acceptLink();
  await tab.press("+");
  await tab.waitForText("#status", /^Accepted\.$/);
  assert.match(vault.read(BIRDS), /\[\[starlings \| Starlings\]\]/);
  await tab.press("z");
  await tab.waitForText("#status", /^Undone\.$/);
  assert.equal(vault.read(BIRDS), original);
  await tab.waitForText("#changes-list", /\[\[starlings/);
  await acceptLink();
  await tab.press("-");
  await tab.waitForText("#status", /^Rejected/);
  await tab.page.waitForFunction(() => !document.querySelector("#changes-list").textContent.includes("[[starlings"), { timeout: 20_000 });
  assert.equal(vault.read(BIRDS), original);
  const repair = await tab.page.waitForSelector("#changes-list ::-p-text(Repair)");
  await repair.click();
  await tab.waitForText("#status", /^Repaired\.$/);
  assert.ok(vault.read(BIRDS).includes("A hide costs \\$50"));
});

test("one finding is repaired and another ignored with the keyboard", async () => {
  vault.write(BIRDS, `${vault.read(BIRDS)}\nA hide costs $50 in the shop and only $20 if it is built at home.\n\nSee [[no such note]].\n`);
  const original = vault.read(BIRDS);
  await open(BIRDS);
  await tab.waitForText("#changes-title", /findings?$/);
  await tab.press("c");
  /** Moves the focus to the row of a rule, with Tab. */
  const to = async (code) => {
    for (let presses = 0; presses < 60; presses += 1) {
      const row = await tab.page.evaluate(() => document.activeElement.closest("#changes-list li")?.textContent ?? "");
      if (row.includes(code)) return;
      await tab.press("Tab");
    }
    assert.fail(`no row of ${code} is reached`);
  };
  await to("KB301");
  await tab.press("-");
  await tab.waitForText("#status", /^Ignored on this line\.$/);
  const ignored = original.replace("such note]].", "such note]]. %% kbnote-ignore KB301 %%");
  assert.equal(vault.read(BIRDS), ignored);
  await tab.page.waitForFunction(() => !document.querySelector("#changes-list").textContent.includes("KB301"), { timeout: 20_000 });
  await to("KB208");
  await tab.press("+");
  await tab.waitForText("#status", /^Repaired\.$/);
  assert.equal(vault.read(BIRDS), ignored.replace("$50", "\\$50").replace("$20", "\\$20"));
  await tab.press("z");
  await tab.waitForText("#status", /^Undone\.$/);
  assert.equal(vault.read(BIRDS), ignored);
  await tab.screenshot("findings");
  assert.deepEqual(await tab.accessibilityProblems(), []);
});

test("a recording beside its transcript is played from its file", async () => {
  vault.write("transcripts/kbnoteDemo1.wav", silence());
  await open(BIRDS);
  await tab.waitFor("#player audio");
  await tab.page.waitForFunction(() => document.querySelector("#player audio").duration > 50);
  await tab.page.click("#claim-0");
  await tab.press("l");
  const time = () => tab.page.$eval("#player audio", (audio) => [audio.currentTime, audio.paused]);
  await tab.page.waitForFunction(() => document.querySelector("#player audio").currentTime >= 33);
  await tab.waitFor("#claim-0.lit");
  await tab.press("v");
  await tab.page.waitForFunction(() => document.querySelector("#player audio").paused);
  assert.ok((await time())[0] < 50);
  assert.equal(await tab.page.$("iframe"), null);
});
