// Generated from Rust types by a test; do not edit.

export type NoteView = { schema: string, path: string, title: string, video: VideoView | null, track: TrackView | null, problem: Problem | null, 
/**
 * The conflict that keeps the note from being changed.
 */
conflict: Problem | null, cues: Array<CueView>, headings: Array<HeadingView>, claims: Array<ClaimView>, 
/**
 * The order of review, as indexes into `claims`.
 */
walk: Array<number>, };
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
export type VideoView = { id: string, title: string, 
/**
 * Whether YouTube's player can play it.
 */
youtube: boolean, 
/**
 * The address of a moment, with [`SECONDS`] for the number of seconds.
 */
url: string | null, };
export type TrackView = { id: string, lang: string, };
export type CueView = { start_ms: number, end_ms: number, text: string, };
export type HeadingView = { level: number, text: string, };
export type ClaimView = { line: number, start: number, end: number, block: number, heading: number | null, 
/**
 * The text without markup and anchors.
 */
text: string, 
/**
 * The source text without anchors; null if it is not valid UTF-8.
 */
source: string | null, standing: ReviewStatus, reason: string | null, confidence: string | null, score: number | null, 
/**
 * Whether it has an anchor or can have one.
 */
takes_anchor: boolean, anchors: Array<AnchorView>, places: Array<PlaceView>, unsaid: Array<string>, };
export type ReviewStatus = "doubtful" | "missing" | "sure" | "pinned" | "unknown" | "plain";
export type AnchorView = { start: number, end: number, time_ms: number | null, cues: [number, number], };
export type PlaceView = { time_ms: number, score: number, cues: [number, number], words: Array<string>, };
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
time_ms: number, } | { "do": "free", 
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
anchor: number, } | { "do": "text", 
/**
 * The claim.
 */
claim: number, 
/**
 * Its new text.
 */
text: string, };
