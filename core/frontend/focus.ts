// SPDX-License-Identifier: Apache-2.0
// Where the keyboard and the screen reader stand after a page or a part of it has changed.

const SUMMARY = "[data-error-summary]";
const MAIN = "utama";

/** Moves focus to the error summary inside `root`; answers whether there was one. */
function focusErrors(root: ParentNode): boolean {
  const summary = root.querySelector<HTMLElement>(SUMMARY);
  summary?.focus();
  return summary !== null;
}

/** A link of the summary leads to the input itself, with its label in sight. */
function enterField(event: MouseEvent): void {
  const link = (event.target as Element).closest?.<HTMLAnchorElement>(`${SUMMARY} a[href^="#"]`);
  const input = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!input) return;
  event.preventDefault();
  (input.closest(".field") ?? input).scrollIntoView({ block: "center" });
  input.focus({ preventScroll: true });
}

function afterSwap(event: Event): void {
  const target = (event as CustomEvent<{ ctx: { target?: unknown } }>).detail.ctx.target;
  // A target that was replaced as a whole is out of the document; its successor is somewhere in main.
  const place = target instanceof Element && target.isConnected ? target : document.getElementById(MAIN);
  if (!place || focusErrors(place)) return;
  // A new page arrived without a load, so nothing else tells a screen reader.
  if (place.id === MAIN) (place as HTMLElement).focus({ preventScroll: true });
}

/** Starts following: once per document. */
export function followFocus(): void {
  focusErrors(document);
  document.addEventListener("click", enterField);
  document.addEventListener("htmx:after:swap", afterSwap);
}
