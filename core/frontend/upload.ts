// SPDX-License-Identifier: Apache-2.0
import { shrink } from "./photos";
import { send } from "./send";

/** A size as people read it, in the language of the page. */
function bytes(count: number): string {
  const [amount, unit] = count < 1e6 ? [count / 1e3, "kB"] : [count / 1e6, "MB"];
  const digits = { maximumFractionDigits: amount < 10 ? 1 : 0 };
  return `${amount.toLocaleString(document.documentElement.lang, digits)} ${unit}`;
}

/**
 * `<bk-upload data-sending="…" data-failed="…" data-shrinking="…"><input type="file"></bk-upload>` inside a
 * plain multipart form. Adds: what was chosen with its size and a preview, smaller photos, progress while
 * the form is sent. The form stays the same form; without scripts the browser sends it.
 */
export class Upload extends HTMLElement {
  private readonly chosen = document.createElement("ul");
  private readonly bar = document.createElement("progress");
  private readonly status = document.createElement("p");
  private input: HTMLInputElement | null = null;
  private previews: string[] = [];
  private preparing: Promise<void> = Promise.resolve();

  connectedCallback(): void {
    this.input = this.querySelector("input[type=file]");
    if (!this.input || this.contains(this.status)) return;
    this.chosen.className = "files";
    this.bar.hidden = true;
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", this.dataset.sending ?? "");
    this.status.setAttribute("role", "status");
    this.append(this.chosen, this.bar, this.status);
    this.input.addEventListener("change", () => (this.preparing = this.prepare()));
    // Capture: before htmx or anyone else sees the submit.
    this.input.form?.addEventListener("submit", (event) => this.take(event), { capture: true });
  }

  disconnectedCallback(): void {
    this.previews.forEach((url) => URL.revokeObjectURL(url));
  }

  private async prepare(): Promise<void> {
    const input = this.input!;
    this.status.textContent = this.dataset.shrinking ?? "";
    const files = await Promise.all(Array.from(input.files ?? [], shrink));
    const carrier = new DataTransfer();
    files.forEach((file) => carrier.items.add(file));
    input.files = carrier.files; // the plain form, too, now sends the smaller photos
    this.status.textContent = "";
    this.list(files);
  }

  private list(files: File[]): void {
    this.disconnectedCallback();
    this.previews = [];
    this.chosen.replaceChildren(...files.map((file) => this.row(file)));
  }

  private row(file: File): HTMLLIElement {
    const row = document.createElement("li");
    if (file.type.startsWith("image/")) {
      const picture = new Image();
      picture.alt = "";
      picture.src = URL.createObjectURL(file);
      this.previews.push(picture.src);
      row.append(picture);
    }
    const size = document.createElement("small");
    size.textContent = bytes(file.size);
    const name = document.createElement("span");
    name.textContent = file.name;
    row.append(name, size);
    return row;
  }

  private take(event: SubmitEvent): void {
    const form = event.currentTarget as HTMLFormElement;
    if (event.defaultPrevented || !this.input?.files?.length) return; // another upload of this form took it
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.hasAttribute("aria-busy")) return; // pressed twice
    form.setAttribute("aria-busy", "true");
    void this.preparing.then(() => this.post(form, event.submitter));
  }

  private async post(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    this.bar.hidden = false;
    this.status.textContent = this.dataset.sending ?? "";
    const arrived = await send(form, submitter, (part) => (this.bar.value = part));
    form.removeAttribute("aria-busy");
    if (arrived) return;
    this.bar.hidden = true;
    this.status.textContent = this.dataset.failed ?? "";
  }
}
