// Generated from Rust types by a test; do not edit.

export type VaultEvent = { schema: string, 
/**
 * Paths of the files and folders that changed; if there are none, any may have changed.
 */
paths: Array<string>, 
/**
 * Why changes are from now on found by comparing times of files, which takes a second or longer.
 */
polling: string | null, };
