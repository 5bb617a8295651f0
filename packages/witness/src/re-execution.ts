import { type CanonicalValue, canonicalJson, err, ok, type Result } from "@plimsoll/foundation";
import { decide, type Entry, type KernelState, type Refusal } from "@plimsoll/kernel";
import {
  causeOf,
  type Decision,
  misnamedKey,
  openCause,
  type SignedCommand,
  type VerifiedCommand,
} from "@plimsoll/ledger";

/** Why recorded entries are not what the kernel decides. */
export type ReexecutionCode =
  | "LEAF_MALFORMED"
  | "CAUSE_MISSING"
  | "CAUSE_MALFORMED"
  | "SIGNATURE_INVALID"
  | "OTHER_LOG"
  | "KEY_ID_FALSE"
  | "ENTRIES_MISSING"
  | "ENTRIES_DIFFER"
  | "CLOCK_SKEW"
  | "TIME_RUNS_BACK"
  | "TIME_AHEAD"
  | "COMMAND_REPEATED"
  | "COMMAND_REFUSED";

/** Where a record stops following from what came before it. */
export interface ReexecutionRefusal {
  readonly code: ReexecutionCode;
  /** The first entry that does not follow, or that the record lacks. */
  readonly entryIndex: number;
  readonly expected: string;
  readonly received: string;
}

/** How far a signer's clock may be from the site's, either way (`CLOCK_SKEW` in spec/codes.md). */
const CLAIM_SKEW_MS = 5_000;
/**
 * How long before the newest entry a command may have been signed whose time is that entry's: a sequencer whose clock ran back
 * stamps so. Without a bound, old signatures that never came to the log could be put into it at any later time.
 */
const RUN_BACK_MS_MAX = 5 * 60_000;
const EXCERPT_CHARACTERS = 120;

/** What decisions are held against beside the state. */
export interface Circumstances {
  /** The name of the log, which its commands must be for. */
  readonly origin: string;
  /** The reader's time with its tolerance, ms since 1970. */
  readonly notAfterMs: number;
}

/**
 * Decides a recorded command again: the state behind it, if the log has exactly the lines that the kernel makes of the command,
 * and the command is signed, for this log, new, allowed, and stamped with a time that its signer and the reader can have lived.
 */
export function reexecuted(
  state: KernelState,
  { cause, entries }: Decision,
  { origin, notAfterMs }: Circumstances,
): Result<KernelState, ReexecutionRefusal> {
  const refuse = refusing(state.entryCount);
  const command = commandOf(cause, refuse);
  if (!command.ok) return command;
  const { log, claimedAt } = command.value.claim;
  if (log !== origin) return refuse("OTHER_LOG", `a command for the log "${origin}"`, excerpt(JSON.stringify(log)));
  const misnamed = misnamedKey(command.value.claim.body);
  if (misnamed !== null) return refuse("KEY_ID_FALSE", `the public key whose id is ${misnamed}`, "another one");
  const at = timeOf(entries[0]);
  if (at === null)
    return refuse("ENTRIES_MISSING", "entries with a time behind their cause", excerpt(entries[0] ?? "none"));
  const timely = checkTime(state, claimedAt, at, notAfterMs, refuse);
  return timely.ok ? decidedAgain(state, command.value, at, entries) : timely;
}

type Refuse = (code: ReexecutionCode, expected: string, received: string) => Result<never, ReexecutionRefusal>;

const refusing =
  (entryIndex: number): Refuse =>
  (code, expected, received) =>
    err({ code, entryIndex, expected, received });

function commandOf(cause: string | null, refuse: Refuse): Result<VerifiedCommand, ReexecutionRefusal> {
  if (cause === null) return refuse("CAUSE_MISSING", "the signed command that the entries follow from", "none");
  if (!isCanonical(cause)) return refuse("CAUSE_MALFORMED", "a cause in canonical JSON (RFC 8785)", excerpt(cause));
  const command = opened(cause);
  if (command === null) return refuse("SIGNATURE_INVALID", "a command whose signatures all hold", excerpt(cause));
  return isExact(cause)
    ? ok(command)
    : refuse("CAUSE_MALFORMED", "an envelope and the keys of its signers, in standard Base64, alone", excerpt(cause));
}

/** Nothing that no signature covers may stand in a cause that opens. */
function isExact(cause: string): boolean {
  const { envelope, keys } = JSON.parse(cause) as { envelope: SignedCommand; keys: Readonly<Record<string, string>> };
  return causeOf(envelope, (keyId) => ({ raw: Buffer.from(keys[keyId] ?? "", "base64") })) === cause;
}

/** What cannot even be taken apart carries no good signature. */
function opened(cause: string): VerifiedCommand | null {
  try {
    return openCause(cause);
  } catch {
    return null;
  }
}

/** The sequencer stamps with its clock, or with the newest entry's time when its clock ran back a little. */
function checkTime(
  { clockMs }: KernelState,
  claimedAt: number,
  at: number,
  notAfterMs: number,
  refuse: Refuse,
): Result<null, ReexecutionRefusal> {
  if (at < clockMs) return refuse("TIME_RUNS_BACK", `a time not before ${clockMs}`, `${at}`);
  if (at > notAfterMs) return refuse("TIME_AHEAD", `a time up to ${notAfterMs}, which is the reader's`, `${at}`);
  const lateMsMax = at === clockMs ? RUN_BACK_MS_MAX : CLAIM_SKEW_MS;
  if (claimedAt - at <= CLAIM_SKEW_MS && at - claimedAt <= lateMsMax) return ok(null);
  const expected = `a time up to ${CLAIM_SKEW_MS} ms before or ${lateMsMax} ms after the signer's ${claimedAt}`;
  return refuse("CLOCK_SKEW", expected, `${at}`);
}

function decidedAgain(
  state: KernelState,
  { claim: { id, body }, digest, signers }: VerifiedCommand,
  at: number,
  entries: readonly string[],
): Result<KernelState, ReexecutionRefusal> {
  const refuse = refusing(state.entryCount);
  const decision = decide(state, { id, digest, at, signers: signers.map((keyId) => ({ keyId })), body });
  if (decision.kind === "repeated") {
    const { firstEntry } = decision.receipt;
    return refuse("COMMAND_REPEATED", "a command that was not decided before", `"${id}", decided at ${firstEntry}`);
  }
  if (decision.kind === "refused") return refuse("COMMAND_REFUSED", ...refusalText(decision.refusal));
  const difference = firstDifference(decision.entries, entries);
  return difference === null
    ? ok(decision.next)
    : differing(state.entryCount + difference, difference, decision, entries);
}

const refusalText = ({ code, expected, received }: Refusal): [string, string] => [
  `a command that the kernel grants: ${expected}`,
  `one that it refuses with ${code}: ${received}`,
];

/** The place of the first line that is other, missing or too many. */
function firstDifference(decided: readonly Entry[], recorded: readonly string[]): number | null {
  for (let place = 0; place < Math.max(decided.length, recorded.length); place += 1) {
    const entry = decided[place];
    if (entry === undefined || lineOf(entry) !== recorded[place]) return place;
  }
  return null;
}

function differing(
  entryIndex: number,
  place: number,
  { entries: decided }: { readonly entries: readonly Entry[] },
  recorded: readonly string[],
): Result<never, ReexecutionRefusal> {
  const entry = decided[place];
  const expected = entry === undefined ? "no further entry" : excerpt(lineOf(entry));
  return refusing(entryIndex)("ENTRIES_DIFFER", expected, excerpt(recorded[place] ?? "none"));
}

const lineOf = (entry: Entry): string => canonicalJson(entry as unknown as CanonicalValue);

/** All entries of a decision have one time; that the others have it shows when they are compared. */
function timeOf(line: string | undefined): number | null {
  const value = line === undefined ? null : parsed(line);
  const at = typeof value === "object" && value !== null && "at" in value ? value.at : null;
  return Number.isSafeInteger(at) ? (at as number) : null;
}

function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text) as CanonicalValue) === text;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const excerpt = (text: string): string =>
  text.length > EXCERPT_CHARACTERS ? `${text.slice(0, EXCERPT_CHARACTERS)}…` : text;
