// @ts-check
// Pure functions of the page: nothing here reads or changes the document.

/** @import { ClaimView, CueView, NoteView, ReviewStatus } from "./note_view.d.ts" */
/** @import { NoteRow } from "./note_list.d.ts" */

/** @type {Record<ReviewStatus, string>} */
export const STATUS_LABELS = {
  doubtful: "doubtful",
  missing: "no anchor",
  sure: "matches the captions",
  pinned: "pinned",
  unknown: "not checked",
  plain: "needs no anchor",
};

/**
 * A time as `HH:MM:SS`.
 * @param {number} ms
 */
export function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/**
 * @param {number} number
 * @param {string} noun
 */
export const plural = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/**
 * The URL fragment that opens a note.
 * @param {string} path
 */
export const noteFragment = (path) => "#" + path.split("/").map(encodeURIComponent).join("/");

/**
 * The path of the note that a URL fragment opens; empty for the list of notes.
 * @param {string} fragment
 */
export function fragmentPath(fragment) {
  const path = fragment.replace(/^#/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * The notes whose title or path contains a text.
 * @param {NoteRow[]} notes
 * @param {string} text
 */
export function filterNotes(notes, text) {
  const query = text.trim().toLowerCase();
  return notes.filter((note) => `${note.title} ${note.path}`.toLowerCase().includes(query));
}

/**
 * What the list of notes says about the anchors of a note.
 * @param {NoteRow} note
 * @param {boolean} counting Whether notes are still being counted.
 */
export function countsLabel(note, counting) {
  if (!note.video) return "no video";
  if (note.doubtful === null) return counting ? "…" : "no captions";
  return countList(note.doubtful, note.missing ?? 0) || "nothing doubtful";
}

/**
 * @param {number} doubtful
 * @param {number} missing
 */
function countList(doubtful, missing) {
  const counts = [doubtful && `${doubtful} doubtful`, missing && `${missing} without an anchor`];
  return counts.filter(Boolean).join(", ");
}

/** @param {ClaimView} claim */
export const needsReview = (claim) => claim.standing === "doubtful" || claim.standing === "missing";

/**
 * How many sentences get an anchor with `kbnote align`.
 * @param {NoteView} view
 */
export const newSentences = (view) => view.claims.filter((claim) => claim.proposed_ms !== null).length;

/**
 * The claims of a walk that need review, and a heading for them.
 * @param {ClaimView[]} claims
 * @param {number[]} walk Indexes into `claims`.
 */
export function reviewQueue(claims, walk) {
  const pending = walk.filter((number) => needsReview(claims[number]));
  const doubtful = pending.filter((number) => claims[number].standing === "doubtful").length;
  const counts = countList(doubtful, pending.length - doubtful);
  return { pending, heading: counts ? `To review: ${counts}` : "Nothing to review" };
}

/**
 * The claim that many steps from the current one in the walk, which is a circle.
 * @param {number[]} walk
 * @param {number | null} current
 * @param {number} by
 */
export function walkStep(walk, current, by) {
  if (!walk.length) return null;
  const at = current === null ? -1 : walk.indexOf(current);
  return walk[at < 0 ? 0 : (at + by + walk.length) % walk.length];
}

/**
 * Finds the selected claim in a note that has changed: by its distance from the start or the end if
 * everything on that side is unchanged (its text may occur twice), else by its text, else by its place if
 * as many claims were changed as there are now, else by its words.
 * @param {ClaimView[]} before
 * @param {ClaimView[]} after
 * @param {number | null} selected
 * @param {string | null} source The source of the selected claim when its editing began.
 * @returns {number} Its index in `after`, or -1.
 */
export function findAgain(before, after, selected, source) {
  if (selected === null) return -1;
  const most = Math.min(before.length, after.length);
  const isSame = (/** @type {ClaimView} */ a, /** @type {ClaimView} */ b) => a.text === b.text && a.source === b.source;
  let head = 0;
  while (head < most && isSame(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < most - head && isSame(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail += 1;
  if (selected < head) return selected;
  if (selected >= before.length - tail) return selected + after.length - before.length;
  const changed = after.slice(head, after.length - tail);
  const same = changed.findIndex((claim) => claim.source === source);
  if (same >= 0) return head + same;
  if (before.length === after.length) return selected;
  const shares = changed.map((claim) => sharedWords(claim.text, before[selected].text));
  const best = shares.indexOf(Math.max(...shares));
  return best >= 0 && shares[best] >= 0.5 ? head + best : -1;
}

/**
 * The share of words that two texts have in common.
 * @param {string} a
 * @param {string} b
 */
function sharedWords(a, b) {
  const [first, second] = [a, b].map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu)));
  const shared = [...first].filter((word) => second.has(word)).length;
  return shared / Math.max(first.size, second.size, 1);
}

/**
 * The texts of captions, each with the name of its speaker where that is not the previous one's.
 * @param {CueView[]} cues
 */
export const spokenTexts = (cues) => cues.map(({ text, speaker }, number) =>
  (speaker && speaker !== cues[number - 1]?.speaker ? `${speaker}: ${text}` : text));

/**
 * The index of the caption at a time of the video, or -1.
 * @param {CueView[]} cues
 * @param {number} ms
 */
export const cueAt = (cues, ms) => cues.findLastIndex((cue) => cue.start_ms <= ms);

/**
 * Whether two times show as the same second.
 * @param {number} a
 * @param {number} b
 */
export const isSameSecond = (a, b) => Math.floor(a / 1000) === Math.floor(b / 1000);
