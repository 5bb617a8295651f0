import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { noncesOfSeed } from "../src/law/epoch.ts";
import { CLEAN_LAW } from "../src/law/initial-law.ts";
import { lawFingerprint } from "../src/law/law.ts";
import { patchValue } from "../src/law/patch.ts";
import { ruleValue } from "../src/law/rule.ts";
import { cleanApparatus } from "../src/run/apparatus.ts";
import { FROZEN_SEEDS } from "../src/run/bounds.ts";
import { candidateSetup, runSeed } from "../src/run/run-seed.ts";
import type { RepairRecord, SeedRun } from "../src/run/seed-run.ts";

/** No vector depends on which compiler it is, only on its being one for the agent and the gate. */
const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);

/** Episodes after which both repairs are made, and the first of them. */
const EPISODES = { afterA: 3, afterB: 5 };

/**
 * What every machine must come to in profile `clean`: of the law, and of the frozen candidate on the five seeds. Texts that are hashed
 * are written out, so that anybody with SHA-256 can follow.
 */
export function cleanVectors() {
  const runs = FROZEN_SEEDS.map((seed) => runSeed(candidateSetup(apparatus, seed)));
  return {
    maker:
      "scripts/write/sovereignty-vectors.ts: the frozen candidate of packages/sovereignty in profile clean; fixed nonces as listed",
    law: { canonical: canonicalJson(CLEAN_LAW.map(ruleValue)), fingerprint: lawFingerprint(CLEAN_LAW) },
    actions: actionsOfRegimes(runs),
    seeds: runs.map(seedVector),
  };
}

/** The actions of every episode of a regime, as digits: they are the same in each. Told apart where they are not. */
function actionsOfRegimes(runs: readonly SeedRun[]) {
  const episodes = runs.flatMap(({ episodes }) => episodes);
  return ([0, 1, 2] as const).map((regime) => ({
    regime,
    actions: [...new Set(episodes.filter((each) => each.regime === regime).map(({ actions }) => actions))],
  }));
}

function seedVector({ seed, epochs, episodes, repairs, lawFingerprint: last }: SeedRun) {
  const after = (count: number): string =>
    runSeed({ ...candidateSetup(apparatus, seed), episodes: count }).lawFingerprint;
  return {
    seed,
    nonces: ([0, 1, 2] as const).map(noncesOfSeed(seed)),
    epochs,
    repairs: repairs.map(repairVector),
    lawFingerprints: { afterA: after(EPISODES.afterA), afterB: after(EPISODES.afterB), last },
    regimes: episodes.map(({ regime }) => regime).join(""),
  };
}

const repairVector = (repair: RepairRecord) => ({
  name: repair.name,
  episode: repair.episode,
  step: repair.step,
  traceEntryId: repair.traceEntryId,
  canonical: canonicalJson({
    patch_ops: repair.patches.map(patchValue),
    prior_repair_epoch: repair.priorEpoch,
    rule_ids: [...repair.ruleIds],
    trace_entry_id: repair.traceEntryId,
  } satisfies CanonicalValue),
  fingerprint: repair.fingerprint,
});
