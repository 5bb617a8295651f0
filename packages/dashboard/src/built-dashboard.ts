import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { digestOfTexts, PlimsollError } from "@plimsoll/foundation";

/** Where this package lies: above `src` in a checkout, above `dist` where it was installed. */
const ROOM = join(import.meta.dirname, "..");

/**
 * The folder of the built page: `index.html` and `assets/`, whose names carry their digests. A published package has it
 * (`dist/page`); a checkout builds it when it is first wanted, into `node_modules/.cache`, under the digest of all that it is made of.
 *
 * @throws {PlimsollError} `PAGE_NOT_BUILT` where the package has neither page nor sources; what vite throws
 */
export async function builtDashboard(): Promise<string> {
  if (existsSync(join(ROOM, "page/vite.config.ts"))) return builtFromSources();
  const carried = join(ROOM, "dist/page");
  if (existsSync(carried)) return carried;
  throw new PlimsollError({
    code: "PAGE_NOT_BUILT",
    expected: "the built page in the package @plimsoll/dashboard",
    received: `nothing at ${carried}`,
    fix: "install plimsoll again",
  });
}

async function builtFromSources(): Promise<string> {
  const checkout = join(ROOM, "../..");
  const cache = join(checkout, "node_modules/.cache/dashboard-page");
  const folder = join(cache, digestOfTexts(sourceTexts(checkout)).slice("sha256:".length, "sha256:".length + 16));
  if (existsSync(folder)) return folder;
  const half = `${folder}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  await build(join(ROOM, "page/vite.config.ts"), half);
  takeOver(half, folder);
  return folder;
}

/** Two that build at once build the same: the later one's work is dropped. */
function takeOver(half: string, folder: string): void {
  try {
    renameSync(half, folder);
  } catch (cause) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(folder)) throw cause;
  }
}

/** Vite is asked for in a checkout alone: an installed package has no need of it. */
async function build(configFile: string, outDir: string): Promise<void> {
  const { build: viteBuild } = await import("vite");
  await viteBuild({
    configFile,
    configLoader: "native",
    mode: "production",
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
}

/** All that the page is made of. */
const FOLDERS = [
  "packages/dashboard/page",
  "packages/dashboard/src",
  "packages/verifier/src/browser",
  "packages/foundation/src",
];
const MANIFESTS = ["vite", "preact", "@preact/signals", "uplot"].map((name) => `node_modules/${name}/package.json`);

function* sourceTexts(checkout: string): Generator<string> {
  const files = [
    ...FOLDERS.flatMap((folder) => filesIn(join(checkout, folder))),
    ...MANIFESTS.map((file) => join(checkout, file)),
  ];
  for (const file of files) yield `${file.slice(checkout.length)}\n${readFileSync(file, "utf8")}\n`;
}

/** All in a folder but tests, in the order of their names. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
