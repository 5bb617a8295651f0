import type { DutyName } from "../../policy/duty.ts";
import { strengthAt } from "../../policy/duty.ts";
import { type ReasonCode } from "../../decision/reason-code.ts";
import type { Layer } from "../../decision/layer.ts";
import { type Case, type Entry, entriesOf } from "../case.ts";
import { type Block, listBlock, row, type Section, section, tableBlock, textBlock, warningBlock } from "../document.ts";
import { evaluationsOn, outcomeWords } from "../subject-index.ts";
import { actionWords, daysSince, instant, yesNo } from "../words.ts";

/** Every evaluation of the subject, this one among them. */
export function earlierSection(theCase: Case): Section {
  const all = evaluationsOn(theCase.history);
  return section("earlier", "Evaluations of this subject", [
    tableBlock(
      `Evaluations: ${all.length}`,
      ["evaluation", "opened", "to", "answer", "decided", "dossier"],
      all.map((each) =>
        row(each.records, [
          each.evaluation === theCase.material.evaluation ? `${each.evaluation} (this one)` : each.evaluation,
          instant(each.openedAtMs),
          actionWords(each.action),
          outcomeWords(each),
          each.decidedAtMs === null ? "never" : instant(each.decidedAtMs),
          each.dossier,
        ]),
      ),
    ),
  ]);
}

/** Which layer answers for a duty, and by which reasons it says that it is not met. */
const KEEPERS: Readonly<Record<DutyName, { readonly layer: Layer | null; readonly codes: readonly ReasonCode[] }>> = {
  verification: {
    layer: "L1",
    codes: [
      "VIOLATION_CLAIM_REFUTED",
      "VIOLATION_INPUT",
      "VIOLATION_CHERRY_PICKED",
      "UNPROVEN_NO_CLAIMS",
      "UNPROVEN_NO_ARTIFACTS",
      "UNPROVEN_T_EXHAUSTED",
    ],
  },
  sources: { layer: "L1", codes: ["UNPROVEN_SOURCE_MINIMUM", "CONDITION_SOURCES_TO_ADD"] },
  repair: { layer: "L1", codes: ["UNPROVEN_COVERAGE_KPI", "CONDITION_CLAIM_TO_RESOLVE"] },
  stability: {
    layer: "L2",
    codes: [
      "VIOLATION_SSI_CRITICAL",
      "VIOLATION_PAUSE_IGNORED",
      "VIOLATION_PHASE_WITHOUT_CHECK",
      "UNPROVEN_TELEMETRY",
      "UNPROVEN_DRILL",
      "CONDITION_SSI_MARGIN",
    ],
  },
  arbitration: {
    layer: "L3",
    codes: [
      "VIOLATION_MISSION_HARD_LINE",
      "VIOLATION_RISK_CEILING",
      "VIOLATION_MODULATION_FAILED",
      "UNPROVEN_MISSION_CRITERION",
      "CONDITION_MODULATION_REQUIRED",
    ],
  },
  evolution: {
    layer: "L4",
    codes: [
      "VIOLATION_CHAIN_BROKEN",
      "VIOLATION_SAFEGUARD_FAILED",
      "UNPROVEN_RISK_UNMAPPED",
      "CONDITION_SAFEGUARD_TO_SHOW",
      "CONDITION_PROPOSAL_OPEN",
    ],
  },
  budget: { layer: null, codes: ["UNPROVEN_T_EXHAUSTED"] },
  firewall: { layer: null, codes: ["UNPROVEN_FIREWALL"] },
  "self-change": { layer: "L4", codes: ["VIOLATION_SELF_CHANGE_UNLOCKED"] },
};

/** What the level asked for, and what stands against it. No tick: a duty that nobody asked for was not kept by that. */
export function dutiesSection(theCase: Case): Section {
  const { level } = theCase.decision.body;
  return section("duties", `Duties at ${level}`, [
    tableBlock(
      `Duties: ${theCase.material.policy.duties.length}`,
      ["duty", "asks for", "at this level", "stands"],
      theCase.material.policy.duties.map((duty) => {
        const strength = strengthAt(duty, level);
        const isRequired = strength === "required" || strength === "strict";
        const records = [theCase.decision.sequence];
        const asked = isRequired ? strength : strength === "free" ? "not required" : "not required, reported";
        return row(records, [duty.name, duty.text, asked, standing(theCase.decision, duty.name, isRequired)]);
      }),
    ),
  ]);
}

function standing({ body }: Entry<"decision.made">, duty: DutyName, isRequired: boolean): string {
  const { layer, codes } = KEEPERS[duty];
  const against = [...new Set(body.reasons.map(({ code }) => code).filter((code) => codes.includes(code)))];
  if (against.length > 0) return `open: ${against.join(", ")}`;
  if (!isRequired) return "not required at this level";
  return layer === null
    ? "nothing stands against it"
    : `nothing stands against it; ${layer} voted ${body.votes[layer]}`;
}

/** Older knowledge of somebody else's text is worth a warning. */
export const STALE_AFTER_DAYS = 180;

export function staleWarning(what: string, asOf: string, theCase: Case): readonly Block[] {
  const { decidedAtMs } = theCase.decision.body;
  const days = daysSince(asOf, decidedAtMs);
  if (days <= STALE_AFTER_DAYS) return [];
  return [
    warningBlock({
      text: `${what} is as of ${asOf}, ${days} days before the decision: read the framework itself.`,
      records: [theCase.decision.sequence],
    }),
  ];
}

/** Where published frameworks say the like. "Maps to" is an interpretation of ours and no statement about duties in law. */
export function crosswalkSection(theCase: Case): Section {
  const { policy, frameworks } = theCase.material;
  const rests = policyRecords(theCase);
  return section("crosswalk", "What this maps to elsewhere", [
    textBlock({
      text: "Lines of this policy map to lines of published frameworks as interpreted here; whether anybody meets those frameworks is for others to judge.",
      records: rests,
    }),
    ...staleWarning(`The crosswalk of policy ${policy.version}`, policy.asOf, theCase),
    ...frameworks.flatMap(({ name, asOf }) => staleWarning(`The form of "${name}"`, asOf, theCase)),
    tableBlock(
      "Lines and what they map to",
      ["line", "level", "framework", "version", "date", "there", "relation", "certainty", "to be verified"],
      policy.thresholds.flatMap(({ id, level, crosswalk }) =>
        crosswalk.map((there) =>
          row(rests, [
            id,
            level,
            there.framework,
            there.version,
            there.day,
            there.place,
            there.relation,
            there.confidence,
            yesNo(there.verify),
          ]),
        ),
      ),
    ),
    tableBlock(
      "Frameworks",
      ["framework", "version", "date", "note"],
      policy.frameworks.map(({ name, version, day, note }) => row(rests, [name, version, day, note])),
    ),
    ...(frameworks.length === 0
      ? []
      : [
          listBlock(
            ...frameworks.map(({ id, name, version, day, asOf, verify }) => ({
              text: `Report by the form of ${name}, ${version} (${day}, read as of ${asOf}${verify ? ", to be verified" : ""}): frameworks/${id}.html.`,
              records: rests,
            })),
          ),
        ]),
  ]);
}

/** Where the policy was adopted, if the log tells it; else where the evaluation names it. */
export function policyRecords({ history, decision, opened }: Case): readonly number[] {
  const adopted = entriesOf(history, "policy.adopted").findLast(({ body }) => body.policy === decision.body.policy);
  return [adopted?.sequence ?? opened.sequence];
}

export function limitsSection({ decision, opened }: Case): Section {
  const rests = [opened.sequence, decision.sequence];
  return section("limits", "Limits", [
    listBlock(
      {
        text: "It judges what was put before it. What the dossier leaves out it cannot see, but for what the log of this subject still tells.",
        records: rests,
      },
      {
        text: "Scores, bounds and tolerances are the policy's, and the policy is the organisation's own, signed by it.",
        records: [decision.sequence],
      },
      {
        text: "The log shows changes after the fact. It does not keep anybody from acting without asking.",
        records: [decision.sequence],
      },
      {
        text: "Who withholds a body withholds it with its digest, in the manifest; nothing withheld was used in this document.",
        records: rests,
      },
      { text: "It maps to other frameworks and is no judgement under any law.", records: [decision.sequence] },
    ),
  ]);
}
