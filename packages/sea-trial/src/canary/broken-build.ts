import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type * as SeaTrial from "../index.ts";

/** A line of the product, and what it becomes in a broken build. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once in it: a defect that no longer fits must not go unnoticed. */
  readonly find: string;
  readonly replace: string;
}

const ROOT = new URL("../../../../", import.meta.url).href;
const PACKAGES = `${ROOT}packages/`;
const QUERY = "?build=";

const builds = new Map<string, readonly Patch[]>();

/**
 * Loads the sea trial over a product in which some lines are others, as they are loaded: a module graph of its own, and nothing on the
 * disk is touched. Throws where a line is not there once. Under plain Node only.
 */
export async function loadBroken(name: string, patches: readonly Patch[]): Promise<typeof SeaTrial> {
  if (builds.size === 0) install();
  // A name may hold what a URL writes otherwise; then its lines would be whole.
  const build = `${builds.size + 1}-${name.replaceAll(/[^a-z]+/g, "-")}`;
  builds.set(build, patches);
  for (const patch of patches) broken(sourceOf(patch.file), patch);
  return (await import(`${PACKAGES}sea-trial/src/index.ts${QUERY}${build}`)) as typeof SeaTrial;
}

function install(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const build = context.parentURL?.split(QUERY)[1];
      const isOurs = build !== undefined && resolved.url.startsWith(PACKAGES);
      return isOurs ? { ...resolved, url: `${resolved.url.split("?")[0]}${QUERY}${build}` } : resolved;
    },
    load(url, context, next) {
      const [path = "", build] = url.split(QUERY);
      if (build === undefined) return next(url, context);
      const known = builds.get(build);
      if (known === undefined) throw new Error(`expected a broken build, got "${build}"`);
      const file = path.startsWith(ROOT) ? path.slice(ROOT.length) : "";
      const patches = known.filter((patch) => patch.file === file);
      if (patches.length === 0) return next(url, context);
      return { format: "module-typescript", source: patches.reduce(broken, sourceOf(file)), shortCircuit: true };
    },
  });
}

const sourceOf = (file: string): string => readFileSync(fileURLToPath(ROOT + file), "utf8");

function broken(source: string, { file, find, replace }: Patch): string {
  const times = source.split(find).length - 1;
  if (times !== 1) throw new Error(`${file}: expected its line once, got it ${times} times`);
  return source.replace(find, () => replace);
}
