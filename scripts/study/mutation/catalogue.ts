import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GuardMutant, mutationsIn } from "./guards.ts";
import { root } from "./places.ts";

const KERNEL = join(root, "packages/kernel/src");

/** The decision core: everything that may refuse or take power. Folding, snapshots and the search have tests of their own. */
const CORE = "{decide.ts,{rules,power,consequences,control,credit,lock-in,tier,wallet,audit,policy,graph}/**/*.ts}";

export interface SourceGuards {
  readonly path: string;
  readonly file: string;
  readonly text: string;
  readonly firstId: number;
}

/** The sources of the decision core, and every way to weaken one of their guards; a mutant's number is its place. */
export function catalogue(): { readonly sources: readonly SourceGuards[]; readonly mutants: readonly GuardMutant[] } {
  const sources: SourceGuards[] = [];
  const mutants: GuardMutant[] = [];
  for (const file of globSync(CORE, { cwd: KERNEL }).toSorted()) {
    const path = join(KERNEL, file);
    const text = readFileSync(path, "utf8");
    sources.push({ path, file, text, firstId: mutants.length });
    mutants.push(...mutationsIn(file, text).map(({ mutant }) => mutant));
  }
  return { sources, mutants };
}
