import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { EarlierEvaluation } from "../../src/evaluation/site-facts.ts";
import { DELETIONS, deletedFrom } from "./deletion.ts";
import { withLinks } from "./flaws.ts";
import { clean, generated, linkOf, STOPS } from "./generated.ts";
import {
  decided,
  GOLDEN,
  goldenInput,
  greener,
  judged,
  NOW_MS,
  rank,
  RULES,
  withDossier,
  withExamination,
  withSite,
} from "./rig.ts";

const ids = GOLDEN.map(({ id }) => id.slice(0, id.indexOf("-")));

test.each(DELETIONS.map((deletion) => [deletion.name, deletion] as const))(
  "RS-360 no golden answer gets greener without its %s",
  (_, deletion) => {
    for (const id of ids) {
      const input = goldenInput(id);
      const before = decided(input);
      for (let round = 0; round < 4; round += 1) {
        const after = decided(deletedFrom(input, deletion, RandomStream.from("deletion", id, deletion.name, round)));
        expect({ id, round, after: rank(after.colour) > rank(before.colour) }).toEqual({ id, round, after: false });
      }
    }
  },
);

/** Ten thousand, a thousand at a time. */
const THOUSANDS = Array.from({ length: 10 }, (_, place) => place * 1_000);

test.each(THOUSANDS)("RS-360 nor does one of a thousand made ones from %i on", (first) => {
  const colours = { RED: 0, YELLOW: 0, GREEN: 0 };
  const changed = new Set<string>();
  for (let seed = first; seed < first + 1_000; seed += 1) {
    const [input, stream] = [generated(seed), RandomStream.from("deletion", seed)];
    const deletion = DELETIONS[seed % DELETIONS.length] as (typeof DELETIONS)[number];
    const before = judged(input);
    const after = judged(deletedFrom(input, deletion, stream));
    colours[before.decision.colour] += 1;
    if (after.decision.colour !== before.decision.colour) changed.add(deletion.name);
    // What is not searched for want of means may be what would have refuted: that is never Green, and may be less than Red.
    const isShort = after.judged.verified.plan.repairs.some(({ outcome }) => outcome !== "searched");
    const isFused = before.decision.reasons.some(({ code }) => code === "UNPROVEN_RISK_UNMAPPED");
    const isGreener =
      isShort || isFused
        ? after.decision.colour === "GREEN" && before.decision.colour !== "GREEN"
        : rank(after.decision.colour) > rank(before.decision.colour);
    expect({ seed, name: deletion.name, isGreener }).toEqual({ seed, name: deletion.name, isGreener: false });
  }
  expect(Math.min(...Object.values(colours))).toBeGreaterThan(50);
  expect(changed.size).toBeGreaterThanOrEqual(DELETIONS.length / 2);
});

test("RS-361 two refutations whose sources are gone weigh no less than with them", () => {
  const input = clean(null);
  const against = ["s-5", "s-6"].map((source) => ({
    link: linkOf("capability", source, { stance: "refutes", method: "first-party-report" }),
    isQuoteFound: true,
    isOfRepair: false,
  }));
  const contested = withLinks(input, [...input.examination.links, ...against]);
  const refutationOf = (each: typeof input): number =>
    judged(each).judged.verified.judged.find(({ claim }) => claim.id === "capability")?.after.refutation ?? 0;
  const without = withExamination(contested, {
    sources: contested.examination.sources.filter(({ source }) => source.id !== "s-5" && source.id !== "s-6"),
  });
  expect(refutationOf(contested)).toBe(6_400);
  expect(refutationOf(without)).toBe(6_400);
});

test("RS-362 a log that cannot be read is Red: it may be the one that contradicts the others", () => {
  const input = clean(null);
  const unread = withExamination(input, {
    recounts: input.examination.recounts.map((each) => ({ ...each, unread: ["run-2"] })),
  });
  expect(decided(unread)).toMatchObject({ colour: "RED", votes: { L4: "RED" } });
  expect(decided(unread).reasons).toMatchObject([{ code: "VIOLATION_CHAIN_BROKEN", records: ["stops/run-2"] }]);
  expect(decided(withExamination(input, { recounts: [] })).votes.L4).toBe("RED");
});

test("RS-363 a signal that is missing below ASL-4 hides no other one", () => {
  const input = goldenInput("g6");
  const without = withDossier(input, {
    telemetry: input.dossier.telemetry.filter(({ signal }) => signal !== "unresolved-incidents"),
  });
  expect(decided(without)).toMatchObject({ colour: "RED", votes: { L2: "RED", L3: "RED" } });
});

test("RS-364 a defect of argument does not keep the search from refuting its claim", () => {
  const input = clean(null);
  const against = linkOf("capability", "s-1", {
    stance: "refutes",
    method: "reproduction",
    confirmedBy: "rule:figure",
  });
  const refuted = withLinks(input, [
    ...input.examination.links.filter(({ link }) => link.claim !== "capability"),
    { link: against, isQuoteFound: true, isOfRepair: true },
  ]);
  const stated = withDossier(refuted, {
    claims: refuted.dossier.claims.map((claim) =>
      claim.id === "capability"
        ? { ...claim, figure: { evaluation: "gone", comparator: "at least", share: 1 } }
        : claim,
    ),
  });
  for (const each of [refuted, stated])
    expect(judged(each).judged.verified.judged.find(({ claim }) => claim.id === "capability")?.status).toBe("REFUTED");
});

/** As the log remembers an evaluation of the same subject. */
const earlierWith = (change: Partial<EarlierEvaluation["evaluations"][number]>): EarlierEvaluation => ({
  evaluation: "evaluation-1",
  action: "external_deploy",
  atMs: NOW_MS - 1,
  outcome: "RED",
  dossier: RULES.implementation,
  artifacts: clean(null).dossier.subject.artifacts,
  evaluations: [
    {
      id: STOPS.id,
      name: STOPS.name,
      version: STOPS.version,
      graderDigest: STOPS.graderDigest,
      elicitation: STOPS.elicitation,
      runs: STOPS.runs.map(({ digest }) => digest),
      subject: { version: STOPS.subjectVersion },
      trials: STOPS.trials,
      figures: [{ comparator: "at least", share: 9_000 }],
      ...change,
    },
  ],
  course: {
    votes: { L1: "RED", L2: "GREEN", L3: "GREEN", L4: "GREEN" },
    colour: "RED",
    spentT: 1,
    carried: [],
    failure: null,
  },
});

test("RS-365 A65 what speaks against a case can be left out of the first dossier unseen, and of no later one", () => {
  const input = clean(null);
  const flattering = withDossier(withExamination(input, { recounts: [] }), {
    evaluations: [],
    claims: input.dossier.claims.map((claim) => ({ ...claim, figure: null })),
    plan: { ...input.dossier.plan, latentFirewall: null },
  });
  expect(decided(flattering).colour).toBe("GREEN");
  const later = decided(withSite(flattering, { earlier: [earlierWith({})] }));
  expect(later.colour).toBe("RED");
  expect(later.reasons.map(({ code }) => code)).toContain("VIOLATION_CHERRY_PICKED");
});

test.each<[string, Partial<EarlierEvaluation["evaluations"][number]>]>([
  ["grader", { graderDigest: RULES.implementation }],
  ["version", { version: "0" }],
  ["elicitation", { elicitation: "Asked in forty languages." }],
  ["bar", { figures: [{ comparator: "at least", share: 9_500 }] }],
])("RS-365 A65 nor can its %s be moved in silence", (_, change) => {
  const before = withSite(clean(null), { earlier: [earlierWith({})] });
  expect(greener(decided(before), decided(clean(null)))).toEqual([]);
  const moved = decided(withSite(clean(null), { earlier: [earlierWith(change)] }));
  expect(moved.colour).not.toBe("GREEN");
  expect(moved.votes.L1).toBe("YELLOW");
});
