// Notes on several recordings. Run by `.ci/browser`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { silence, useStage } from "./harness.js";

const NOTE = "notes/fieldnotes/compared.md";

/** Captions in which only these things are said, each for six seconds. */
const captions = (lines) => lines.map(([at, text], number) => (
  `${number + 1}\n00:${clock(at)},000 --> 00:${clock(at + 6)},000\n${text}\n\n`)).join("");
const clock = (seconds) => [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");

const BREAD = captions([
  [12, "A sourdough starter is only flour and water left to ferment."], [80, "Feed the culture every morning with rye flour."],
  [190, "When it doubles within six hours the yeast is strong enough to bake."],
]);
const TIDES = captions([[20, "Spring tides follow the full moon by about two days."], [35, "Mudflats feed the waders that winter on this coast."]]);

const stage = useStage((vault) => {
  const kbnote = (...args) => execFileSync(process.env.KBNOTE, args, { cwd: vault.root, stdio: "pipe" });
  for (const [video, text, ...more] of [["kbnoteDemo7", BREAD], ["tides-7", TIDES, "--url", "https://example.org/feed/tides.mp3"]]) {
    vault.write(`${video}.srt`, text);
    kbnote("import", `${video}.srt`, "--lang", "en", `--video=${video}`, ...more);
  }
  vault.write(NOTE, "---\ntitle: Compared\nvideoId: kbnoteDemo1\n---\n\n## Birds\n\nA winter count is finished when three passes in a row agree.\n\n"
    + "## kbnoteDemo7\n\nA sourdough starter is flour and water. Feed the culture with rye flour every morning.\n\n"
    + "## Tides (tides-7)\n\nSpring tides follow the full moon.\n");
  kbnote("align", NOTE);
});
const open = () => stage.open({ note: NOTE });

/** The number of the sentence with these words. */
const claim = (words) => stage.tab.page.$$eval(".claim", (claims, words) => claims.findIndex((one) => one.textContent.includes(words)), words);
const select = async (words) => stage.tab.page.click(`#claim-${await claim(words)}`);
const shown = () => stage.tab.page.$eval("#recording", (choice) => choice.selectedOptions[0].textContent);
const firstCue = () => stage.tab.text("#cues li:first-child .said");

test("a sentence on another recording comes with its player, captions and matches", async () => {
  await open();
  await select("winter count");
  await stage.tab.waitFor("iframe[src*='/kbnoteDemo1?']");
  await select("sourdough");
  await stage.tab.waitFor("iframe[src*='/kbnoteDemo7?']");
  assert.equal(await firstCue(), "A sourdough starter is only flour and water left to ferment.");
  assert.equal(await shown(), "kbnoteDemo7");
  assert.match(await stage.tab.text("#card .places"), /00:00:12 \d+ % sure that it is said here/);
  assert.equal(await stage.tab.text("#cues li.anchored .time"), "00:00:12");
  const parts = await stage.tab.page.$$eval("#strip button", (buttons) => buttons.map((button) => button.title));
  assert.ok(parts.some((part) => part.startsWith("kbnoteDemo7: 00:00:12")) && !parts.some((part) => part.startsWith("Birds")), parts.join("\n"));
  await stage.tab.screenshot("second recording");
  const { sought, reach } = await stage.tab.playing();
  await stage.tab.press("l");
  await sought(12);
  await stage.tab.waitFor(`#claim-${await claim("sourdough")}.lit`);
  await reach(82.5);
  await stage.tab.waitFor(`#claim-${await claim("rye flour")}.lit`);
  assert.equal((await stage.tab.page.$$(".claim.lit")).length, 1);
  await stage.tab.press("t");
  await stage.tab.waitForText("#status", /^Pinned at what is said now/);
  assert.match(stage.vault.read(NOTE), /flour and water <a class="yt-timestamp" data-t="00:01:20" data-video="kbnoteDemo7">/);
  await stage.tab.press("z");
  await stage.tab.waitForText("#status", /^Undone/);
  await stage.tab.page.click("#cues li:nth-child(3) .said");
  await stage.tab.press("m");
  await stage.tab.waitForText("#status", /^Pinned at 00:03:10/);
  await stage.tab.press("z");
  await stage.tab.waitForText("#status", /^Undone/);
  await stage.tab.press("x");
  await stage.tab.waitForText("#status", /^Removed/);
  assert.doesNotMatch(stage.vault.read(NOTE), /flour and water <a/);
  await stage.tab.press("z");
  await stage.tab.waitForText("#status", /^Undone/);
  await stage.tab.page.click("#cues li:nth-child(3) .said");
  await stage.tab.press("q");
  await stage.tab.waitForText("#status", /^Quoted/);
  assert.match(stage.vault.read(NOTE), /> “When it doubles[^\n]* data-video="kbnoteDemo7">/);
  assert.deepEqual(await stage.tab.accessibilityProblems(), []);
});

test("a time of another recording is played there, and back", async () => {
  await open();
  await select("winter count");
  await stage.tab.playing();
  await stage.tab.page.click(`#claim-${await claim("sourdough")} ~ a.time`);
  await stage.tab.waitFor("iframe[src*='/kbnoteDemo7?']");
  const { sought } = await stage.tab.playing();
  await sought(12);
  assert.equal((await stage.tab.page.browser().pages()).length, 2, "no other tab is opened");
  // The selected sentence is on the recording that is no longer shown.
  await stage.tab.press("t");
  await stage.tab.waitForText("#status", /is on another recording than the one that is shown/);
  await stage.tab.press("l");
  await stage.tab.waitFor("iframe[src*='/kbnoteDemo1?']");
  const [, seconds] = (await stage.tab.text(`#claim-${await claim("winter count")} ~ a.time`)).match(/00:00:(\d\d)/);
  await (await stage.tab.playing()).sought(Number(seconds));
  assert.equal(await shown(), "Counting birds in winter");
});

test("a recording is chosen, and stays when the file changes", async () => {
  await open();
  await stage.tab.page.select("#recording", "0");
  assert.equal(await firstCue(), "A sourdough starter is only flour and water left to ferment.");
  const player = await stage.tab.player();
  await player.evaluate(() => { globalThis.mark = "the same player"; });
  await stage.tab.page.type("#find-caption", "rye");
  await stage.tab.waitForText("#found", /^1 match$/);
  stage.vault.write(NOTE, stage.vault.read(NOTE).replace("## Birds", "## Birds\n\nA new sentence."));
  await stage.tab.waitForText("#prose", /A new sentence/);
  assert.equal(await shown(), "kbnoteDemo7");
  assert.equal(await player.evaluate(() => globalThis.mark), "the same player");
  assert.match(await stage.tab.text("#found"), /^1 match$/);
});

test("a recording that cannot be played in the page is named, and one with a file is played from it", async () => {
  await open();
  await select("Spring tides");
  await stage.tab.waitForText("#player", /not on YouTube.*Open the video/);
  assert.equal(await stage.tab.page.$eval(`#claim-${await claim("Spring tides")} ~ a.time`, (link) => link.href), "https://example.org/feed/tides.mp3#t=20");
  assert.equal(await stage.tab.page.$("iframe"), null);
  assert.deepEqual(await stage.close(), []);
  stage.vault.write("transcripts/tides-7.wav", silence());
  await open();
  await select("winter count");
  await stage.tab.page.click(`#claim-${await claim("Spring tides")} ~ a.time`);
  await stage.tab.waitFor("#player audio");
  await stage.tab.page.waitForFunction(() => document.querySelector("#player audio").currentTime >= 20);
  await stage.tab.waitFor(`#claim-${await claim("Spring tides")}.lit`);
});

test("an exported page shows each recording", async () => {
  execFileSync(process.env.KBNOTE, ["export", NOTE, "--html", "site", "--quiet"], { cwd: stage.vault.root });
  await stage.openPage(pathToFileURL(join(stage.vault.root, "site/fieldnotes/compared.html")).href);
  await stage.tab.waitFor("#prose .claim");
  await select("sourdough");
  assert.equal(await firstCue(), "A sourdough starter is only flour and water left to ferment.");
  assert.equal(await stage.tab.page.$eval(`#claim-${await claim("sourdough")} ~ a.time`, (link) => link.href), "https://youtu.be/kbnoteDemo7?t=12");
  await stage.tab.page.select("#recording", "1");
  assert.match(await firstCue(), /^Spring tides/);
});
