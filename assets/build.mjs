// Builds dist: styles, scripts, fonts and icons under names that change with their content, each also compressed.
// Nothing here reads the clock or the network, so the same sources give the same files.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const dist = join(here, "dist");
const from = (...parts) => join(here, "node_modules", ...parts);

// --- What the pages use -------------------------------------------------------------------------------------------

function sources(folder, found = []) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sources(path, found);
    else if (/\.(html|rs)$/.test(entry.name)) found.push(path);
  }
  return found;
}

const scripts = readdirSync(join(here, "src")).filter((name) => name.endsWith(".ts")).map((name) => join(here, "src", name));
const texts = [...sources(join(root, "crates")), ...scripts].map((path) => ({ path, text: readFileSync(path, "utf8") }));

// Everything that went into dist, so that an unchanged tree builds nothing.
const stamp = createHash("sha256");
const inputs = [...texts, ...["build.mjs", "package-lock.json", ...readdirSync(join(here, "src")).map((n) => `src/${n}`)]
  .map((name) => ({ path: name, text: readFileSync(join(here, name)) }))];
for (const { path, text } of inputs) stamp.update(path.replace(root, "")).update("\0").update(text).update("\0");
const built = stamp.digest("hex");
if (existsSync(join(dist, ".built")) && readFileSync(join(dist, ".built"), "utf8") === built) process.exit(0);

// --- Icons --------------------------------------------------------------------------------------------------------

// An icon is named as `icon("name")`, `icon: "name"` or `icon = "name"`, in Rust and in templates, and must exist. Other
// components take its name as a word among others: a word that is an icon's name counts in files that speak of icons.
function sprite() {
  const nodes = JSON.parse(readFileSync(from("@tabler/icons/tabler-nodes-outline.json"), "utf8"));
  const used = new Map();
  for (const { path, text } of texts) {
    for (const [, name] of text.matchAll(/\bicon(?:\(|:|\s*=)\s*"([a-z0-9-]+)"/g)) used.set(name, path);
    if (!/icon|Tile::new|\.action\(|empty(?:_then)?\("/.test(text)) continue;
    for (const [, name] of text.matchAll(/"([a-z0-9]+(?:-[a-z0-9]+)*)"/g)) if (nodes[name]) used.set(name, path);
  }
  const unknown = [...used].filter(([name]) => !nodes[name]);
  if (unknown.length > 0) throw new Error(`no such icon: ${unknown.map(([n, p]) => `${n} in ${p}`).join(", ")}`);
  const attributes = (of) => Object.entries(of).map(([key, value]) => ` ${key}="${value}"`).join("");
  const symbols = [...used.keys()].sort().map((name) => {
    const shapes = nodes[name].map(([tag, of]) => `<${tag}${attributes(of)}/>`).join("");
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="2" ` +
    `stroke-linecap="round" stroke-linejoin="round">${symbols.join("")}</svg>`;
}

// --- Fonts --------------------------------------------------------------------------------------------------------

// Russian and English with the signs of typography; weights 400 to 700.
const span = (first, last) => String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, n) => first + n));
const LATIN = span(0x20, 0x7e) + "\u00a0§©«®°±·»×éàöüßäçñèêôï\u2002\u2003\u2009\u202f–—‘’“”„†•…‰€→←↑↓≤≥≠−×÷✓";
const CYRILLIC = span(0x410, 0x44f) + "Ёё№ІіЇїЄєҐґЎў";
const FACES = [
  ["latin", "latin", LATIN, "U+0000-00FF,U+2000-203F,U+20AC,U+2190-2193,U+2212,U+2260-2265,U+2713"],
  ["cyrillic", "cyrillic", CYRILLIC, "U+0400-045F,U+0490-0491,U+2116"],
  ["rouble", "latin-ext", "₽₸₴", "U+20B4,U+20B8,U+20BD"],
];
async function fonts(put) {
  const faces = [];
  for (const [name, file, text, range] of FACES) {
    const whole = readFileSync(from(`@fontsource-variable/inter/files/inter-${file}-wght-normal.woff2`));
    const font = await subsetFont(whole, text, {
      targetFormat: "woff2",
      variationAxes: { wght: { min: 400, max: 700 } },
      keepFeatures: ["kern", "tnum", "calt", "mark", "mkmk", "ccmp", "locl"],
      noLayoutClosure: true,
      noHinting: true,
    });
    const url = put(`inter-${name}.woff2`, font);
    faces.push(`@font-face{font-family:"Inter Variable";font-style:normal;font-display:swap;font-weight:400 700;` +
      `src:url(${url}) format("woff2");unicode-range:${range}}`);
  }
  return faces.join("\n");
}

// --- Styles -------------------------------------------------------------------------------------------------------

const DARK = "[data-bs-theme=dark]";
const BY_SYSTEM = ":root:where(:not([data-bs-theme]))";

// Tabler knows many ways to become dark; we keep the attribute, and say each such rule once more for people whose
// system is dark and who chose nothing: so the theme needs no script.
function themes(css) {
  const tree = postcss.parse(css);
  tree.walkRules((rule) => {
    if (rule.parent.name === "keyframes") return;
    const alien = /theme-dark|\[data-theme|data-bs-navbar-theme|theme-light|body\[data-bs-theme/;
    if (rule.selectors.some((s) => s.includes(DARK)) || alien.test(rule.selector)) {
      const kept = rule.selectors.filter((s) => !alien.test(s));
      if (kept.length === 0) return rule.remove();
      rule.selectors = kept;
    }
  });
  tree.walkRules((rule) => {
    const dark = rule.selectors.filter((s) => s.includes(DARK) && !s.includes(":not("));
    if (dark.length === 0 || rule.raws.done) return;
    const copy = rule.clone({ selectors: dark.map((s) => s.replaceAll(DARK, BY_SYSTEM)) });
    copy.raws.done = true;
    const media = postcss.atRule({ name: "media", params: "(prefers-color-scheme:dark)" });
    media.append(copy);
    rule.after(media);
  });
  return tree.toString();
}

async function styles(faces) {
  const tabler = readFileSync(from("@tabler/core/dist/css/tabler.css"), "utf8").replace(/^@charset[^;]*;/, "");
  const own = readdirSync(join(here, "src")).filter((n) => n.endsWith(".css")).sort()
    .map((n) => readFileSync(join(here, "src", n), "utf8")).join("\n");
  const [purged] = await new PurgeCSS().purge({
    css: [{ raw: themes(`${tabler}\n${own}`) }],
    content: texts.map(({ path, text }) => ({ raw: text, extension: path.split(".").pop() })),
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+(?:\/[0-9]+)?/g) ?? [],
    safelist: { standard: [/^:/, "html", "body"], greedy: [/data-bs-theme/, /htmx-request/, /popover/] },
    dynamicAttributes: ["data-bs-theme", "data-framed", "open", "popover", "aria-current", "aria-sort", "aria-invalid"],
    variables: true,
    keyframes: true,
  });
  const { code } = await esbuild.transform(`${faces}\n${purged.css}`, { loader: "css", minify: true, target: "chrome115" });
  return code;
}

async function script() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(here, "src/app.ts")],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
    legalComments: "none",
  });
  return Buffer.from(outputFiles[0].contents);
}

// --- Writing ------------------------------------------------------------------------------------------------------

const next = `${dist}.next`;
rmSync(next, { recursive: true, force: true });
mkdirSync(next, { recursive: true });
const manifest = {};

function put(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const file = name.replace(/\.([a-z0-9]+)$/, `-${hash}.$1`);
  writeFileSync(join(next, file), bytes);
  if (!/\.(woff2|png)$/.test(name)) {
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
    writeFileSync(join(next, `${file}.br`), brotliCompressSync(bytes, options));
    writeFileSync(join(next, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
  manifest[name] = `/assets/${file}`;
  return manifest[name];
}

put("icons.svg", sprite());
const logo = put("logo.svg", readFileSync(join(here, "src/logo.svg")));
put("app.css", await styles(await fonts(put)));
put("app.js", await script());
put("app.webmanifest", JSON.stringify({
  name: "Artel",
  short_name: "Artel",
  start_url: "/",
  display: "standalone",
  background_color: "#f6f8fb",
  theme_color: "#0f172a",
  icons: [{ src: logo, sizes: "any", type: "image/svg+xml", purpose: "any" }],
}));
writeFileSync(join(next, "manifest.json"), JSON.stringify(manifest, null, 2));
writeFileSync(join(next, ".built"), built);
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);

const size = (name) => readFileSync(join(dist, `${manifest[name].replace("/assets/", "")}${/woff2/.test(name) ? "" : ".br"}`)).length;
const sizes = Object.keys(manifest).map((name) => `${name} ${(size(name) / 1024).toFixed(1)}`);
console.error(`assets, KB over the wire: ${sizes.join(", ")}`);
