// @ts-check
// Follows the vault: the server names the files that change.

/** @import { VaultEvent } from "./vault_event.d.ts" */

/**
 * A hidden page does not listen: browsers allow only a few open connections to a server.
 * @type {EventSource | null}
 */
let source = null;

/**
 * Calls `onChange` with the paths that changed, none of them if any may have, and `onPolling` with the
 * reason if changes are found late from now on.
 * @param {(paths: string[]) => void} onChange
 * @param {(reason: string) => void} onPolling
 */
export function follow(onChange, onPolling) {
  const token = encodeURIComponent(document.documentElement.dataset.token ?? "");
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(`/api/events?token=${token}`);
    // What happened before the connection is not reported.
    source.addEventListener("open", () => onChange([]));
    source.addEventListener("message", (event) => {
      /** @type {VaultEvent} */
      const { paths, polling } = JSON.parse(event.data);
      if (polling === null) onChange(paths);
      else onPolling(polling);
    });
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}

/**
 * Whether a note may look different after a change of these files: it, a folder above it, its captions, its
 * state or the settings, but no other note.
 * @param {string[]} paths
 * @param {string} note
 */
export function concerns(paths, note) {
  const isOther = (/** @type {string} */ path) => path.endsWith(".md") || (path.startsWith(".kbnote/notes/") && path.endsWith(".json"));
  const isIts = (/** @type {string} */ path) => path === note || note.startsWith(`${path}/`) || path === `.kbnote/notes/${note}.json`;
  return paths.length === 0 || paths.some((path) => isIts(path) || !isOther(path));
}

/**
 * Whether the list of notes may look different after a change of these files: all but states.
 * @param {string[]} paths
 */
export const concernsList = (paths) => paths.length === 0 || paths.some((path) => !path.startsWith(".kbnote/"));
