// @ts-check
// What kbnote would change in the note, and what `kbnote check` finds: to be decided on one by one.

import { byId, element, focusOn, keyButton } from "./dom.js";
import { plural } from "./model.js";

/** @import { NoteDecisions, NoteFinding, ProposedChange } from "./decisions.d.ts" */

/**
 * @typedef {object} Deciding
 * @property {(id: string, accept: boolean) => void} decide
 * @property {(finding: NoteFinding, verdict: "fix" | "ignore") => void} decideFinding
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
  const repair = fixable > 1 ? [element("li", {}, element("button", {
    type: "button", text: `Repair all ${fixable}`, click: deciding.repair, title: findings.flatMap(({ fix }) => fix ?? []).join("; "),
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
  return element("li", { class: "change" },
    element("button", { type: "button", class: "kind", text: `${KINDS[kind] ?? kind} · line ${line}`, click: () => go(line) }),
    element("span", { class: "what", text: what }),
    element("span", { class: "diff" }, ...difference(before, after)),
    conflict ? element("span", { class: "why", text: "You changed the same in another way." }) : null,
    evidence || chance ? element("span", { class: "evidence", text: `${evidence ?? ""}${chance}` }) : null,
    element("span", { class: "actions" }, verdict("Accept", true, what, () => decide(id, true)), verdict("Reject", false, what, () => decide(id, false))));
}

/**
 * A button that accepts or rejects, and its key.
 * @param {string} label
 * @param {boolean} accepts
 * @param {string} what
 * @param {() => void} click
 * @param {string} [title]
 */
const verdict = (label, accepts, what, click, title) => keyButton(label, accepts ? "+" : "-", click, {
  class: accepts ? "accept" : "reject", "aria-label": `${label}: ${what}`, title,
});

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
function findingRow(finding, { decideFinding, go }) {
  const { code, severity, line, message, fix, ignorable } = finding;
  const comment = `Writes %% kbnote-ignore ${code} %% at the end of the line, which checks pass over`;
  return element("li", { class: `finding ${severity}` },
    element("button", { type: "button", class: "kind", text: `${severity} ${code} · line ${line}`, click: () => go(line) }),
    element("span", { class: "what", text: message }),
    fix ? element("span", { class: "evidence", text: `repaired by: ${fix}` }) : null,
    element("span", { class: "actions" },
      fix ? verdict("Repair", true, message, () => decideFinding(finding, "fix")) : null,
      ignorable ? verdict("Ignore here", false, message, () => decideFinding(finding, "ignore"), comment) : null));
}

/** The changes and findings that can be decided on. */
const rows = () => [...document.querySelectorAll("#changes-list li:has(.actions button)")];

/** The one of them that has the focus, as a number, or -1. */
const focusedRow = () => rows().findIndex((row) => row.contains(document.activeElement));

/**
 * Moves the focus to a change or finding, or the last one.
 * @param {number} number
 */
export function focusChange(number) {
  const details = /** @type {HTMLDetailsElement} */ (byId("changes"));
  if (details.hidden) return focusOn("card");
  details.open = true;
  const all = rows();
  const button = all[Math.min(number, all.length - 1)]?.querySelector(".actions button");
  /** @type {HTMLElement | null} */ (button ?? details.querySelector("summary"))?.focus();
}

/**
 * Accepts or rejects the change that has the focus, or repairs or ignores the finding.
 * @param {"accept" | "reject"} decision
 */
export function decideFocused(decision) {
  const row = document.activeElement?.closest("#changes-list li");
  /** @type {HTMLElement | null | undefined} */ (row?.querySelector(`.${decision}`))?.click();
}
