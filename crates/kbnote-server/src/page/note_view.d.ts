// Generated from Rust types by a test; do not edit.

export type NoteView = { schema: string, 
/**
 * The note.
 */
path: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its video.
 */
video: VideoView | null, 
/**
 * The caption track.
 */
track: TrackView | null, 
/**
 * Why it cannot be checked against captions.
 */
problem: Problem | null, 
/**
 * The conflict that keeps the note from being changed.
 */
conflict: Problem | null, 
/**
 * A name of the captions, which changes with them; null without captions. A request that names those that
 * it has in the header `X-Kbnote-Captions`, with commas between, is answered without their `cues`.
 */
captions: string | null, 
/**
 * The captions.
 */
cues: Array<CueView>, 
/**
 * The other recordings that something of it is on.
 */
others: Array<RecordingView>, 
/**
 * Its headings.
 */
headings: Array<HeadingView>, 
/**
 * Its sentences, or the parts of one before each anchor.
 */
claims: Array<ClaimView>, 
/**
 * The order of review, as indexes into `claims`.
 */
walk: Array<number>, 
/**
 * The note as a reader sees it.
 */
content: Array<ContentView>, };
export type Problem = { 
/**
 * A stable word for scripts.
 */
kind: string, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What to do next.
 */
hint: string | null, };
export type VideoView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Whether YouTube's player can play it.
 */
youtube: boolean, 
/**
 * The address of a moment, with `{seconds}` for the number of seconds.
 */
url: string | null, };
export type TrackView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its language.
 */
lang: string, };
export type CueView = { 
/**
 * When it starts.
 */
start_ms: number, 
/**
 * When it ends.
 */
end_ms: number, 
/**
 * What is said.
 */
text: string, 
/**
 * The name of the speaker in the captions, if any.
 */
speaker: string | null, };
export type RecordingView = { 
/**
 * The video.
 */
video: VideoView, 
/**
 * The caption track.
 */
track: TrackView | null, 
/**
 * Why the sentences on it cannot be checked against captions.
 */
problem: Problem | null, 
/**
 * The name of its captions, as that of the note's own.
 */
captions: string | null, 
/**
 * The captions.
 */
cues: Array<CueView>, };
export type HeadingView = { 
/**
 * Its level, from 1.
 */
level: number, 
/**
 * Its text.
 */
text: string, };
export type ClaimView = { 
/**
 * The line on which it starts.
 */
line: number, 
/**
 * Where it starts in the note.
 */
start: number, 
/**
 * Where it ends.
 */
end: number, 
/**
 * The number of its paragraph or list item.
 */
block: number, 
/**
 * The heading above it, as an index into `headings`.
 */
heading: number | null, 
/**
 * The recording that it is on, as an index into `others`; null if that is the note's own. All but `anchors`
 * is what this recording says.
 */
recording: number | null, 
/**
 * The text without markup and anchors.
 */
text: string, 
/**
 * The source text without anchors; null if it is not valid UTF-8.
 */
source: string | null, 
/**
 * `doubtful`, `missing` (an anchor), `sure`, `pinned`, `unknown` (there are no captions) or `plain` (it
 * needs no anchor).
 */
standing: ReviewStatus, 
/**
 * Why.
 */
reason: string | null, 
/**
 * `high`, `low` or `none`.
 */
confidence: string | null, 
/**
 * How probable it is that it is said within 10 s of the best place, from 0 to 1.
 */
score: number | null, 
/**
 * Whether it has an anchor or can have one.
 */
takes_anchor: boolean, 
/**
 * When the anchor would be that `kbnote align` gives it, if it has none.
 */
proposed_ms: number | null, 
/**
 * Its anchors.
 */
anchors: Array<AnchorView>, 
/**
 * The best places, the best one first.
 */
places: Array<PlaceView>, 
/**
 * Its words that are not in the captions.
 */
unsaid: Array<string>, };
export type ReviewStatus = "doubtful" | "missing" | "sure" | "pinned" | "unknown" | "plain";
export type AnchorView = { 
/**
 * Where it starts in the note.
 */
start: number, 
/**
 * Where it ends.
 */
end: number, 
/**
 * Its time; null if it cannot be read.
 */
time_ms: number | null, 
/**
 * When the passage ends that begins there.
 */
end_ms: number | null, 
/**
 * The captions that it rests on.
 */
cues: [number, number], 
/**
 * The recording that it is on, as an index into `others`; null if that is the note's own.
 */
recording: number | null, 
/**
 * Its address, if it is on another recording than the note.
 */
url: string | null, };
export type PlaceView = { 
/**
 * When it starts.
 */
time_ms: number, 
/**
 * How probable it is that the sentence is said there, from 0 to 1.
 */
score: number, 
/**
 * Its captions.
 */
cues: [number, number], 
/**
 * The words of the sentence that are said there, the most telling first.
 */
words: Array<string>, };
export type ContentView = { "kind": "text", 
/**
 * The text.
 */
text: string, } | { "kind": "element", 
/**
 * The name of the element of HTML, or `callout`, `callout-title`, `task`, `footnote`, `call` or `source`.
 */
tag: string, 
/**
 * The type of a callout, the language of code, the label of a footnote, the first number of a list, the alignment
 * of a cell, or `done` for a task.
 */
name: string | null, 
/**
 * What is in it.
 */
inside: Array<ContentView>, } | { "kind": "claim", 
/**
 * The sentence, as an index into `claims`.
 */
claim: number, 
/**
 * Whether it is its first text.
 */
first: boolean, 
/**
 * The text.
 */
inside: Array<ContentView>, } | { "kind": "anchor", 
/**
 * The sentence.
 */
claim: number, 
/**
 * The anchor among those of the sentence.
 */
anchor: number, } | { "kind": "end", 
/**
 * The sentence.
 */
claim: number, } | { "kind": "link", 
/**
 * The sentence that it is in.
 */
claim: number | null, 
/**
 * Whether it is the first of its sentence.
 */
first: boolean, 
/**
 * The address, or the path of a file.
 */
url: string | null, 
/**
 * The name of the note that a wikilink leads to.
 */
note: string | null, 
/**
 * What is shown.
 */
inside: Array<ContentView>, } | { "kind": "picture", 
/**
 * The address, the path of a file, or the name of one in a wikilink.
 */
source: string, 
/**
 * The text for those who do not see it.
 */
text: string, };
export type NoteEdit = { "do": "keep", 
/**
 * The claim.
 */
claim: number, } | { "do": "move", 
/**
 * The claim.
 */
claim: number, 
/**
 * The anchor among those of the claim.
 */
anchor: number, 
/**
 * The time in milliseconds.
 */
time_ms: number, 
/**
 * Whether the nearest moment of the captions at or before it will do.
 */
nearest: boolean, } | { "do": "free", 
/**
 * The claim.
 */
claim: number, } | { "do": "remove", 
/**
 * The claim.
 */
claim: number, 
/**
 * The anchor among those of the claim.
 */
anchor: number, } | { "do": "decline", 
/**
 * The claim.
 */
claim: number, } | { "do": "text", 
/**
 * The claim.
 */
claim: number, 
/**
 * Its new text.
 */
text: string, };
