import { canonicalJson, utf8 } from "@plimsoll/foundation";
import { describe, expect, it, test } from "vitest";
import { repairFingerprint } from "../../src/law/law-repair.ts";
import { ALWAYS } from "../../src/law/condition.ts";
import { firstEpoch, noncesOfSeed } from "../../src/law/epoch.ts";
import { PUBLISHED_LAW } from "../../src/published/first-law.ts";
import { lawFingerprint, normHash } from "../../src/law/law.ts";
import { patched } from "../../src/law/patch.ts";
import { ruleValue } from "../../src/law/rule.ts";
import { calibrationChain, type ChainStyle } from "../../src/published/calibration-chain.ts";
import { CANNED_PATCHES, EARLY_PATCHES_A } from "../../src/published/canned-repairs.ts";
import { publishedFingerprint } from "../../src/published/published-fingerprint.ts";
import { pythonText } from "../../src/published/python-text.ts";
import { FROZEN_SEEDS } from "../../src/run/bounds.ts";
import { traceEntryId } from "../../src/trace/trace-entry.ts";
import { VECTORS } from "./published-vectors.ts";

const { law, calibration, canonical, earlyCalibration } = VECTORS;

/** The draft in which R6 prohibited the stamp always. */
const EARLY_LAW = PUBLISHED_LAW.map((rule) => (rule.id === "R6" ? { ...rule, condition: ALWAYS } : rule));

const AS_PUBLISHED: ChainStyle = { citesEpoch0: false, fingerprint: publishedFingerprint };

/** As the gate of this project fingerprints a repair; what it does not cover is of no account. */
const AS_SEED_SAYS: ChainStyle = {
  citesEpoch0: true,
  fingerprint: ({ priorEpoch, ...repair }) =>
    repairFingerprint({ ...repair, priorEpoch: priorEpoch!, contradiction: "A", regimeAtSubmission: 1 }),
};

describe("the published law", () => {
  it("SV-171 is 1960 bytes of canonical JSON, and begins as published", () => {
    const text = canonicalJson(PUBLISHED_LAW.map(ruleValue));
    expect(utf8(text)).toHaveLength(law.bytes);
    expect(text.startsWith(law.start)).toBe(true);
  });

  it("SV-171 has the published fingerprint, and so has its early draft", () => {
    expect(lawFingerprint(PUBLISHED_LAW)).toBe(law.fingerprint);
    expect(normHash(PUBLISHED_LAW)).toBe(law.normHash);
    expect(lawFingerprint(EARLY_LAW)).toBe(law.earlyDraft);
  });

  it("SV-171 has known fingerprints after Repair A, and after both repairs", () => {
    const afterA = patched(PUBLISHED_LAW, CANNED_PATCHES.A);
    expect(lawFingerprint(afterA)).toBe(law.afterRepairA);
    expect(lawFingerprint(patched(afterA, CANNED_PATCHES.B))).toBe(law.afterRepairsAAndB);
  });
});

describe("published identities", () => {
  test.each(VECTORS.epoch0)("SV-172 epoch_0 of seed $seed", ({ seed, nonce, epoch }) => {
    expect(noncesOfSeed(seed)(0)).toBe(nonce);
    expect(firstEpoch(lawFingerprint(PUBLISHED_LAW), nonce)).toBe(epoch);
  });

  it("SV-172 every frozen seed has an epoch_0", () => {
    expect(VECTORS.epoch0.map(({ seed }) => seed)).toEqual(FROZEN_SEEDS);
  });

  test.each(VECTORS.traceIds)("SV-172 trace id of seed $seed, episode $episode", ({ seed, episode, step, id }) => {
    expect(traceEntryId(seed, episode, step, "CONTRADICTION", 0)).toBe(id);
  });

  it("SV-173 the calibration's chain and fingerprints, in the original's own rendering", () => {
    const chain = calibrationChain(PUBLISHED_LAW, CANNED_PATCHES, AS_PUBLISHED);
    expect(chain.epochs).toEqual(calibration.epochs);
    expect(chain.fingerprints).toEqual(calibration.fingerprints);
  });

  it("SV-173 the stale chain that the report prints is that of the early law and the early Repair A", () => {
    const chain = calibrationChain(EARLY_LAW, { ...CANNED_PATCHES, A: EARLY_PATCHES_A }, AS_PUBLISHED);
    expect(chain.epochs.map((epoch) => epoch.slice(0, 8))).toEqual(earlyCalibration.epochPrefixes);
  });

  it("SV-174 the same chain with canonical fingerprints, Repair A citing epoch_0", () => {
    const chain = calibrationChain(PUBLISHED_LAW, CANNED_PATCHES, AS_SEED_SAYS);
    expect(chain.epochs).toEqual(canonical.epochs);
    expect(chain.fingerprints).toEqual(canonical.fingerprints);
  });

  it("SV-174 the two renderings share their first epoch alone", () => {
    expect(calibration.epochs.map((epoch, index) => epoch === canonical.epochs[index])).toEqual([true, false, false]);
  });
});

describe("text as Python prints it", () => {
  test.each(VECTORS.python)("SV-173 $text", ({ value, text }) => {
    expect(pythonText(value)).toBe(text);
  });

  it("SV-173 the patch of Repair A", () => {
    const [patch] = CANNED_PATCHES.A;
    expect(patch).toMatchObject({ op: "ADD_EXCEPTION" });
    expect(publishedFingerprint({ traceEntryId: "", ruleIds: [], patches: [patch!], priorEpoch: null })).toBe(
      firstEpoch(calibration.repairAText, ""),
    );
  });
});
