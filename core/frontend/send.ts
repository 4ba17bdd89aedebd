// SPDX-License-Identifier: Apache-2.0
// Sends a form by XMLHttpRequest, because fetch (and so htmx) reports no upload progress.
import htmx from "htmx.org";

const MAIN = "utama";
/** Our fragments begin with their title; a proxy's own error page does not. */
const FRAGMENT = /^\s*<title/;

/** Shows the answer as a page: at the address where the redirects ended, or the refused form in place. */
async function show(request: XMLHttpRequest): Promise<boolean> {
  const elsewhere = request.getResponseHeader("HX-Redirect");
  if (elsewhere) {
    location.assign(elsewhere);
    return true;
  }
  const main = document.getElementById(MAIN);
  if (!main || !FRAGMENT.test(request.responseText)) return false;
  const { pathname, search } = new URL(request.responseURL);
  await htmx.swap({
    text: request.responseText,
    target: main,
    sourceElement: main,
    swap: "innerHTML show:top showTarget:window",
    push: request.status < 400 ? pathname + search : false,
  });
  return true;
}

/**
 * Sends `form` as `submitter` would, telling `progress` the part sent (0 to 1).
 * Answers whether the server's reply is on the screen; false means that nothing can be said about it.
 */
export function send(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  progress: (part: number) => void,
): Promise<boolean> {
  const body = new FormData(form);
  const { name, value } = (submitter ?? {}) as Partial<HTMLButtonElement>;
  if (name) body.append(name, value ?? "");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action") || location.href);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    request.onload = () => void show(request).then(resolve);
    request.onerror = () => resolve(false);
    request.send(body);
  });
}
