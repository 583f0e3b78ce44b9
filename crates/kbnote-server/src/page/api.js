// @ts-check
// Requests to `kbnote serve`.

/** @import { CueView, NoteEdit, NoteView } from "./note_view.d.ts" */
/** @import { NoteDecisions } from "./decisions.d.ts" */
/** @import { NoteList } from "./note_list.d.ts" */

/**
 * A note and its revision, which a change has to name.
 * @typedef {{ view: NoteView, revision: string }} OpenNote
 */

/** An error of the server, or that it is not responding. */
export class ApiError extends Error {
  /** @param {{ kind: string, message: string, hint?: string | null }} error */
  constructor({ kind, message, hint }) {
    super(message);
    this.kind = kind;
    this.hint = hint ?? null;
  }
}

/** @param {unknown} error */
export const isMissing = (error) => error instanceof ApiError && error.kind === "missing-note";

/** @param {unknown} error */
export const isConflict = (error) => error instanceof ApiError && error.kind === "changed-meanwhile";

/**
 * The captions of the note that was read last, by their names: the server sends them once.
 * @type {Map<string, CueView[]>}
 */
let captions = new Map();

/**
 * @param {string} address
 * @param {RequestInit} [init]
 */
async function request(address, init = {}) {
  const known = captions;
  const headers = {
    ...init.headers, "X-Kbnote-Token": document.documentElement.dataset.token ?? "", "X-Kbnote-Captions": [...known.keys()].join(),
  };
  let response;
  try {
    response = await fetch(address, { ...init, headers });
  } catch {
    throw new ApiError({ kind: "gone", message: "kbnote serve is not responding; it may have stopped" });
  }
  const body = await response.json();
  if (!response.ok) throw new ApiError(body.error);
  return { body, revision: response.headers.get("ETag") ?? "", known };
}

/**
 * @param {string} address
 * @param {string} revision
 * @param {object} body
 * @returns {Promise<OpenNote>}
 */
async function post(address, revision, body) {
  const headers = { "Content-Type": "application/json", "If-Match": revision };
  return opened(await request(address, { method: "POST", headers, body: JSON.stringify(body) }));
}

/**
 * A note with all its captions; those that the request named are not in the response.
 * @param {{ body: NoteView, revision: string, known: Map<string, CueView[]> }} response
 * @returns {OpenNote}
 */
function opened({ body: view, revision, known }) {
  captions = new Map();
  for (const recording of [view, ...view.others]) {
    if (recording.captions === null) continue;
    if (!recording.cues.length) recording.cues = known.get(recording.captions) ?? [];
    captions.set(recording.captions, recording.cues);
  }
  return { view, revision };
}

/**
 * The notes of the vault.
 * @param {boolean} recount Whether to count doubtful anchors again.
 * @returns {Promise<NoteList>}
 */
export const listNotes = async (recount) => (await request(recount ? "/api/notes" : "/api/counts")).body;

/**
 * @param {string} path
 * @returns {Promise<OpenNote>}
 */
export async function openNote(path) {
  return opened(await request(`/api/note?path=${encodeURIComponent(path)}`));
}

/**
 * Changes a note, unless it has changed since `revision`.
 * @param {string} path
 * @param {string} revision
 * @param {NoteEdit} change
 */
export const changeNote = (path, revision, change) => post("/api/change", revision, { path, change });

/**
 * Undoes the last change of a note.
 * @param {string} path
 * @param {string} revision
 */
export const undoChange = (path, revision) => post("/api/undo", revision, { path });

/**
 * Gives the new sentences of a note their anchors.
 * @param {string} path
 * @param {string} revision
 */
export const anchorNote = (path, revision) => post("/api/anchor", revision, { path });

/**
 * Quotes captions into a note, below the paragraph of a claim; they are of the recording of this anchor of it.
 * @param {string} path
 * @param {string} revision
 * @param {{ claim: number, anchor: number, cues: [number, number] }} quoted
 */
export const quoteCues = (path, revision, quoted) => post("/api/quote", revision, { path, ...quoted });

/**
 * What can be decided on in a note, and the revision that this is about.
 * @param {string} path
 * @returns {Promise<{ decisions: NoteDecisions, revision: string }>}
 */
export async function listDecisions(path) {
  const { body, revision } = await request(`/api/decisions?path=${encodeURIComponent(path)}`);
  return { decisions: body, revision };
}

/**
 * Accepts or rejects a proposed change.
 * @param {string} path
 * @param {string} revision
 * @param {string} id
 * @param {boolean} accept
 */
export const decideChange = (path, revision, id, accept) => post("/api/decide", revision, { path, id, accept });

/**
 * Repairs one finding, or has checks pass over it.
 * @param {string} path
 * @param {string} revision
 * @param {{ code: string, start: number, do: "fix" | "ignore" }} finding
 */
export const decideFinding = (path, revision, finding) => post("/api/finding", revision, { path, finding });

/**
 * Repairs what `kbnote check --fix` repairs.
 * @param {string} path
 * @param {string} revision
 */
export const repairNote = (path, revision) => post("/api/repair", revision, { path });

/**
 * The address of a picture of the vault; null for one on another site.
 * @param {string} path The note.
 * @param {string | null} source
 */
export function pictureAddress(path, source) {
  if (source === null || /^[a-z][a-z0-9+.-]+:/i.test(source)) return null;
  return `/api/picture?${new URLSearchParams({ path, source, token: document.documentElement.dataset.token ?? "" })}`;
}

/**
 * The address of the file in the vault that holds a recording; null if there is none.
 * @param {string} path
 * @param {string} video
 */
export async function mediaAddress(path, video) {
  const token = document.documentElement.dataset.token ?? "";
  const address = `/api/media?${new URLSearchParams({ path, video, token })}`;
  const response = await fetch(address, { method: "HEAD" }).catch(() => null);
  return response?.status === 200 ? { address, type: response.headers.get("Content-Type") ?? "" } : null;
}
