// @ts-check
// What kbnote would change in the note, and what `kbnote check` finds: to be decided on one by one.

import { byId, element, focusOn } from "./dom.js";
import { plural } from "./model.js";

/** @import { NoteDecisions, NoteFinding, ProposedChange } from "./decisions.d.ts" */

/**
 * @typedef {object} Deciding
 * @property {(id: string, accept: boolean) => void} decide
 * @property {() => void} repair
 * @property {(line: number) => void} go
 */

/** @type {Record<string, string>} */
const KINDS = {
  anchors: "anchor", times: "time", links: "link", "front-matter": "front matter", headings: "heading", index: "index",
};

/**
 * Shows what can be decided on; none while that is not known.
 * @param {NoteDecisions | null} decisions
 * @param {Deciding} deciding
 */
export function renderChanges(decisions, deciding) {
  const { changes = [], findings = [] } = decisions ?? {};
  const at = focusedRow();
  const counts = [changes.length && plural(changes.length, "change"), findings.length && plural(findings.length, "finding")];
  byId("changes-title").textContent = `Proposed: ${counts.filter(Boolean).join(", ")}`;
  byId("changes").hidden = !changes.length && !findings.length;
  const fixable = findings.filter((finding) => finding.fix !== null).length;
  const repair = fixable ? [element("li", {}, element("button", {
    type: "button", text: `Repair ${plural(fixable, "finding")}`, click: deciding.repair, title: findings.flatMap(({ fix }) => fix ?? []).join("; "),
  }))] : [];
  byId("changes-list").replaceChildren(...changes.map((change) => changeRow(change, deciding)),
    ...findings.map((finding) => findingRow(finding, deciding)), ...repair);
  if (at >= 0) focusChange(at);
}

/**
 * @param {ProposedChange} change
 * @param {Deciding} deciding
 */
function changeRow({ id, kind, line, what, before, after, conflict, evidence, score }, { decide, go }) {
  const chance = score === null ? "" : ` · ${Math.round(score * 100)} % sure that it is right`;
  const button = (/** @type {string} */ label, /** @type {string} */ key, /** @type {boolean} */ accept) => element("button", {
    type: "button", class: accept ? "accept" : "reject", "aria-keyshortcuts": key, "aria-label": `${label}: ${what}`, click: () => decide(id, accept),
  }, label, " ", element("kbd", { "aria-hidden": "true", text: key }));
  return element("li", { class: "change" },
    element("button", { type: "button", class: "kind", text: `${KINDS[kind] ?? kind} · line ${line}`, click: () => go(line) }),
    element("span", { class: "what", text: what }),
    element("span", { class: "diff" }, ...difference(before, after)),
    conflict ? element("span", { class: "why", text: "You changed the same in another way." }) : null,
    evidence || chance ? element("span", { class: "evidence", text: `${evidence ?? ""}${chance}` }) : null,
    element("span", { class: "actions" }, button("Accept", "+", true), button("Reject", "-", false)));
}

/**
 * @param {string} before
 * @param {string} after
 */
function difference(before, after) {
  return [
    ...(before ? [element("del", { text: before })] : []), ...(before && after ? [" → "] : []),
    ...(after ? [element("ins", { text: after })] : []),
  ];
}

/**
 * @param {NoteFinding} finding
 * @param {Deciding} deciding
 */
function findingRow({ code, severity, line, message, fix }, { go }) {
  return element("li", { class: `finding ${severity}` },
    element("button", { type: "button", class: "kind", text: `${severity} ${code} · line ${line}`, click: () => go(line) }),
    element("span", { class: "what", text: message }),
    fix ? element("span", { class: "evidence", text: `repaired by: ${fix}` }) : null);
}

const acceptButtons = () => [...document.querySelectorAll("#changes-list .accept")];

/** The change that has the focus, as a number, or -1. */
const focusedRow = () => acceptButtons().findIndex((button) => button.closest("li")?.contains(document.activeElement));

/**
 * Moves the focus to a change, or the last one.
 * @param {number} number
 */
export function focusChange(number) {
  const details = /** @type {HTMLDetailsElement} */ (byId("changes"));
  if (details.hidden) return focusOn("card");
  details.open = true;
  const buttons = /** @type {HTMLElement[]} */ (acceptButtons());
  (buttons[Math.min(number, buttons.length - 1)] ?? details.querySelector("summary"))?.focus();
}

/**
 * Accepts or rejects the change that has the focus.
 * @param {"accept" | "reject"} decision
 */
export function decideFocused(decision) {
  const row = document.activeElement?.closest("#changes-list .change");
  /** @type {HTMLElement | null | undefined} */ (row?.querySelector(`.${decision}`))?.click();
}
