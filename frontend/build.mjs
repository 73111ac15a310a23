// Compiles gatepost.scss and copies what the pages need into the Django app; with --check, only says whether that was forgotten.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const target = join(here, "../gatepost/web/static/gatepost");
const font = "atkinson-hyperlegible-next";

const { css } = compile(join(here, "gatepost.scss"), {
  style: "compressed",
  loadPaths: [modules],
  quietDeps: true,
});
const built = new Map([["gatepost.css", `${css}\n`]]);

// Django's manifest storage refuses a script whose source map is missing, and we do not ship the map.
const script = readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
built.set("govuk-frontend.min.js", script.replace(/\/\/# sourceMappingURL=.*\s*$/, "\n"));
built.set("licences/govuk-frontend.txt", readFileSync(join(here, "licences/govuk-frontend.txt")));
built.set(`licences/${font}.txt`, readFileSync(join(modules, `@fontsource/${font}/LICENSE`)));

for (const subset of ["latin", "latin-ext"]) {
  for (const weight of [400, 700]) {
    const name = `${font}-${subset}-${weight}-normal.woff2`;
    built.set(`fonts/${name}`, readFileSync(join(modules, `@fontsource/${font}/files`, name)));
  }
}

const current = (path) => {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
};

const stale = [...built].filter(([name, bytes]) => !current(join(target, name)).equals(Buffer.from(bytes)));
if (process.argv.includes("--check")) {
  for (const [name] of stale) console.error(`${name} is not what the sources build: run "npm run build" in frontend/.`);
  process.exitCode = stale.length ? 1 : 0;
} else {
  for (const [name, bytes] of stale) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), bytes);
  }
  console.log(stale.length ? `Built ${stale.map(([name]) => name).join(", ")}.` : "Nothing to build.");
}
