// Unit tests of the pure functions of the page: `node --test`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { concerns, concernsList } from "../src/page/follow.js";
import {
  clock, countsLabel, coverage, cueAt, filterNotes, findAgain, findCues, fragmentPath, isSameSecond, noteFragment, plural, recordingNumber, recordingOf,
  reviewQueue, spokenClaims, walkStep,
} from "../src/page/model.js";

/** Claims with these texts; `text/source` sets the source. */
const claims = (...texts) => texts.map((given) => {
  const [text, source = text] = given.split("/");
  return { text, source };
});

const reviewed = (...standings) => standings.map((standing) => ({ standing }));

test("clock shows hours, minutes and whole seconds", () => {
  assert.equal(clock(0), "00:00:00");
  assert.equal(clock(61_999), "00:01:01");
  assert.equal(clock(100 * 3_600_000), "100:00:00");
});

test("isSameSecond compares what clock shows", () => {
  assert.ok(isSameSecond(33_000, 33_999));
  assert.ok(!isSameSecond(33_999, 34_000));
});

test("plural adds an s unless there is one", () => {
  assert.deepEqual([0, 1, 2].map((number) => plural(number, "note")), ["0 notes", "1 note", "2 notes"]);
});

test("a path survives the address", () => {
  for (const path of ["notes/a b.md", "notes/ü#1?.md", "100%.md", "a/b/c.md"]) {
    assert.equal(fragmentPath(noteFragment(path)), path);
  }
  assert.equal(noteFragment("notes/a b.md"), "#notes/a%20b.md");
  assert.equal(fragmentPath("#100%"), "100%");
  assert.equal(fragmentPath(""), "");
});

test("filterNotes looks at titles and paths, whatever the case", () => {
  const notes = [{ title: "Birds", path: "x/one.md" }, { title: "Tides", path: "x/two.md" }];
  assert.deepEqual(filterNotes(notes, " BIRD ").map((note) => note.title), ["Birds"]);
  assert.deepEqual(filterNotes(notes, "two.md").map((note) => note.title), ["Tides"]);
  assert.equal(filterNotes(notes, "").length, 2);
  assert.equal(filterNotes(notes, "(").length, 0);
});

test("countsLabel tells counted from uncounted notes", () => {
  const note = (doubtful, missing, video = "kbnoteDemo1") => ({ video, doubtful, missing });
  assert.equal(countsLabel(note(null, null, null), true), "no video");
  assert.equal(countsLabel(note(1, 0, null), true), "1 doubtful");
  assert.equal(countsLabel(note(null, null), true), "…");
  assert.equal(countsLabel(note(null, null), false), "no captions");
  assert.equal(countsLabel(note(0, 0), false), "nothing doubtful");
  assert.equal(countsLabel(note(2, 0), false), "2 doubtful");
  assert.equal(countsLabel(note(2, 1), false), "2 doubtful, 1 without an anchor");
});

test("reviewQueue keeps the order of the walk", () => {
  const all = reviewed("missing", "sure", "doubtful", "pinned", "plain");
  assert.deepEqual(reviewQueue(all, [2, 0, 1, 3]), { pending: [2, 0], heading: "To review: 1 doubtful, 1 without an anchor" });
  assert.deepEqual(reviewQueue(reviewed("sure"), [0]), { pending: [], heading: "Nothing to review" });
});

test("walkStep goes round in a circle and starts at the first", () => {
  assert.equal(walkStep([4, 2, 7], 2, 1), 7);
  assert.equal(walkStep([4, 2, 7], 7, 1), 4);
  assert.equal(walkStep([4, 2, 7], 4, -1), 7);
  assert.equal(walkStep([4, 2, 7], 5, 1), 4);
  assert.equal(walkStep([4, 2, 7], null, -1), 4);
  assert.equal(walkStep([], null, 1), null);
});

test("findAgain follows a claim over changes before and after it", () => {
  const before = claims("A", "B", "C");
  assert.equal(findAgain(before, claims("New", "A", "B", "C"), 1, "B"), 2);
  assert.equal(findAgain(before, claims("A", "B", "C", "New"), 1, "B"), 1);
  assert.equal(findAgain(before, claims("A", "C"), 1, "B"), -1);
  assert.equal(findAgain(before, claims("New", "B", "Other"), 1, "B"), 1);
  assert.equal(findAgain(before, before, null, null), -1);
  assert.equal(findAgain(before, [], 1, "B"), -1);
});

test("findAgain keeps apart sentences with the same text", () => {
  const before = claims("Same", "Mid", "Same");
  assert.equal(findAgain(before, claims("Same", "New", "Mid", "Same"), 2, "Same"), 3);
  assert.equal(findAgain(before, claims("New", "Same", "Mid", "Same"), 0, "Same"), 1);
  assert.equal(findAgain(claims("Same", "Same"), claims("Same", "Same", "Same"), 0, "Same"), 0);
});

test("findAgain uses the source that editing began with", () => {
  const before = claims("A", "B/was", "C");
  assert.equal(findAgain(before, claims("X", "B/was", "Y"), 1, "was"), 1);
  assert.equal(findAgain(before, claims("X", "Y", "B/other", "Z"), 1, "was"), 2);
  assert.equal(findAgain(before, claims("X", "Y", "Z", "Other"), 1, "was"), -1);
});

test("findAgain follows a claim whose words were changed", () => {
  const before = claims("A", "The birds hide in spring", "C");
  assert.equal(findAgain(before, claims("A", "Something else", "C"), 1, "The birds hide in spring"), 1);
  assert.equal(findAgain(before, claims("A", "New", "The birds hide in every spring", "C"), 1, "The birds hide in spring"), 2);
  assert.equal(findAgain(before, claims("A", "New", "Newer", "C"), 1, "The birds hide in spring"), -1);
});

test("cueAt finds the caption being spoken", () => {
  const cues = [{ start_ms: 1000 }, { start_ms: 2000 }];
  assert.deepEqual([0, 1000, 1999, 5000].map((ms) => cueAt(cues, ms)), [-1, 0, 0, 1]);
  assert.equal(cueAt([], 5), -1);
});

test("a change concerns the note that it may be seen in", () => {
  const note = "notes/a/b.md";
  for (const path of [note, "notes/a", "notes", "transcripts/x.json", "kbnote.toml", `.kbnote/notes/${note}.json`]) {
    assert.ok(concerns([path], note), path);
  }
  for (const path of ["notes/a/c.md", "notes/b.md", ".kbnote/notes/notes/a/c.md.json"]) {
    assert.ok(!concerns([path], note), path);
  }
  assert.ok(concerns([], note));
  assert.ok(concernsList(["notes/a/c.md"]) && concernsList([]) && !concernsList([".kbnote/notes/a.md.json"]));
});

const anchored = (heading, ...times) => ({
  heading, anchors: times.map(([start, end, cues = [0, 0]]) => ({ time_ms: start * 1000, end_ms: end === null ? null : end * 1000, cues, recording: null })),
});

test("coverage joins what is under one heading and names what is left out", () => {
  const cues = [{ start_ms: 0, end_ms: 200_000 }];
  const view = { cues, claims: [anchored(0, [20, 30]), anchored(0, [33, 40]), anchored(1, [42, 50]), anchored(0, [90, null])] };
  const { end, spans, gaps } = coverage(view.claims, null, view.cues);
  assert.equal(end, 200_000);
  assert.deepEqual(spans.map(({ start, end, heading, claim }) => [start / 1000, end / 1000, heading, claim]),
    [[20, 40, 0, 0], [42, 50, 1, 2], [90, 95, 0, 3]]);
  assert.deepEqual(gaps.map(({ start, end }) => [start / 1000, end / 1000]), [[0, 20], [50, 90], [95, 200]]);
});

test("coverage of nothing, and of one recording of several", () => {
  assert.deepEqual(coverage([], null, []), { end: 0, spans: [], gaps: [] });
  const anchor = (recording, time_ms) => ({ time_ms, end_ms: null, cues: [0, 0], recording });
  const mixed = [{ heading: null, anchors: [anchor(0, 5000), anchor(null, null)] }, { heading: null, anchors: [anchor(null, 1000)] }];
  const starts = (recording) => coverage(mixed, recording, [{ start_ms: 0, end_ms: 20_000 }]).spans.map(({ start, claim }) => [start, claim]);
  assert.deepEqual([null, 0, 1].map(starts), [[[1000, 1]], [[5000, 0]], []]);
  const within = [anchored(0, [10, 50]), anchored(0, [20, 25])];
  assert.deepEqual(coverage(within, null, [{ start_ms: 0, end_ms: 60_000 }]).spans.map(({ end }) => end), [50_000]);
});

test("spokenClaims are those whose passage or caption is spoken in the recording that is played", () => {
  const claims = [anchored(0, [10, 20, [1, 3]]), anchored(0, [15, null, [2, 3]]), anchored(0, [40, 50, [5, 6]])];
  assert.deepEqual(spokenClaims(claims, null, 12_000, 1), [0]);
  assert.deepEqual(spokenClaims(claims, null, 25_000, 2), [0, 1]);
  assert.deepEqual(spokenClaims(claims, null, 45_000, 9), [2]);
  assert.deepEqual(spokenClaims(claims, null, 60_000, -1), []);
  assert.deepEqual(spokenClaims(claims, 0, 12_000, 1), []);
});

test("a recording is found again by its id", () => {
  const view = { video: { id: "a" }, others: [{ video: { id: "b" } }, { video: { id: "c" } }] };
  assert.deepEqual(["a", "b", "c", "gone", undefined].map((id) => recordingNumber(view, id)), [null, 0, 1, null, null]);
  assert.equal(recordingNumber({ ...view, video: null }, undefined), 0);
  assert.equal(recordingNumber({ video: null, others: [] }, undefined), null);
  assert.equal(recordingOf(view, 1).video.id, "c");
  assert.equal(recordingOf(view, null), view);
});

test("captions are found without accents, capitals and punctuation, over their ends", () => {
  const cues = ["We sat in the Café,", "and it’s ten to seven.", "Straße, 10 °C"].map((text) => ({ text }));
  for (const [query, found] of [
    ["cafe", [0]], ["CAFÉ and", [0]], ["and its ten", []], ["it's", [1]], ["  ten  to ", [1]], ["seven", [1]], ["10", [2]], ["x", []], [" ?! ", []],
  ]) {
    assert.deepEqual(findCues(cues, query), found, query);
  }
});
