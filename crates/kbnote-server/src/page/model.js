// @ts-check
// Pure functions of the page: nothing here reads or changes the document.

/** @import { AnchorView, ClaimView, CueView, NoteView, RecordingView, ReviewStatus } from "./note_view.d.ts" */
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
 * The message of an error with its next step.
 * @param {unknown} error
 */
export function errorText(error) {
  const { message, hint } = /** @type {{ message?: string, hint?: string | null }} */ (error);
  return [message ?? String(error), hint].filter(Boolean).join("; ");
}

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
 * @param {string} [nouns]
 */
export const plural = (number, noun, nouns = `${noun}s`) => `${number} ${number === 1 ? noun : nouns}`;

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
  if (note.doubtful === null && !note.video) return "no video";
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
 * Whether a sentence without an anchor may be left so for good.
 * @param {ClaimView | undefined} claim
 */
export const mayBeDeclined = (claim) => Boolean(claim?.takes_anchor) && claim?.standing === "missing";

/**
 * How many sentences get an anchor with `kbnote align`.
 * @param {NoteView} view
 */
export const newSentences = (view) => view.claims.filter((claim) => claim.proposed_ms !== null).length;

/**
 * A recording of a note: another one by its number, else the note's own.
 * @param {NoteView} view
 * @param {number | null} number
 * @returns {Omit<RecordingView, "video"> & Pick<NoteView, "video">}
 */
export const recordingOf = (view, number) => (number === null ? view : view.others[number] ?? view);

/**
 * The number of the recording with this id; else that of the note's own, or of the first if it has none.
 * @param {NoteView} view
 * @param {string | undefined} id
 */
export function recordingNumber(view, id) {
  if (id !== undefined && view.video?.id === id) return null;
  const number = view.others.findIndex(({ video }) => video.id === id);
  if (number >= 0) return number;
  return view.video === null && view.others.length ? 0 : null;
}

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

/**
 * The indexes of the claims that rest on what is being said: the passage of an anchor is played, or the
 * caption that is spoken belongs to it.
 * @param {ClaimView[]} claims
 * @param {number | null} played The recording that is played.
 * @param {number} ms
 * @param {number} cue The caption that is spoken.
 */
export function spokenClaims(claims, played, ms, cue) {
  const isSpoken = (/** @type {AnchorView} */ { time_ms, end_ms, cues, recording }) => time_ms !== null && recording === played
    && ((time_ms <= ms && ms < (end_ms ?? time_ms)) || (cues[0] <= cue && cue < cues[1]));
  return claims.flatMap((claim, number) => (claim.anchors.some(isSpoken) ? [number] : []));
}

/**
 * A part of the video that claims under one heading rest on, and the first of them.
 * @typedef {{ start: number, end: number, heading: number | null, claim: number }} Span
 */

/** Shorter pauses between passages are not shown, nor are gaps: 5 and 10 s, more in long videos. */
const PAUSE = { ms: 5_000, share: 1 / 200 };
const GAP = { ms: 10_000, share: 1 / 100 };

/** How long a passage is whose end is not known. */
const PASSAGE_MS = 5_000;

/**
 * Which parts of a recording the note rests on, by heading, and which it leaves out.
 * @param {ClaimView[]} claims
 * @param {number | null} recording
 * @param {CueView[]} cues Its captions.
 */
export function coverage(claims, recording, cues) {
  const passages = claims.flatMap((claim, number) => claim.anchors.flatMap((anchor) => (
    anchor.recording === recording ? passageOf(anchor, claim.heading, number) : [])));
  passages.sort((a, b) => a.start - b.start);
  const end = Math.max(0, ...cues.slice(-1).map((cue) => cue.end_ms), ...passages.map((passage) => passage.end));
  return { end, spans: joined(passages, Math.max(PAUSE.ms, end * PAUSE.share)), gaps: gapsOf(passages, end, Math.max(GAP.ms, end * GAP.share)) };
}

/**
 * What is said from an anchor on, for a second at least.
 * @param {AnchorView} anchor
 * @param {number | null} heading
 * @param {number} claim
 * @returns {Span[]}
 */
function passageOf({ time_ms, end_ms }, heading, claim) {
  if (time_ms === null) return [];
  return [{ start: time_ms, end: Math.max(end_ms ?? time_ms + PASSAGE_MS, time_ms + 1000), heading, claim }];
}

/**
 * Passages under one heading that follow each other are one.
 * @param {Span[]} passages
 * @param {number} pause
 */
function joined(passages, pause) {
  /** @type {Span[]} */
  const spans = [];
  for (const passage of passages) {
    const last = spans.at(-1);
    if (last && last.heading === passage.heading && passage.start - last.end <= pause) last.end = Math.max(last.end, passage.end);
    else spans.push({ ...passage });
  }
  return spans;
}

/**
 * @param {Span[]} passages In order of time.
 * @param {number} end
 * @param {number} least
 */
function gapsOf(passages, end, least) {
  const gaps = [];
  let at = 0;
  for (const { start, end: until } of [...passages, { start: end, end }]) {
    if (start - at >= least) gaps.push({ start: at, end: start });
    at = Math.max(at, until);
  }
  return gaps;
}

/**
 * A text to be searched: without accents, capitals and punctuation.
 * @param {string} text
 */
const searched = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

/**
 * The captions in which a text begins; it may go on in the next one.
 * @param {CueView[]} cues
 * @param {string} text
 */
export function findCues(cues, text) {
  const query = searched(text);
  if (!query) return [];
  const texts = cues.map((cue) => searched(cue.text));
  return texts.flatMap((own, number) => {
    const at = `${own} ${texts[number + 1] ?? ""}`.indexOf(query);
    return at >= 0 && at < own.length ? [number] : [];
  });
}
