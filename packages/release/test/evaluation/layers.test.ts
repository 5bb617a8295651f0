import { expect, test } from "vitest";
import { combine } from "../../src/decision/combine.ts";
import { VOTING_LAYERS } from "../../src/decision/layer.ts";
import { ballotOf } from "../../src/evaluation/judge-case.ts";
import { goldenInput, judged, withSite } from "./rig.ts";

const { votes } = judged(goldenInput("g1"));
const ballot = { dossier: votes.L1.dossier, policy: votes.L1.policy, nowMs: goldenInput("g1").nowMs };
const ALL_WELL = { state: "ok", reasons: [] } as const;

test("RS-369 A07 of no votes the answer is Red, for each layer", () => {
  const { colour, votes: counted, reasons } = combine({}, ALL_WELL, ballot);
  expect([colour, counted]).toEqual(["RED", { L1: "RED", L2: "RED", L3: "RED", L4: "RED" }]);
  expect(reasons.map(({ code, records }) => [code, ...records])).toEqual(
    VOTING_LAYERS.map((layer) => ["UNPROVEN_VOTE_MISSING", layer]),
  );
});

test.each(VOTING_LAYERS)(
  "RS-369 A07 a real case without %s is Red, and with a vote that is another's, old or of another dossier",
  (layer) => {
    expect(combine(votes, ALL_WELL, ballot).colour).toBe("GREEN");
    const { [layer]: own, ...others } = votes;
    const another = VOTING_LAYERS.find((each) => each !== layer) ?? "L1";
    const bad: readonly unknown[] = [
      undefined,
      null,
      "GREEN",
      votes[another],
      { ...own, expiresAtMs: ballot.nowMs },
      { ...own, castAtMs: ballot.nowMs + 1 },
      { ...own, dossier: ballotOf(goldenInput("g2")).dossier },
      { ...own, policy: ballotOf(goldenInput("g2")).dossier },
      { ...own, colour: "YELLOW" },
      { ...own, isForced: true },
    ];
    for (const vote of bad) {
      const { colour, votes: counted } = combine({ ...others, [layer]: vote }, ALL_WELL, ballot);
      expect([colour, counted[layer]]).toEqual(["RED", "RED"]);
    }
  },
);

test("RS-389 weights with a deception gap refute what is claimed of their safeguards and of control over them", () => {
  const { decision, judged: found } = judged(withSite(goldenInput("g1"), { kernel: ["gap"] }));
  const kinds = new Set(
    found.verified.judged.filter(({ status }) => status === "REFUTED").map(({ claim }) => claim.kind),
  );
  expect([decision.colour, decision.votes.L1]).toEqual(["RED", "RED"]);
  expect([...kinds].toSorted()).toEqual(["control", "safeguard"]);
  expect(decision.reasons.map(({ code }) => code)).toContain("VIOLATION_CLAIM_REFUTED");
});

test.each(["kill", "freeze"] as const)(
  "RS-389 what the kernel's %s stopped is stable in no sense that counts",
  (word) => {
    const { decision } = judged(withSite(goldenInput("g1"), { kernel: [word] }));
    expect(decision.votes.L2).toBe("RED");
  },
);
