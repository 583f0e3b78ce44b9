// Exported pages, opened from the disk and from a server. Run by `.ci/browser`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { useStage } from "./harness.js";

const NAME = "fieldnotes/counting_birds_in_winter.html";

const exportAll = (vault) => execFileSync(process.env.KBNOTE, ["export", "notes", "--html", "site", "--quiet"], { cwd: vault.root });
const stage = useStage(exportAll);
const fileUrl = (name) => pathToFileURL(join(stage.vault.root, "site", name)).href;

const open = (url, options) => stage.openPage(url, options);

for (const [name, options] of Object.entries({ light: {}, dark: { dark: true }, narrow: { viewport: { width: 360, height: 740 } } })) {
  test(`opens from the disk, without network and errors: ${name}`, async () => {
    await open(fileUrl(NAME), options);
    await stage.tab.waitFor("#prose .claim");
    assert.equal(await stage.tab.text("#title"), "Counting birds in winter");
    assert.match(await stage.tab.text("#player"), /does not play in pages opened from the disk/);
    assert.equal(await stage.tab.page.$("iframe"), null);
    const time = await stage.tab.page.$eval("#prose a.time", (link) => [link.textContent, link.href, link.target]);
    assert.deepEqual(time, ["00:00:33", "https://youtu.be/kbnoteDemo1?t=33", "_blank"]);
    await stage.tab.screenshot(`export ${name}`);
    await stage.tab.page.click("#claim-0");
    await stage.tab.waitFor("#cues li.anchored");
    await stage.tab.press("/");
    await stage.tab.page.type("#find-caption", "birds hide");
    await stage.tab.waitForText("#found", /^1 match$/);
    await stage.tab.press("Escape");
    assert.ok((await stage.tab.page.$$("#strip button")).length > 3);
    assert.deepEqual(await stage.tab.accessibilityProblems(), []);
    const [width, seen] = await stage.tab.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width <= seen, `${width} px wide in ${seen}`);
  });
}

test("a note on no recording is prose alone", async () => {
  stage.vault.write("notes/fieldnotes/own.md", "---\ntitle: Own words\n---\n\nNobody said this.\n");
  exportAll(stage.vault);
  await open(fileUrl("fieldnotes/own.html"));
  await stage.tab.waitFor("#prose .claim");
  const seen = await stage.tab.page.evaluate(() => document.body.innerText);
  assert.match(seen, /Own words\s+.*Nobody said this\./s);
  assert.doesNotMatch(seen, /Captions|video/i);
  await stage.tab.screenshot("export prose only");
  assert.deepEqual(await stage.tab.accessibilityProblems(), []);
});

test("can be read without scripts", async () => {
  const page = readFileSync(join(stage.vault.root, "site", NAME), "utf8");
  const [, text] = page.match(/<noscript>(.*?)<\/noscript>/s);
  assert.match(text, /<p>A winter count shows more than a spring one/);
});

/** A picture of one pixel. */
const PICTURE = Buffer.from("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "base64");

test("shows the whole note: lists, tables, code, pictures and links", async () => {
  const note = "notes/fieldnotes/whole.md";
  stage.vault.write("notes/fieldnotes/map.png", PICTURE);
  stage.vault.write(note, "---\ntitle: Whole\nvideoId: kbnoteDemo1\n---\n\n## Part\n\n- one\n  1. two. Three *four* [[counting_birds_in_winter|the count]].\n- [x] done\n\n"
    + "> [!tip] Mind\n> this.\n\n> Quoted.\n\n```js\nlet a;\n```\n\n| a | b |\n| - | - |\n| c | d |\n\n![A map](map.png) ![far](https://example.org/far.png)\n\n"
    + "[js](javascript:hacked=1) <img src=x onerror=hacked=1><script>hacked=1</script> <iframe src=//evil.example></iframe>\n\n<svg onload=hacked=1></svg>\n");
  exportAll(stage.vault);
  await open(fileUrl("fieldnotes/whole.html"));
  await stage.tab.waitFor("#prose .claim");
  const count = async (selector) => (await stage.tab.page.$$(`#prose ${selector}`)).length;
  for (const [selector, expected] of [["h4", 1], ["ul > li", 2], ["ul ol > li", 1], [".task", 1], [".callout .callout-title", 1], ["blockquote", 1], ["pre code", 1], ["th", 2], ["td", 2], ["em", 1]]) {
    assert.equal(await count(selector), expected, selector);
  }
  await stage.tab.page.$eval("#prose img", (picture) => picture.scrollIntoView());
  await stage.tab.page.waitForFunction(() => document.querySelector("#prose img").naturalWidth === 1);
  assert.equal(await count("img"), 1);
  assert.equal(await stage.tab.page.$("#prose script, #prose iframe, #prose svg, #prose [onerror], #prose a[href^='javascript']"), null);
  assert.equal(await stage.tab.page.evaluate(() => globalThis.hacked), undefined);
  await stage.tab.screenshot("export whole");
  assert.deepEqual(await stage.tab.accessibilityProblems(), []);
  await Promise.all([stage.tab.page.waitForNavigation(), stage.tab.page.click("#prose a[href$='counting_birds_in_winter.html']")]);
  assert.equal(await stage.tab.text("#title"), "Counting birds in winter");
});

test("the index leads to the pages and back", async () => {
  await open(fileUrl("index.html"));
  await stage.tab.screenshot("export index");
  assert.deepEqual(await stage.tab.accessibilityProblems(), []);
  await Promise.all([stage.tab.page.waitForNavigation(), stage.tab.page.click(`a[href='${NAME}']`)]);
  await stage.tab.waitFor("#prose .claim");
  await Promise.all([stage.tab.page.waitForNavigation(), stage.tab.page.click("#home")]);
  await stage.tab.waitFor("#notes");
});

test("from a server, sentences seek in the player", async () => {
  const server = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(readFileSync(join(stage.vault.root, "site", NAME)));
  });
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  try {
    await open(`http://127.0.0.1:${server.address().port}/`);
    const { sought } = await stage.tab.playing();
    await stage.tab.page.click("#claim-0");
    await stage.tab.waitFor("#claim-0.lit");
    await sought(33);
    await stage.tab.page.focus(".said[tabindex='0']");
    await stage.tab.press("ArrowDown", "Enter");
    await stage.tab.waitFor("#cues li:nth-child(2).now");
  } finally {
    server.close();
  }
});
