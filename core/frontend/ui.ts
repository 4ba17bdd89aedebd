// SPDX-License-Identifier: Apache-2.0
// Everything that runs in the browser. Each page works without it; it saves time, bytes and steps.
import "htmx.org"; // processes hx-* attributes when the page is ready
import { CopyButton } from "./copy";
import { followFocus } from "./focus";
import { ThemeSwitch } from "./theme";
import { Upload } from "./upload";

followFocus();
customElements.define("bk-copy", CopyButton);
customElements.define("bk-theme", ThemeSwitch);
customElements.define("bk-upload", Upload);
