/**
 * Runs every broken build of `defects.ts` until it is caught, one JSON line for each. Each build is the production code with
 * one line changed as it is loaded, in a module graph of its own; nothing on the disk is touched.
 *
 * Run: node --conditions=@plimsoll/source packages/mesh/test/simulated/defects/run-defects.ts [name]
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { nativeCryptography } from "../../../src/node/native-cryptography.ts";
import type * as Profiles from "../../../src/simulated/scenario/profiles.ts";
import type * as Runner from "../../../src/simulated/scenario/run-scenario.ts";
import { type Defect, DEFECTS } from "./defects.ts";

const SOURCE = new URL("../../../src/", import.meta.url).href;
const QUERY = "?defect=";

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const number = context.parentURL?.split(QUERY)[1];
    const isOurs = number !== undefined && resolved.url.startsWith(SOURCE);
    return isOurs ? { ...resolved, url: `${resolved.url.split("?")[0]}${QUERY}${number}` } : resolved;
  },
  load(url, context, next) {
    const [path, number] = url.split(QUERY);
    const defect = number === undefined ? undefined : DEFECTS[Number(number)];
    if (defect === undefined || path !== SOURCE + defect.file) return next(url, context);
    return {
      format: "module-typescript",
      source: broken(readFileSync(fileURLToPath(path), "utf8"), defect),
      shortCircuit: true,
    };
  },
});

const only = process.argv[2];
for (const [place, defect] of DEFECTS.entries()) {
  if (only === undefined || only === defect.name) console.info(JSON.stringify(await hunt(place, defect)));
}

async function hunt(place: number, { name, profile, seeds }: Defect): Promise<object> {
  const url = (file: string) => `${SOURCE}simulated/scenario/${file}${QUERY}${place}`;
  const { runScenario } = (await import(url("run-scenario.ts"))) as typeof Runner;
  const { scenarioOf } = (await import(url("profiles.ts"))) as typeof Profiles;
  for (let seed = 1; seed <= seeds; seed += 1) {
    try {
      const { violations } = runScenario(scenarioOf(profile, seed), nativeCryptography()).summary;
      if (violations.length > 0) return { name, caughtInSeed: seed, within: seeds, by: violations };
    } catch (error) {
      return {
        name,
        caughtInSeed: seed,
        within: seeds,
        by: [`threw ${error instanceof Error ? error.message : "something"}`],
      };
    }
  }
  return { name, caughtInSeed: null, within: seeds, by: [] };
}

function broken(source: string, { name, also, ...first }: Defect): string {
  return [first, ...(also === undefined ? [] : [also])].reduce((text, { find, replace }) => {
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`${name}: expected its line once, got it ${times} times`);
    return text.replace(find, () => replace);
  }, source);
}
