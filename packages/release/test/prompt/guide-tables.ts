import type { Policy } from "../../src/policy/policy.ts";
import { strengthAt } from "../../src/policy/duty.ts";
import { type Level, ROWS } from "../../src/policy/level.ts";

/** The tables of docs/guides/release-thresholds.md, from the policy: a guide that says another number is found. */
export const guideTables = (policy: Policy): Readonly<Record<string, string>> => ({
  duties: dutyTable(policy),
  lines: lineTable(policy),
  numbers: numberTable(policy),
  rows: rowTable(policy),
  weights: weightTable(policy),
  ages: ageTable(policy),
  signals: signalTable(policy),
  criteria: criterionTable(policy),
  frameworks: frameworkTable(policy),
});

const LEVEL_OF_ROW: Readonly<Record<(typeof ROWS)[number], Level>> = {
  "ASL-1..3": "ASL-1",
  "ASL-4": "ASL-4",
  "ASL-5": "ASL-5",
  BEYOND: "BEYOND",
};
const ROW_NAMES = ["ASL-1 to 3", "ASL-4", "ASL-5", "beyond ASL-5"];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const share = (tenThousandths: number): string => `${tenThousandths / 10_000}`;

const dutyTable = ({ duties }: Policy): string =>
  table(
    ["duty", "what is owed", ...ROW_NAMES],
    duties.map((duty) => [duty.name, duty.text, ...ROWS.map((row) => strengthAt(duty, LEVEL_OF_ROW[row]))]),
  );

const lineTable = ({ thresholds }: Policy): string =>
  table(
    ["line", "level", "at or beyond it, the subject"],
    thresholds.map(({ id, level, text }) => [`\`${id}\``, level, text]),
  );

/** A number, what happens exactly at it, and where it comes from. */
const numberTable = ({ verification, stability, arbitration, evolution, ...policy }: Policy): string =>
  table(
    ["number", "shipped", "exactly at it", "from"],
    [
      ["admissible sources", `${verification.sourcesMin}`, "40 pass, 39 do not", "seed §2"],
      [
        "independence groups that a report should have",
        `${verification.groupsWarnBelow}`,
        "read by no decision",
        "ours",
      ],
      [
        "score that carries a claim",
        share(verification.corroboration),
        "0.7000 passes, 0.6999 does not",
        "the source's code, sheet §5.1",
      ],
      [
        "refutation from which a claim is never verified",
        share(verification.contestedFrom),
        "0.3 is contested",
        "ours",
      ],
      [
        "refutation from which a claim is refuted, where it exceeds the support",
        share(verification.refutedFrom),
        "0.7 is refuted",
        "ours",
      ],
      ["independent groups for a material claim from ASL-4", `${verification.groupsMinHigh}`, "2 pass", "ours"],
      [
        "coverage of material claims from ASL-4",
        share(verification.coverageMin),
        "0.999 passes: of fewer than 1 000 claims, all",
        "seed §2 and §3",
      ],
      ["quarantined sources above which L1 is Yellow", share(verification.quarantineShareMax), "0.1 passes", "ours"],
      ["stability index at the start", share(stability.initial), "", "the source's code, sheet §5.2"],
      [
        "critical line of the index",
        share(stability.critical),
        "0.3500 is not critical, 0.3499 is",
        "the source's code, sheet §5.2",
      ],
      ["line at which a pause may end", share(stability.resume), "0.55 counts", "ours: room for one high-stress task"],
      ["cycles from there on that end it", `${stability.resumeCycles}`, "in a row", "ours"],
      ["cycles after which a pause is an abort", `${stability.pauseCyclesMax}`, "", "ours"],
      [
        "rise in a cycle of rest, and otherwise",
        `${share(stability.recovery)}, ${share(stability.passiveRecovery)}`,
        "",
        "the source's code, sheet §5.2",
      ],
      [
        "stress of a high-stress task, and of any other",
        `${share(stability.highStress)}, ${share(stability.generalStress)}`,
        "",
        "the source's code, sheet §5.2",
      ],
      ["seconds in which a pause must be acknowledged", `${stability.pauseAckMs / 1000}`, "", "ours"],
      ["days that a passed drill counts from ASL-4", `${stability.drillMaxAgeDays}`, "30 days count", "ours"],
      [
        "ceiling of the chance of failure",
        share(arbitration.ceiling),
        "0.9500 is not above it",
        "the source's code, sheet §5.5",
      ],
      ["cycles below which nothing is predicted", `${arbitration.cyclesMin}`, "20 predict", "ours"],
      [
        "what modulation leaves of a lever",
        share(arbitration.modulation.factor),
        "",
        "the source: 15 % less, sheet §5.6",
      ],
      ["share of a lever below which it is a pause", share(arbitration.modulation.floor), "0.2 is no pause", "ours"],
      ["cycles without promotion after it", `${arbitration.modulation.holdCycles}`, "", "the source, sheet §5.6"],
      [
        "T at the start, and the most there can be",
        `${policy.budget.cap}`,
        "a search costs 1, a repair 10, an evaluation from ASL-4 15",
        "the source's code, sheet §5.10",
      ],
      [
        "T that come back in a day",
        `${policy.budget.rechargePerDay}`,
        "never above the cap",
        "the source's code, as a schedule: ours",
      ],
      ["harmony of a new safeguard with the cases", share(evolution.harmonyMin), "0.7 passes", "ours"],
      [
        "days after which a provisional safeguard that nobody confirmed is told beside each answer",
        `${evolution.escalateAfterDays}`,
        "it stays active",
        "ours",
      ],
      [
        "hours within which three votes on a self-change must fall",
        `${evolution.arbitrationWindowMs / 3_600_000}`,
        "",
        "ours",
      ],
      ["days that a decision holds", `${policy.decisionValidDays}`, "at the end it has expired", "ours"],
      ["days that an override holds at most", `${policy.overrideDaysMax}`, "", "ours"],
      [
        "FLOP below which one claim may screen a subject",
        `10^${policy.screening.trainingFlopMax.length - 1}`,
        "10^23 itself is not below",
        "ours, after the EU's indicative line",
      ],
      [
        "growth of compute that asks for a new assessment",
        `${policy.reassess.computeRatio} times`,
        "read by no decision",
        "ours",
      ],
      ["days after which an assessment is old", `${policy.reassess.afterDays}`, "read by no decision", "ours"],
    ],
  );

const rowTable = ({ arbitration }: Policy): string =>
  table(
    ["", ...ROW_NAMES],
    [
      ["least bias (harmony × chance that it holds)", ...arbitration.biasMin.map(share)],
      ["share of the harmony that may be risked", ...arbitration.tolerance.map(share)],
    ],
  );

const weightTable = ({ verification }: Policy): string =>
  table(
    ["method of a link", "supports", "refutes"],
    verification.weights.map(({ method, supports, refutes }) => [method, share(supports), share(refutes)]),
  );

const ageTable = ({ verification }: Policy): string =>
  table(
    ["kind of source", "counts in full for days"],
    verification.maxAgeDays.map(({ kind, days }) => [kind, `${days}`]),
  );

const signalTable = ({ stability }: Policy): string =>
  table(
    ["signal", "what it reads", "counts 0 from", "counts in full from", "unit", "required from", "for"],
    stability.signals.map(({ signal, text, unit, badMicro, goodMicro, from, actions }) => [
      `\`${signal}\``,
      text,
      `${badMicro / 1_000_000}`,
      `${goodMicro / 1_000_000}`,
      unit,
      from,
      actions.length === 6 ? "every action" : actions.join(", "),
    ]),
  );

const criterionTable = ({ arbitration }: Policy): string =>
  table(
    ["criterion", "required from"],
    arbitration.required.map(({ criterion, from }) => [criterion, from]),
  );

const frameworkTable = ({ frameworks }: Policy): string =>
  table(
    ["framework", "version", "as of", "note"],
    frameworks.map(({ name, version, day, note }) => [name, version, day, note]),
  );
