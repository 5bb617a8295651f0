import { err, ok, RandomStream, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { newSite } from "../../src/evaluation/new-site.ts";
import { examinationOptions, examineFolder } from "../../src/node/desk/examine-folder.ts";
import { written } from "../search/case.ts";
import { evaluated, golden, goldenInput, bodyOf, kit, NOW_MS, RULES } from "./rig.ts";

/** A golden dossier whose file at this place reads otherwise; null: is not there. */
function readWith(id: string, place: string, change: (bytes: Uint8Array) => Uint8Array | null): EvaluationInput {
  const { folder, site } = golden(id);
  const read = (asked: string) => {
    const text = folder.files.get(asked);
    const bytes = text === undefined ? null : asked === place ? change(utf8(text)) : utf8(text);
    return bytes === null ? err(`no file ${asked}`) : ok(bytes);
  };
  const rest = { owners: [], cacheFolder: null, implementation: RULES.implementation, faults: [] };
  const { examination } = examineFolder(folder.dossier, examinationOptions(read, kit.intakeRules, rest));
  const { policy } = kit;
  return {
    ...goldenInput(id),
    dossier: folder.dossier,
    examination,
    site: { ...newSite(policy, kit.safeguards), ...site },
    nowMs: NOW_MS,
  };
}

const flipped =
  (stream: RandomStream) =>
  (bytes: Uint8Array): Uint8Array => {
    const place = stream.below(bytes.length);
    return bytes.map((byte, at) => (at === place ? byte ^ (1 << stream.below(7)) : byte));
  };

const scoresOf = (input: EvaluationInput): ReadonlyMap<string, number> =>
  new Map(bodyOf(evaluated(input).drafts, "claims.judged").claims.map(({ id, after }) => [id, after.score]));

const PLACES = ["g1", "g4", "g8"].flatMap((id) => {
  const { dossier } = golden(id).folder;
  const stream = RandomStream.from("places", id);
  return Array.from(
    { length: 12 },
    () => [id, dossier.sources[stream.below(dossier.sources.length)]?.file ?? ""] as const,
  );
});

test.each(PLACES)("RS-367 A18 one bit of %s at %s raises no score, is told, and makes L4 Red", (id, place) => {
  const [before, input] = [
    scoresOf(goldenInput(id)),
    readWith(id, place, flipped(RandomStream.from("bit", id, place))),
  ];
  const { drafts, decision } = evaluated(input);
  for (const [claim, score] of scoresOf(input)) expect(score).toBeLessThanOrEqual(before.get(claim) ?? 0);
  const source = input.dossier.sources.find(({ file }) => file === place)?.id;
  expect(bodyOf(drafts, "sources.examined").sources.find(({ id: own }) => own === source)).toMatchObject({
    isWhole: false,
    isAdmissible: false,
  });
  expect(decision).toMatchObject({ colour: "RED", votes: { L4: "RED" } });
  const broken = decision.reasons.find(({ code }) => code === "VIOLATION_CHAIN_BROKEN");
  expect(broken?.records).toEqual([source]);
});

test.each(["g1", "g7"])("RS-367 A18 a log of an evaluation of %s that is changed or gone makes L4 Red too", (id) => {
  for (const [place] of [...golden(id).folder.files].filter(([each]) => each.startsWith("evaluations/")))
    for (const change of [flipped(RandomStream.from("log", id, place)), () => null]) {
      const { decision } = evaluated(readWith(id, place, change));
      expect(decision).toMatchObject({ colour: "RED", votes: { L4: "RED" } });
      expect(decision.reasons.map(({ code }) => code)).toContain("VIOLATION_CHAIN_BROKEN");
    }
});

test("RS-367 A18 damage to the text that shows two others to be copies does not set them free", () => {
  const sentence = (from: number, to: number): string =>
    Array.from(
      { length: to - from },
      (_, at) => `Item ${from + at} of the ${(from + at) * 7} was counted on day ${(from + at) * 13}.`,
    ).join(" ");
  const texts = [sentence(0, 200), sentence(18, 218), sentence(36, 236)];
  const made = texts.map((text, at) => written(`s-${at}`, text));
  const groupsWith = (damaged: number | null): number => {
    const read = (place: string) => {
      const at = made.findIndex(({ source }) => source.file === place);
      const bytes = made[at]?.bytes;
      if (bytes === undefined) return err("none");
      return ok(at === damaged ? bytes.map((byte, offset) => (offset === 5 ? byte ^ 1 : byte)) : bytes);
    };
    const dossier = {
      ...golden("g1").folder.dossier,
      sources: made.map(({ source }) => source),
      links: [],
      claims: [],
    };
    const rest = { owners: [], cacheFolder: null, implementation: "x", faults: [] };
    const { examination } = examineFolder(dossier, examinationOptions(read, kit.intakeRules, rest));
    return new Set(examination.sources.map(({ group }) => group)).size;
  };
  expect(groupsWith(null)).toBe(1);
  expect(groupsWith(1)).toBe(1);
});
