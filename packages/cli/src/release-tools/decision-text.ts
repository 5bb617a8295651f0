import type { Decision } from "@plimsoll/release";
import type { AnswerDetails, ReasonRemark } from "@plimsoll/release/node";

const LAYERS = { L1: "verification", L2: "stability", L3: "arbitration", L4: "evolution" } as const;
const SENTENCES = {
  GREEN: "All four layers are Green: this may be done, as described, until it expires.",
  YELLOW: "No violation was found. It is not allowed until every condition below is closed.",
  RED: "It is not allowed.",
} as const;

/** A decision for a person: the answer, then every reason with what would change it. */
export const decisionText = (
  decision: Decision,
  evaluation: string | null,
  overrides: readonly string[] = [],
  remarks: readonly ReasonRemark[] = [],
): string =>
  [
    `${decision.colour}${reachedWith(overrides)}  ${decision.action} of ${decision.subject}, level ${decision.level}`,
    SENTENCES[decision.colour],
    "",
    ...Object.entries(LAYERS).map(([layer, name]) => `  ${layer}  ${name.padEnd(13)} ${decision.votes[layer as "L1"]}`),
    "",
    ...decision.reasons.flatMap((reason, place) =>
      reasonLines(
        reason,
        remarks.find((remark) => remark.reason === place),
      ),
    ),
    lastLine(decision, evaluation),
    "",
  ].join("\n");

/** An exception stands in the first line, beside the colour that was reached with it. */
const reachedWith = (overrides: readonly string[]): string =>
  overrides.length === 0 ? "" : `, reached with an override (${overrides.join(", ")})`;

function lastLine({ colour, expiresAtMs }: Decision, evaluation: string | null): string {
  if (evaluation === null) return "Not recorded: a first look.";
  if (colour !== "GREEN") return `Recorded as ${evaluation}.`;
  return `Recorded as ${evaluation}; in force until ${new Date(expiresAtMs).toISOString()}, or until something it rests on changes.`;
}

/** It stands before the answer: everything that follows from the level follows from this. */
export const screeningText = ({ screeningClaim, remarks }: ScreeningDetails): string =>
  screeningClaim === null || remarks.screening.length === 0
    ? ""
    : `screeningClaim \`${screeningClaim}\` does not screen this subject, and the level follows from that:\n${remarks.screening.map((fault) => `  ${fault}\n`).join("")}\n`;

type ScreeningDetails = Pick<AnswerDetails, "screeningClaim" | "remarks">;

/** What fixed the level, what it cost, which levers are ordered, and what nobody sealed. */
export function detailsText(details: AnswerDetails, orders: string): string {
  const { spentT, balanceT, unsealed, remarks } = details;
  const open =
    unsealed.length === 0
      ? ""
      : `not sealed: ${unsealed.slice(0, RECORDS_SHOWN).join(", ")}: plimsoll release seal DIR\n`;
  return `Level: ${levelText(details)}.\nBudget: ${spentT} T spent, ${balanceT} left.\n${orders}${unconfirmedText(remarks)}${open}`;
}

/** A rule that a program made and no person looked at: it binds all the same, and somebody is to look. */
const unconfirmedText = ({ unconfirmed }: AnswerDetails["remarks"]): string =>
  unconfirmed.length === 0
    ? ""
    : `made by an evaluation, and confirmed by nobody for too long: ${unconfirmed.slice(0, RECORDS_SHOWN).join(", ")}: plimsoll release safeguards confirm ID --key FILE\n`;

/** Where a line is open: which, and what of the shortcut for small subjects is lacking. */
function levelText(details: AnswerDetails): string {
  const { threshold, levelBecause, screeningClaim, remarks } = details;
  if (threshold === null) return levelBecause;
  const screened =
    screeningClaim === null
      ? `below 10^23 FLOP one carried claim of kind compute, named as screeningClaim, rules out every line`
      : `screeningClaim ${screeningClaim}: ${remarks.screening.join("; ")}`;
  return `${threshold} is not ruled out; ${screened}`;
}

function reasonLines(
  { code, detail, wouldChange, records }: Decision["reasons"][number],
  remark: ReasonRemark | undefined,
): readonly string[] {
  const shown = records.slice(0, RECORDS_SHOWN).join(", ");
  const more = records.length > RECORDS_SHOWN ? ` and ${records.length - RECORDS_SHOWN} more` : "";
  return [
    `  ${code}`,
    `    ${detail}`,
    ...(remark?.now ?? []).map((line) => `    ${line}`),
    `    rests on: ${shown}${more}`,
    ...(wouldChange === detail ? [] : [`    would change it: ${wouldChange}`]),
    ...(remark?.cures ?? []).map((cure) => `    would change it: ${cure}`),
    "",
  ];
}

const RECORDS_SHOWN = 6;

/** The last line of `release evaluate --json`. */
export const decisionSummary = (
  decision: Decision,
  evaluation: string | null,
  decisionDigest: string,
  overrides: readonly string[] = [],
): object => ({
  type: "summary",
  colour: decision.colour,
  level: decision.level,
  votes: decision.votes,
  reasons: decision.reasons,
  wouldChange: decision.reasons.map(({ code, wouldChange }) => ({ code, wouldChange })),
  decisionDigest,
  evaluation,
  expiresAtMs: decision.expiresAtMs,
  overrides,
});
