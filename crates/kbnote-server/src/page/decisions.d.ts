// Generated from Rust types by a test; do not edit.

export type NoteDecisions = { schema: string, 
/**
 * The changes, in the order of the note.
 */
changes: Array<ProposedChange>, 
/**
 * What is wrong with it, in its order.
 */
findings: Array<NoteFinding>, };
export type ProposedChange = { 
/**
 * Its name, the same as long as the change is the same.
 */
id: string, 
/**
 * `anchors`, `times`, `links`, `front-matter`, `headings` or `index`.
 */
kind: string, 
/**
 * The line on which it starts.
 */
line: number, 
/**
 * The sentence, the key, the heading or the words to link.
 */
what: string, 
/**
 * The present text, or times; may be empty.
 */
before: string, 
/**
 * The new text, or times; may be empty.
 */
after: string, 
/**
 * Whether the author changed the same in another way.
 */
conflict: boolean, 
/**
 * What speaks for it: what is said, or the note that is linked to.
 */
evidence: string | null, 
/**
 * How probable it is that it is right, from 0 to 1.
 */
score: number | null, };
export type NoteFinding = { 
/**
 * The code of the rule.
 */
code: string, 
/**
 * `error`, `warning` or `info`.
 */
severity: string, 
/**
 * The line.
 */
line: number, 
/**
 * Where it starts in the note.
 */
start: number, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What repairing it does, if that is possible.
 */
fix: string | null, 
/**
 * Whether a comment on its line can make a check pass over it.
 */
ignorable: boolean, };
