import { readdirSync, readFileSync } from "node:fs";
import type { ModuleTexts } from "@plimsoll/sovereignty";

/** A package as it is loaded: where its modules are, and what their names begin with. */
interface LoadedPackage {
  readonly prefix: string;
  /** Address of its entry: `…/src/index.ts` in a checkout, `…/dist/index.js` where it was built. */
  readonly entry: string;
}

const LOADED: readonly LoadedPackage[] = [
  { prefix: "", entry: import.meta.resolve("@plimsoll/sovereignty") },
  { prefix: "foundation/", entry: import.meta.resolve("@plimsoll/foundation") },
];

/** The texts of the modules that this very program runs, from where it has loaded them. */
export function loadedSources(packages: readonly LoadedPackage[] = LOADED): ModuleTexts {
  const ending = packages.every(({ entry }) => entry.endsWith(".ts")) ? ".ts" : ".js";
  const files = new Map(packages.flatMap((each) => modulesIn(each, ending)));
  return {
    form: ending === ".ts" ? "source" : "built",
    modules: [...files.keys()],
    readSource: (module) => readFileSync(files.get(module)!, "utf8"),
  };
}

function modulesIn({ prefix, entry }: LoadedPackage, ending: string): readonly (readonly [string, URL])[] {
  const folder = new URL("./", entry);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(ending) && !/\.(test|d)\.[tj]s$/.test(file))
    .map((file) => [`${prefix}${file.slice(0, -ending.length)}`, new URL(file, folder)]);
}
