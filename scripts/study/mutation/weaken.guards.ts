import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "vitest";
import { catalogue } from "./catalogue.ts";
import type { Ablation } from "./guards.ts";
import { type Findings, named } from "./judged.ts";
import { FINDINGS, ONLY } from "./places.ts";
import { type Probe, shared } from "./shared.ts";

/** A weakened kernel may ask this many times as often, and take this many times as long, before it counts as endless. */
const FACTOR = 30;
const ASKED_MIN = 100_000;
const MS_MIN = 2_000;
const RECENT_MAX = 8;

const mutants = named(catalogue().mutants);
const inOrder = mutants.map((mutant, id) => ({ ...mutant, id })).toSorted((a, b) => rank(a) - rank(b));
const { guards, probes: kept } = shared();
const probes = kept.toSorted((a, b) => a.ms - b.ms);

test("every guard, weakened", async () => {
  const { noticed: before, unnoticed } = begun();
  const noticed: Record<string, string> = { ...before };
  const tried = new Set(unnoticed);
  const recent = new Map<string, readonly Probe[]>();
  for (const { id, file, name } of inOrder) {
    if (!ONLY.some((start) => file.startsWith(start))) continue;
    if (name in noticed || tried.has(name)) continue;
    const helpful = recent.get(file) ?? [];
    const noticing = await firstToNotice(id, helpful);
    if (noticing === null) tried.add(name);
    else {
      noticed[name] = noticing.title;
      recent.set(file, [noticing, ...helpful.filter((probe) => probe !== noticing)].slice(0, RECENT_MAX));
    }
    keep({ noticed, unnoticed: [...tried] });
  }
  for (const { title, run } of probes) {
    await run().catch((cause: unknown) => {
      throw new Error(`"${title}" does not pass any more: a weakened kernel left something behind`, { cause });
    });
  }
});

/** Guards that are gone before guards that are too strict: a run that is broken off has said the most. */
function rank({ ablation }: { readonly ablation: Ablation }): number {
  if (ablation === "never") return 0;
  return ablation === "left out" ? 1 : 2;
}

/** A run that was broken off goes on; one that is begun anew has no findings. */
const begun = (): Findings =>
  existsSync(FINDINGS) ? (JSON.parse(readFileSync(FINDINGS, "utf8")) as Findings) : { noticed: {}, unnoticed: [] };

/** Those that noticed guards of the same file go first, then the quick ones: most weakened guards need few runs. */
async function firstToNotice(id: number, helpful: readonly Probe[]): Promise<Probe | null> {
  const reaching = probes.filter(({ reached }) => reached.has(id));
  const first = helpful.filter((probe) => reaching.includes(probe));
  for (const probe of [...first, ...reaching.filter((each) => !first.includes(each))]) {
    guards.weaken(id, probe.asked * FACTOR + ASKED_MIN, probe.ms * FACTOR + MS_MIN, !isStatistic(id));
    const passed = await probe.run().then(
      () => true,
      () => false,
    );
    guards.restore();
    if (!passed) return probe;
  }
  return null;
}

/** What `remembering` remembers is worked out in these. */
const isStatistic = (id: number): boolean =>
  /^(control\/(claim|remem)|credit|wallet\/flop)/.test(mutants[id]?.file ?? "");

function keep(findings: Findings): void {
  mkdirSync(dirname(FINDINGS), { recursive: true });
  writeFileSync(FINDINGS, JSON.stringify(findings));
}
