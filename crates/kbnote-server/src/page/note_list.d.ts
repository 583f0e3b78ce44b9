// Generated from Rust types by a test; do not edit.

export type NoteList = { schema: string, 
/**
 * The notes, those with anchors in doubt first.
 */
notes: Array<NoteRow>, 
/**
 * Whether notes are still being counted.
 */
counting: boolean, };
export type NoteRow = { 
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
video: string | null, 
/**
 * How many anchors are in doubt; null if they are not counted yet, or cannot be.
 */
doubtful: number | null, 
/**
 * How many sentences lack an anchor.
 */
missing: number | null, };
