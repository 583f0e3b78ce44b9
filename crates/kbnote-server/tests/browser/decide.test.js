// Proposed changes, findings and local recordings on the page. Run by `.ci/browser`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BIRDS, silence, useStage } from "./harness.js";

const stage = useStage();
const open = (note) => stage.open({ note });

test("links are accepted and rejected with the keyboard, and findings repaired", async () => {
  stage.vault.write("notes/fieldnotes/starlings.md", "---\ntitle: Starlings\n---\n\nStarlings sleep in reeds.\n");
  stage.vault.write(BIRDS, `${stage.vault.read(BIRDS)}\nA hide costs $50 in the shop and only $20 if it is built at home.\n`);
  const original = stage.vault.read(BIRDS);
  await open(BIRDS);
  await stage.tab.waitForText("#changes-title", /^Proposed: .*\d+ change/);
  await stage.tab.screenshot("changes");
  assert.match(await stage.tab.text("#changes-list"), /Starlings[^]*\d+ % sure that it is right/);
  assert.deepEqual(await stage.tab.accessibilityProblems(), []);
  const rows = await stage.tab.page.$$eval("#changes-list .change", (all) => all.map((row) => row.textContent));
  const at = rows.findIndex((row) => row.includes("[[starlings"));
  assert.ok(at >= 0, rows.join("\n"));
  await stage.tab.press("c");
  const acceptLink = () => stage.tab.page.$eval(`#changes-list .change:nth-child(${at + 1}) .accept`, (button) => button.focus());
  await acceptLink();
  await stage.tab.press("+");
  await stage.tab.waitForText("#status", /^Accepted\.$/);
  assert.match(stage.vault.read(BIRDS), /\[\[starlings \| Starlings\]\]/);
  await stage.tab.press("z");
  await stage.tab.waitForText("#status", /^Undone\.$/);
  assert.equal(stage.vault.read(BIRDS), original);
  await stage.tab.waitForText("#changes-list", /\[\[starlings/);
  await acceptLink();
  await stage.tab.press("-");
  await stage.tab.waitForText("#status", /^Rejected/);
  await stage.tab.page.waitForFunction(() => !document.querySelector("#changes-list").textContent.includes("[[starlings"), { timeout: 20_000 });
  assert.equal(stage.vault.read(BIRDS), original);
  const repair = await stage.tab.page.waitForSelector("#changes-list ::-p-text(Repair)");
  await repair.click();
  await stage.tab.waitForText("#status", /^Repaired\.$/);
  assert.ok(stage.vault.read(BIRDS).includes("A hide costs \\$50"));
});

test("one finding is repaired and another ignored with the keyboard", async () => {
  stage.vault.write(BIRDS, `${stage.vault.read(BIRDS)}\nA hide costs $50 in the shop and only $20 if it is built at home.\n\nSee [[no such note]].\n`);
  const original = stage.vault.read(BIRDS);
  await open(BIRDS);
  await stage.tab.waitForText("#changes-title", /findings?$/);
  await stage.tab.press("c");
  /** Moves the focus to the row of a rule, with Tab. */
  const to = async (code) => {
    for (let presses = 0; presses < 60; presses += 1) {
      const row = await stage.tab.page.evaluate(() => document.activeElement.closest("#changes-list li")?.textContent ?? "");
      if (row.includes(code)) return;
      await stage.tab.press("Tab");
    }
    assert.fail(`no row of ${code} is reached`);
  };
  await to("KB301");
  await stage.tab.press("-");
  await stage.tab.waitForText("#status", /^Ignored on this line\.$/);
  const ignored = original.replace("such note]].", "such note]]. %% kbnote-ignore KB301 %%");
  assert.equal(stage.vault.read(BIRDS), ignored);
  await stage.tab.page.waitForFunction(() => !document.querySelector("#changes-list").textContent.includes("KB301"), { timeout: 20_000 });
  await to("KB208");
  await stage.tab.press("+");
  await stage.tab.waitForText("#status", /^Repaired\.$/);
  assert.equal(stage.vault.read(BIRDS), ignored.replace("$50", "\\$50").replace("$20", "\\$20"));
  await stage.tab.press("z");
  await stage.tab.waitForText("#status", /^Undone\.$/);
  assert.equal(stage.vault.read(BIRDS), ignored);
  await stage.tab.screenshot("findings");
  assert.deepEqual(await stage.tab.accessibilityProblems(), []);
});

test("a recording beside its transcript is played from its file", async () => {
  stage.vault.write("transcripts/kbnoteDemo1.wav", silence());
  await open(BIRDS);
  await stage.tab.waitFor("#player audio");
  await stage.tab.page.waitForFunction(() => document.querySelector("#player audio").duration > 50);
  await stage.tab.page.click("#claim-0");
  await stage.tab.press("l");
  const time = () => stage.tab.page.$eval("#player audio", (audio) => [audio.currentTime, audio.paused]);
  await stage.tab.page.waitForFunction(() => document.querySelector("#player audio").currentTime >= 33);
  await stage.tab.waitFor("#claim-0.lit");
  await stage.tab.press("v");
  await stage.tab.page.waitForFunction(() => document.querySelector("#player audio").paused);
  assert.ok((await time())[0] < 50);
  assert.equal(await stage.tab.page.$("iframe"), null);
});
