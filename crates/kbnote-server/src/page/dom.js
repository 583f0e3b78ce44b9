// @ts-check
// Helpers for the document.

/**
 * Attributes of an element; besides those, `text` is its text and `click` a listener.
 * @typedef {{ text?: string, click?: (event: MouseEvent) => void, [name: string]: unknown }} Properties
 */

/** @param {string} id */
export const find = (id) => document.getElementById(id);

/** @param {string} id */
export function byId(id) {
  const element = find(id);
  if (!element) throw new Error(`no element #${id}`);
  return element;
}

/** @param {string} id */
export const inputById = (id) => /** @type {HTMLInputElement} */ (byId(id));

/**
 * Creates an element. Text enters the page as text only, never as HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Properties} [properties]
 * @param {...(Node | string | null)} children
 */
export function element(tag, properties = {}, ...children) {
  const { text, click, ...attributes } = properties;
  const created = document.createElement(tag);
  if (text !== undefined) created.textContent = text;
  if (click) created.addEventListener("click", (event) => click(/** @type {MouseEvent} */ (event)));
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    created.setAttribute(name, value === true ? "" : String(value));
  }
  created.append(...children.filter((child) => child !== null));
  return created;
}

/**
 * Gives an element these children. Those at its beginning and end that look like the present ones are left as
 * they are, so that little is laid out anew: whatever a listener of theirs does has to show in their attributes.
 * @param {Element} parent
 * @param {(Node | string)[]} children
 */
export function patchChildren(parent, children) {
  const before = [...parent.childNodes];
  const after = children.map((child) => (typeof child === "string" ? document.createTextNode(child) : child));
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head].isEqualNode(after[head])) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail].isEqualNode(after[after.length - 1 - tail])) tail += 1;
  for (const gone of before.slice(head, before.length - tail)) gone.remove();
  const next = before[before.length - tail] ?? null;
  for (const added of after.slice(head, after.length - tail)) parent.insertBefore(added, next);
}

/**
 * A button with the key that does the same.
 * @param {string} label
 * @param {string} key
 * @param {() => void} click
 * @param {Properties} [properties]
 */
export function keyButton(label, key, click, properties = {}) {
  return element("button", { type: "button", click, "aria-keyshortcuts": key, ...properties },
    label, " ", element("kbd", { "aria-hidden": "true", text: key }));
}

/**
 * Shows a message in the status line.
 * @param {string} text
 * @param {boolean} [isError]
 */
export function showStatus(text, isError = false) {
  byId("status").textContent = text;
  byId("status").classList.toggle("wrong", isError);
}

/**
 * Scrolls a pane, and nothing around it, so that an element in it is visible.
 * @param {Element} element
 * @param {Element} pane
 */
export function reveal(element, pane) {
  const [outer, inner] = [pane.getBoundingClientRect(), element.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  pane.scrollTop += inner.top - outer.top - pane.clientHeight / 3;
}

/** @param {string} id */
export const focusOn = (id) => find(id)?.focus({ preventScroll: true });
