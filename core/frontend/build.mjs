// SPDX-License-Identifier: Apache-2.0
// Bundles the browser code into src/balaikota/_assets: hashed files, a manifest from logical to hashed
// name, compressed siblings (a server without a compressing proxy sends those), and the licences of
// the packages inside. Started by hatch_build.py, or by hand: npm ci --ignore-scripts && npm run build
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, "src/balaikota/_assets");
const WORTH_COMPRESSING = 1024; // bytes; below it the header costs more than it saves

async function bundle() {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { ui: "frontend/ui.ts", style: "frontend/styles/style.css" },
    outdir: out,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome94", "firefox93", "safari15"],
    legalComments: "none", // they go into LICENCES.txt in full
    metafile: true,
  });
  return metafile;
}

function manifestOf({ outputs }) {
  const files = Object.entries(outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(
    files.map(([file]) => {
      const hashed = path.basename(file);
      return [hashed.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, ""), hashed];
    }),
  );
}

async function licencesOf({ inputs }) {
  const packages = Object.keys(inputs)
    .map((file) => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
    .filter(Boolean);
  const texts = [...new Set(packages)].sort().map(async (name) => {
    const folder = path.join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} ${version} carries no licence text`);
    return `${name} ${version} (${license})\n\n${await readFile(path.join(folder, file), "utf8")}`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(78)}\n\n`);
}

async function compress(name) {
  const content = await readFile(path.join(out, name));
  if (content.length < WORTH_COMPRESSING) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await writeFile(path.join(out, `${name}.br`), brotliCompressSync(content, { params }));
  await writeFile(path.join(out, `${name}.gz`), gzipSync(content, { level: 9 }));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const metafile = await bundle();
const manifest = manifestOf(metafile);
await Promise.all(Object.values(manifest).map(compress));
await writeFile(path.join(out, "LICENCES.txt"), await licencesOf(metafile));
// Last, so that a manifest means that everything it names is there.
await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
