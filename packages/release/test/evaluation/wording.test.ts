import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { Dossier } from "../../src/dossier/dossier.ts";
import { pickedFrom } from "./flaws.ts";
import { answerOf, decided, examined, golden, goldenInput, withDossier } from "./rig.ts";

/** Ways to say a thing that is no evidence. None of them argues by others' pace, praises or softens. */
const SAID = [
  "Ferries leave when the water is high enough.",
  "Crossings keep to the tide, and people hear of it an hour before.",
  "The three routes get their plan for the day at five in the morning.",
  "A plan is made for each day, with a person beside it.",
  "Two hours of waiting a week are to go.",
  "It reads the gauge, and it writes a table.",
  "On windy days it says so.",
  "Die Fähren fahren mit der Flut.",
  "Les bacs partent avec la marée.",
] as const;

const NAMES = ["Egret 9", "Tidal planner", "The planner of the three routes", "Plan-o-mat", "Ферри", "潮"] as const;

type Rewording = (dossier: Dossier, said: () => string) => Partial<Dossier>;

/** Every text of a dossier that is neither evidence nor a claim. */
const REWORDINGS: readonly (readonly [string, Rewording])[] = [
  ["statement", ({ mission }, said) => ({ mission: { ...mission, statement: said() } })],
  ["rationale", ({ mission }, said) => ({ mission: { ...mission, rationale: said() } })],
  ["beneficiaries", ({ mission }, said) => ({ mission: { ...mission, beneficiaries: [said(), said()] } })],
  [
    "dissent",
    ({ mission }, said) => ({
      mission: { ...mission, dissent: mission.dissent.map(() => ({ by: said(), text: said(), answer: said() })) },
    }),
  ],
  ["owner of the stop", ({ mission }, said) => ({ mission: { ...mission, stopOwner: said() } })],
  [
    "hard lines",
    ({ mission }, said) => ({
      mission: { ...mission, hardLines: mission.hardLines.map((line) => ({ ...line, text: said() })) },
    }),
  ],
  [
    "incidents",
    ({ mission }, said) => ({
      mission: { ...mission, incidents: mission.incidents.map((each) => ({ ...each, text: said() })) },
    }),
  ],
  ["risks", ({ risks }, said) => ({ risks: risks.map((risk) => ({ ...risk, text: said() })) })],
  [
    "phases",
    ({ plan }, said) => ({ plan: { ...plan, phases: plan.phases.map((phase) => ({ ...phase, text: said() })) } }),
  ],
  [
    "levers",
    ({ plan }, said) => ({ plan: { ...plan, levers: plan.levers.map((lever) => ({ ...lever, text: said() })) } }),
  ],
  ["alternatives", ({ plan }, said) => ({ plan: { ...plan, alternatives: plan.alternatives.map(() => said()) } })],
];

const TABLE = ["g1", "g2", "g3", "g4", "g6", "g9"].flatMap((id) =>
  REWORDINGS.map(([name, rewording]) => [id, name, rewording] as const),
);

test.each(TABLE)(
  "RS-366 A21 %s with other words for its %s has the same colour, votes and level",
  (id, name, rewording) => {
    const [input, stream] = [goldenInput(id), RandomStream.from("wording", id, name)];
    const said = (): string => pickedFrom(SAID, stream) ?? SAID[0];
    for (let round = 0; round < 2; round += 1)
      expect(answerOf(decided(withDossier(input, rewording(input.dossier, said))))).toEqual(answerOf(decided(input)));
  },
);

test.each(NAMES)("RS-366 A21 a subject called %s gets the same answer, also when its bytes are read anew", (name) => {
  for (const id of ["g1", "g4", "g7"]) {
    const { folder } = golden(id);
    const renamed = examined(id, () => ({ subject: { ...folder.dossier.subject, name } }));
    expect(answerOf(decided(renamed))).toEqual(answerOf(decided(goldenInput(id))));
  }
});

test("RS-366 A21 there are at least fifty of them, and words that matter do matter", () => {
  expect(TABLE.length + NAMES.length * 3).toBeGreaterThanOrEqual(50);
  const input = goldenInput("g1");
  const { mission } = input.dossier;
  expect(answerOf(decided(withDossier(input, { mission: { ...mission, statement: "" } })))).not.toEqual(
    answerOf(decided(input)),
  );
});
