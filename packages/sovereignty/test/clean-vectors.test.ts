import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cleanVectors } from "./clean-vectors.ts";

type Vectors = ReturnType<typeof cleanVectors>;

const FILE = new URL("../../../spec/vectors/sovereignty/clean.json", import.meta.url);
const vectors = JSON.parse(readFileSync(FILE, "utf8")) as Vectors;

/** SHA-256 of another maker than the one that the room uses. */
const sha256 = (...texts: readonly string[]): string => createHash("sha256").update(texts.join("")).digest("hex");

/** A rule of the canonical law, by its id. */
type RuleText = { readonly id: string } & Record<string, unknown>;

/** The law after a repair by hand: the exception set, the epoch embedded, the fields in the order of their names. */
function repairedLaw(canonical: string, repair: Vectors["seeds"][number]["repairs"][number], epoch: string): string {
  const { patch_ops: patches } = JSON.parse(repair.canonical) as {
    patch_ops: { target_rule_id: string; exception_condition: unknown }[];
  };
  const rules = (JSON.parse(canonical) as RuleText[]).map((rule) => {
    const patch = patches.find(({ target_rule_id: id }) => id === rule.id);
    if (patch === undefined) return rule;
    const changed = { ...rule, exception_condition: patch.exception_condition, repair_epoch: epoch };
    return Object.fromEntries(Object.entries(changed).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
  return JSON.stringify(rules);
}

describe("vectors of profile clean", () => {
  test("SV-45 are what the room comes to, to the byte", () => {
    expect(cleanVectors()).toEqual(vectors);
    expect(readFileSync(FILE, "utf8")).toBe(`${JSON.stringify(cleanVectors(), null, 2)}\n`);
  });

  test("SV-45 hash to what they say, by another SHA-256", () => {
    expect(sha256(vectors.law.canonical)).toBe(vectors.law.fingerprint);
    for (const { nonces, epochs, repairs } of vectors.seeds) {
      expect(epochs[0]).toBe(sha256(vectors.law.fingerprint, nonces[0]!));
      expect(repairs.map(({ name }) => name)).toEqual(["A", "B"]);
      for (const [index, { canonical, fingerprint }] of repairs.entries()) {
        expect(sha256(canonical)).toBe(fingerprint);
        expect(epochs[index + 1]).toBe(sha256(epochs[index]!, fingerprint, nonces[index + 1]!));
        expect((JSON.parse(canonical) as Record<string, unknown>)["prior_repair_epoch"]).toBe(epochs[index]);
      }
    }
  });

  test("SV-45 name laws that are the first one with the repairs on it", () => {
    for (const { epochs, repairs, lawFingerprints } of vectors.seeds) {
      const afterA = repairedLaw(vectors.law.canonical, repairs[0]!, epochs[1]!);
      const afterB = repairedLaw(afterA, repairs[1]!, epochs[2]!);
      expect(lawFingerprints).toEqual({ afterA: sha256(afterA), afterB: sha256(afterB), last: sha256(afterB) });
    }
  });

  test("SV-45 name trace entries by seed, episode, step and type", () => {
    for (const { seed, repairs } of vectors.seeds)
      for (const { episode, step, traceEntryId } of repairs)
        expect(traceEntryId).toBe(sha256([seed, episode, step, "CONTRADICTION", 0].join("||")).slice(0, 16));
  });

  test("SV-45 are the same in every episode of a regime, for every seed: only shortest ways are left", () => {
    expect(vectors.actions.map(({ actions }) => actions.length)).toEqual([1, 1, 1]);
    expect(vectors.actions.map(({ actions }) => actions[0]!.length)).toEqual([18, 23, 18]);
    expect(vectors.seeds.map(({ regimes }) => regimes)).toEqual(vectors.seeds.map(() => `0011${"2".repeat(16)}`));
  });

  test("SV-45 in regimes 0 and 1 are the oracle's actions on the public original's world (reference §8.1)", () => {
    expect(vectors.actions[0]!.actions).toEqual(["004335224005114225"]);
    expect(vectors.actions[1]!.actions).toEqual(["00422633335224005114225"]);
  });
});
