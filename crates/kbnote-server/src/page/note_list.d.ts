// Generated from Rust types by a test; do not edit.

export type NoteList = { schema: string, notes: Array<NoteRow>, 
/**
 * Whether notes are still being counted.
 */
counting: boolean, };
export type NoteRow = { path: string, title: string, video: string | null, doubtful: number | null, missing: number | null, };
