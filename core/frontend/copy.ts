// SPDX-License-Identifier: Apache-2.0

/** Copies `text`, also where the page is not a secure context and the clipboard API is absent. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/**
 * `<bk-copy for="nomor" data-done="Tersalin"><button type="button">…</button><span role="status"></span></bk-copy>`
 * copies the text of the element that `for` names. Without scripts the style sheet hides it.
 */
export class CopyButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (button) button.onclick = () => void this.run();
  }

  private async run(): Promise<void> {
    const source = document.getElementById(this.getAttribute("for") ?? "");
    const status = this.querySelector("[role=status]");
    if (!source || !status) return;
    await copy((source.textContent ?? "").trim());
    status.textContent = this.dataset.done ?? "";
    setTimeout(() => (status.textContent = ""), 4000);
  }
}
