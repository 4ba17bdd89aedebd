// SPDX-License-Identifier: Apache-2.0

const YEAR = 31_536_000; // seconds

/**
 * Wraps the theme form. Without scripts the form posts; with them the same buttons write the cookie that
 * the server reads (so the next page comes in the right colours at once) and recolour this page.
 */
export class ThemeSwitch extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    if (form) form.onsubmit = (event) => this.choose(event);
  }

  private choose(event: SubmitEvent): void {
    const theme = (event.submitter as HTMLButtonElement | null)?.value;
    if (!theme) return;
    event.preventDefault();
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `tema=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const button of this.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
  }
}
