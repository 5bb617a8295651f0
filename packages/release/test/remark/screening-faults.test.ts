import { expect, test } from "vitest";
import type { Dossier } from "../../src/dossier/dossier.ts";
import { evaluated, examined, goldenInput } from "../evaluation/rig.ts";

const faults = (change: (dossier: Dossier) => Partial<Dossier>): readonly string[] =>
  evaluated(examined("g1", change)).remarks.screening;

test("RS-519 nothing is said of a claim that screens, nor where none is set", () => {
  expect(evaluated(goldenInput("g1")).remarks.screening).toEqual([]);
  expect(faults(() => ({ screeningClaim: null }))).toEqual([]);
});

test.each<[string, (dossier: Dossier) => Partial<Dossier>, string]>([
  [
    "kind",
    ({ claims }) => ({
      claims: claims.map((each) => (each.id === "screening" ? { ...each, kind: "capability" } : each)),
    }),
    "it is of kind capability; it must be compute",
  ],
  [
    "evidence",
    ({ links }) => ({ links: links.filter(({ claim }) => claim !== "screening") }),
    "it is not carried: its score is 0.0000 of 0.7000",
  ],
  [
    "unknown compute",
    ({ subject }) => ({ subject: { ...subject, trainingFlop: null } }),
    "trainingFlop is null; it must be stated, and below 1e23",
  ],
  [
    "compute",
    ({ subject }) => ({ subject: { ...subject, trainingFlop: { flop: `24${"0".repeat(22)}`, method: "counted" } } }),
    "trainingFlop is 2.4e23; it must be below 1e23",
  ],
  [
    "parents",
    ({ subject }) => ({ subject: { ...subject, parents: [{ id: "heron-1", level: "ASL-3" }] } }),
    "its parent heron-1 stands at ASL-3; it may be derived from nothing above ASL-2",
  ],
  [
    "a line that is said to be open",
    () => ({ determinations: [{ threshold: "cyber-asl-3", state: "not_ruled_out", claims: [] }] }),
    "the determination of cyber-asl-3 says not_ruled_out, and screening does not overrule it",
  ],
])("RS-519 the condition of screening that fails is named: %s", (_, change, said) => {
  expect(faults(change)).toEqual([said]);
});
