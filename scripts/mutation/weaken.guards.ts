import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "vitest";
import { catalogue } from "./catalogue.ts";
import type { Findings } from "./judged.ts";
import { FINDINGS } from "./places.ts";
import { type Probe, shared } from "./shared.ts";

/** A weakened kernel may ask this many times as often as the intact one before it counts as endless. */
const ASKED_FACTOR = 20;
const ASKED_MIN = 100_000;
const RECENT_MAX = 8;

const { mutants } = catalogue();
const { guards, probes: kept, atLoad } = shared();
// This file's own test is none of them.
const probes = [...kept].toSorted((a, b) => a.ms - b.ms);

test("every guard, weakened", async () => {
  const noticed: Record<number, string> = {};
  const reached = new Set(probes.flatMap((probe) => [...probe.reached]));
  const recent = new Map<string, readonly Probe[]>();
  for (const [id, { file }] of mutants.entries()) {
    const helpful = recent.get(file) ?? [];
    const noticing = await firstToNotice(id, helpful);
    if (noticing !== null) {
      noticed[id] = noticing.title;
      recent.set(file, [noticing, ...helpful.filter((probe) => probe !== noticing)].slice(0, RECENT_MAX));
    }
    if (id % 50 === 49 || id === mutants.length - 1) keep({ noticed, reached: [...reached], atLoad: [...atLoad], done: id + 1 });
  }
  for (const { title, run } of probes) {
    await run().catch((cause: unknown) => {
      throw new Error(`"${title}" does not pass any more: a weakened kernel left something behind`, { cause });
    });
  }
});

/** Those that noticed guards of the same file go first, then the quick ones: most weakened guards need few runs. */
async function firstToNotice(id: number, helpful: readonly Probe[]): Promise<Probe | null> {
  const reaching = probes.filter(({ reached }) => reached.has(id));
  const first = helpful.filter((probe) => reaching.includes(probe));
  for (const probe of [...first, ...reaching.filter((each) => !first.includes(each))]) {
    guards.weaken(id, probe.asked * ASKED_FACTOR + ASKED_MIN, !isStatistic(id));
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
const isStatistic = (id: number): boolean => /^(control\/(claim|remem)|credit|wallet\/flop)/.test(mutants[id]?.file ?? "");

function keep(findings: Findings): void {
  mkdirSync(dirname(FINDINGS), { recursive: true });
  writeFileSync(FINDINGS, JSON.stringify(findings));
}
