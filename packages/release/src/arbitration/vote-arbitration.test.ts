import { expect, test } from "vitest";
import type { Claim } from "../dossier/claim.ts";
import type { Mission } from "../dossier/mission.ts";
import { type Direction, directionOf } from "../direction/executive.ts";
import { arbitrate, type Arbitration } from "./arbitrate.ts";
import { CRITERIA, type Criterion, type JudgedCriterion } from "./criterion.ts";
import { hardLinesOf, type HardLineFacts } from "./hard-lines.ts";
import { type CriteriaFacts, judgeCriteria } from "./judge-criteria.ts";
import { voteArbitration } from "./vote-arbitration.ts";

const mission: Mission = {
  statement: "Help clinics to read scans.",
  beneficiaries: ["patients of rural clinics"],
  hardLines: [{ id: "no-military", text: "No use in weapons.", claims: ["m"] }],
  rationale: "Readings are late today.",
  dissent: [{ by: "a reviewer", text: "Too early.", answer: "A pilot runs first." }],
  stopOwner: "head of operations",
  incidents: [],
};
const claimOf = (
  id: string,
  kind: Claim["kind"],
  shows: Claim["shows"] = [],
  threshold: string | null = null,
): Claim => ({
  id,
  text: id,
  kind,
  material: true,
  domain: null,
  threshold,
  figure: null,
  shows,
});
const all = CRITERIA.map((criterion) => claimOf(criterion, "governance", [{ criterion, extent: "full" }]));

const criteriaFacts = (change: Partial<CriteriaFacts> = {}): CriteriaFacts => ({
  carried: all,
  mission,
  plan: { alternatives: ["a smaller model"], drills: [{ id: "d", atMs: 0, index: 0, result: "passed", source: "s" }] },
  openThresholds: [],
  level: "ASL-2",
  required: [{ criterion: "benefit", from: "ASL-1" }],
  ...change,
});
const metOf = (criterion: Criterion, change: Partial<CriteriaFacts>) =>
  judgeCriteria(criteriaFacts(change)).find((each) => each.criterion === criterion)?.met;

test("RS-75 all ten are met where each is said and shown", () => {
  expect(judgeCriteria(criteriaFacts()).map(({ met }) => met)).toEqual(CRITERIA.map(() => 10_000));
  expect(judgeCriteria(criteriaFacts({ carried: [] })).every(({ met }) => met === 0)).toBe(true);
});

test.each<[Criterion, Partial<CriteriaFacts>]>([
  ["purpose", { mission: { ...mission, statement: " " } }],
  ["purpose", { mission: { ...mission, beneficiaries: [] } }],
  ["safeguards", { openThresholds: ["cyber-asl-3"] }],
  ["reversibility", { plan: { alternatives: ["a"], drills: [] } }],
  ["least-capable", { plan: { ...criteriaFacts().plan, alternatives: [] } }],
  ["incidents", { mission: { ...mission, incidents: [{ id: "i", text: "i", atMs: 0, isClosed: false }] } }],
  ["stop-owner", { mission: { ...mission, stopOwner: "" } }],
  ["dissent", { mission: { ...mission, dissent: [{ by: "b", text: "t", answer: "" }] } }],
])("RS-76 %s is not met by a claim alone (case %#)", (criterion, change) => {
  expect(metOf(criterion, change)).toBe(0);
});

test("RS-76 a safeguard for every open line, and a part is half", () => {
  const guarded = [...all, claimOf("g", "safeguard", [], "cyber-asl-3")];
  expect(metOf("safeguards", { carried: guarded, openThresholds: ["cyber-asl-3"] })).toBe(10_000);
  expect(metOf("benefit", { carried: [claimOf("b", "benefit", [{ criterion: "benefit", extent: "part" }])] })).toBe(
    5_000,
  );
});

const judged = (met: 0 | 10_000): JudgedCriterion[] => [
  { criterion: "benefit", met, isRequired: false, claims: met ? ["b"] : [] },
];
const lineFacts = (change: Partial<HardLineFacts> = {}): HardLineFacts => ({
  claims: [claimOf("k", "capability"), claimOf("b", "benefit")],
  carried: new Set(["m"]),
  refuted: new Set(),
  criteria: judged(10_000),
  mission,
  isRace: false,
  unanswered: [],
  concealed: [],
  ...change,
});

test.each<[string, Partial<HardLineFacts>, readonly string[]]>([
  ["nothing of it", {}, []],
  ["an empty mission", { mission: { ...mission, statement: "\n" } }, ["no mission"]],
  ["more capability without a benefit", { claims: [claimOf("k", "capability")] }, ["no benefit"]],
  ["the pace of others and nothing that is shown", { isRace: true, criteria: judged(0) }, ["race"]],
  ["the pace of others beside what is shown", { isRace: true }, []],
  ["a line of the mission that no carried claim keeps", { carried: new Set() }, ["mission line not shown"]],
  ["a line of the mission refuted", { refuted: new Set(["m"]) }, ["mission line refuted"]],
  ["an incident that nobody answered", { unanswered: ["i-1"] }, ["unanswered incident"]],
  ["results left out", { concealed: ["e"] }, ["concealment"]],
])("A45 A46 RS-77 hard lines with %s", (_, change, lines) => {
  expect(hardLinesOf(lineFacts(change)).map(({ line }) => line)).toEqual(lines);
});

const arbitrated = (change: Partial<Parameters<typeof arbitrate>[0]> = {}): Arbitration =>
  arbitrate({
    criteria: judgeCriteria(criteriaFacts()),
    hardLines: [],
    failure: 100,
    biasMin: 2_000,
    tolerance: 5_000,
    ...change,
  });
const directed = (arbitration: Arbitration, failure: number): Direction =>
  directionOf({
    failure,
    acceptable: arbitration.acceptable,
    ceiling: 9_500,
    isAborted: arbitration.verdict === "ABORT",
    previous: null,
  });
const vote = (arbitration: Arbitration, direction: Direction | null, change = {}) => {
  const { colour, reasons } = voteArbitration({
    arbitration,
    direction,
    isLoopMissing: false,
    isUnpredicted: false,
    unexecuted: [],
    declarable: [],
    answerMs: 60_000,
    stoppedBy: null,
    ...change,
  });
  return [colour, ...reasons.map(({ code }) => code)];
};

test("A40 A47 A74 RS-78 what arbitration, direction, levers and loop make of the vote", () => {
  const [good, lined] = [arbitrated(), arbitrated({ hardLines: [{ line: "race", records: ["rationale"] }] })];
  expect(vote(good, directed(good, 100))).toEqual(["GREEN"]);
  expect(vote(good, null)).toEqual(["GREEN"]);
  expect(vote(good, directed(good, 6_000))).toEqual(["YELLOW", "CONDITION_MODULATION_REQUIRED"]);
  expect(vote(good, directed(good, 9_501))).toEqual(["RED", "VIOLATION_RISK_CEILING"]);
  expect(vote(lined, directed(lined, 100))).toEqual(["RED", "VIOLATION_MISSION_HARD_LINE"]);
  expect(vote(arbitrated({ biasMin: 10_000 }), null)).toEqual(["RED", "VIOLATION_MISSION_HARD_LINE"]);
  expect(vote(good, directed(good, 100), { unexecuted: ["quota"] })).toEqual(["RED", "VIOLATION_MODULATION_FAILED"]);
  expect(vote(arbitrated({ failure: 10_000 }), null, { isUnpredicted: true })).toEqual(["RED", "UNPROVEN_TELEMETRY"]);
  expect(vote(good, directed(good, 100), { isLoopMissing: true })).toEqual(["RED", "UNPROVEN_MISSION_CRITERION"]);
});
