import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { digestOfTexts, PlimsollError } from "@plimsoll/foundation";

/**
 * The folder of the built page. A published package carries it (`dist/page`); a checkout builds it when it is first wanted, into
 * `node_modules/.cache`, under the digest of all that it is made of.
 *
 * @param room where the package @plimsoll/simulation lies
 * @throws {PlimsollError} `PAGE_NOT_BUILT` where the package has neither page nor sources; what vite throws
 */
export async function builtPage(room: string = simulationFolder()): Promise<string> {
  const sources = join(room, "page");
  if (existsSync(join(sources, "vite.config.ts"))) return builtFrom(room, sources);
  const carried = join(room, "dist/page");
  if (existsSync(carried)) return carried;
  throw notBuilt(carried);
}

/** Where the package @plimsoll/simulation lies. */
function simulationFolder(): string {
  const places = createRequire(import.meta.url).resolve.paths("@plimsoll/simulation") ?? [];
  const found = places
    .map((place) => join(place, "@plimsoll/simulation"))
    .find((folder) => existsSync(join(folder, "package.json")));
  if (found === undefined) throw notBuilt("@plimsoll/simulation");
  return realpathSync(found);
}

async function builtFrom(room: string, sources: string): Promise<string> {
  const checkout = join(room, "../..");
  const cache = join(checkout, "node_modules/.cache/lab-page");
  const folder = join(cache, digestOfTexts(sourceTexts(checkout)).slice("sha256:".length, "sha256:".length + 16));
  if (existsSync(folder)) return folder;
  const half = `${folder}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  await build(sources, half);
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

async function build(sources: string, outDir: string): Promise<void> {
  const { build: viteBuild } = await import("vite");
  await viteBuild({
    configFile: join(sources, "vite.config.ts"),
    configLoader: "native",
    mode: "production",
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
}

/** All that the page is made of, names and texts. */
const SOURCES = [
  "packages/simulation/page",
  "packages/simulation/src",
  "packages/foundation/src",
  "spec/vectors/simulation/trajectories.json",
  "node_modules/vite/package.json",
];

function* sourceTexts(checkout: string): Generator<string> {
  for (const source of SOURCES)
    for (const file of filesIn(join(checkout, source)))
      yield `${file.slice(checkout.length)}\n${readFileSync(file, "utf8")}\n`;
}

/** The file itself, or all in a folder but tests, in the order of their names. */
function filesIn(place: string): readonly string[] {
  if (!place.endsWith(".json"))
    return readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  return [place];
}

const notBuilt = (received: string): PlimsollError =>
  new PlimsollError({
    code: "PAGE_NOT_BUILT",
    expected: "the built page in the package @plimsoll/simulation",
    received: `nothing at ${received}`,
    fix: "install plimsoll again",
  });
