import {
  POWER_REASONS,
  type PowerReason,
  type PowerReasonText,
  REFUSAL_CODES,
  type RefusalCode,
} from "@plimsoll/kernel";
import { nearest } from "./nearest.ts";
import { type ProgramCode, programCodes } from "./program-codes.ts";

/** What a code means: of the kernel as a refusal, as a reason for power, or as both; else one of the program. */
export interface Explanation {
  readonly type: "explanation";
  readonly code: string;
  /** Precedence counts from 1: a command that breaks several rules gets the first. */
  readonly refusal: { readonly precedence: number; readonly retryable: boolean; readonly meaning: string } | null;
  readonly powerReason: PowerReasonText | null;
  /** What the specification says of a code that is not of the kernel; empty for one that is. */
  readonly program: readonly ProgramCode[];
}

const REFUSALS = Object.keys(REFUSAL_CODES) as readonly RefusalCode[];

/** Every code once: refusals in order of precedence, then the reasons that are no refusals. */
export const KNOWN_CODES: readonly string[] = [...new Set([...REFUSALS, ...Object.keys(POWER_REASONS)])];

export const explanation = (code: string): Explanation => ({
  type: "explanation",
  code,
  refusal: refusalOf(code),
  powerReason: Object.hasOwn(POWER_REASONS, code) ? POWER_REASONS[code as PowerReason] : null,
  program: KNOWN_CODES.includes(code) ? [] : (programCodes().get(code) ?? []),
});

function refusalOf(code: string): Explanation["refusal"] {
  if (!Object.hasOwn(REFUSAL_CODES, code)) return null;
  const { retryable, meaning } = REFUSAL_CODES[code as RefusalCode];
  return { precedence: REFUSALS.indexOf(code as RefusalCode) + 1, retryable, meaning };
}

/** A code as somebody types it, of the kernel or of the program; the nearest one where there is none of that name. */
export function codeNamed(text: string): { readonly code: string } | { readonly nearest: string } {
  const code = text.trim().toUpperCase().replaceAll("-", "_");
  if (KNOWN_CODES.includes(code)) return { code };
  const others = programCodes();
  if (others.has(code)) return { code };
  const inTables = [...others].filter(([, told]) => told.some(({ meaning }) => meaning !== null));
  return { nearest: nearest(code.slice(0, LENGTH_MAX), [...KNOWN_CODES, ...inTables.map(([other]) => other)]) };
}

/** Longer than any code: a comparison costs length times length. */
const LENGTH_MAX = 64;

const FULL_PPM = 1_000_000;
const PPM_PER_PERCENT = 10_000;

/** One code for people. */
export function explanationText({ code, refusal, powerReason, program }: Explanation): string {
  const refused = refusal && [
    `refusal ${refusal.precedence} of ${REFUSALS.length} in order of precedence`,
    `  ${refusal.meaning}`,
    `  ${refusal.retryable ? "the same wish may be granted later" : "trying again does not help"}`,
  ];
  const powered = powerReason && [
    `reason for power: at most ${powerReason.levelPpmMax / PPM_PER_PERCENT} %`,
    `  ${powerReason.meaning}`,
    `  ${prospectOf(powerReason)}: ${powerReason.remedy}`,
  ];
  return [code, ...(refused ?? []), ...(powered ?? []), ...program.flatMap(programLines), ""].join("\n");
}

/** What running text alone tells of may be something else, such as the name of a variable. */
const programLines = ({ meaning, sentence, page }: ProgramCode): readonly string[] =>
  meaning === null
    ? ["not of the kernel", `  ${page} tells of it: ${sentence ?? ""}`]
    : ["code of the program, not of the kernel", `  ${meaning} (${page})`];

function prospectOf({ levelPpmMax, recoverable }: PowerReasonText): string {
  if (levelPpmMax === FULL_PPM) return "to keep it";
  return recoverable ? "to raise it" : "final";
}

/** All codes for people, a line each: refusals in order of precedence, then the reasons for power. */
export function explanationTable(): string {
  const all = KNOWN_CODES.map(explanation);
  const refusals = all.flatMap(({ code, refusal }) => (refusal === null ? [] : [refusalRow(code, refusal)]));
  const reasons = all.flatMap(({ code, powerReason }) => (powerReason === null ? [] : [reasonRow(code, powerReason)]));
  return [
    `  #  ${"refusal".padEnd(CODE_WIDTH)}  retry  meaning`,
    ...refusals,
    "",
    `     ${"reason for power".padEnd(CODE_WIDTH)}  most   meaning`,
    ...reasons,
    "",
  ].join("\n");
}

const CODE_WIDTH = Math.max(...KNOWN_CODES.map((code) => code.length));

const refusalRow = (code: string, { precedence, retryable, meaning }: NonNullable<Explanation["refusal"]>): string =>
  `${String(precedence).padStart(3)}  ${code.padEnd(CODE_WIDTH)}  ${retryable ? "later" : "no   "}  ${meaning}`;

const reasonRow = (code: string, { levelPpmMax, meaning }: NonNullable<Explanation["powerReason"]>): string =>
  `     ${code.padEnd(CODE_WIDTH)}  ${`${levelPpmMax / PPM_PER_PERCENT} %`.padStart(5)}  ${meaning}`;
