import { ok, type Result } from "@plimsoll/foundation";
import { apply } from "./apply.ts";
import { type Refusal, refusal } from "./codes.ts";
import {
  type Command,
  type CommandOf,
  commandShape,
  type CommandType,
  type StampedCommand,
  stampShape,
} from "./command/command.ts";
import { nextConsequences } from "./consequences/consequences.ts";
import { concernedRuns } from "./consequences/concerned-runs.ts";
import type { Entry, EntryBody } from "./entry/entry.ts";
import { headed } from "./entry/headed.ts";
import { confirmKill } from "./rules/confirm-kill.ts";
import { endRun } from "./rules/end-run.ts";
import { endLease, requestEvaluationLease, requestLease } from "./rules/leases.ts";
import { registerCheckpoint } from "./rules/register-checkpoint.ts";
import { refuse, type Rule } from "./rules/rule.ts";
import { authorized } from "./rules/signatures.ts";
import { accreditLab } from "./rules/site.ts";
import { startRun } from "./rules/start-run.ts";
import { tick } from "./rules/tick.ts";
import { closeWindows, drawWindows, recordTrials, registerWindows } from "./rules/windows.ts";
import type { KernelState, Receipt } from "./state/state.ts";

/** What the kernel answers: entries to be made durable, the receipt of an earlier same command, or a refusal. */
export type Decision =
  | { readonly kind: "decided"; readonly entries: readonly Entry[]; readonly next: KernelState }
  | { readonly kind: "repeated"; readonly receipt: Receipt }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Decides one command: the whole of ACB-K behind one door.
 *
 * Pure: same state and command, same decision, on every machine (law L7). Never throws on hostile input, and a refusal
 * leaves the state as it was. `next` is the fold of the entries, which the caller MUST NOT use before they are durable (L5).
 */
export function decide(state: KernelState, stamped: StampedCommand): Decision {
  const known = receiptOf(state, stamped);
  if (known !== null) return known;
  const command = admitted(state, stamped);
  if (!command.ok) return refused(command.error);
  const facts = ruled(state, command.value, stamped);
  if (!facts.ok) return refused(facts.error);
  return withConsequences(state, stamped, command.value, facts.value);
}

const refused = (error: Refusal): Decision => ({ kind: "refused", refusal: error });

/** A command id is an idempotency key (K-4). */
function receiptOf(state: KernelState, { id, digest }: StampedCommand): Decision | null {
  const receipt = state.receipts.get(id);
  if (receipt === undefined) return null;
  if (receipt.digest === digest) return { kind: "repeated", receipt };
  return refused(
    refusal(
      "ID_REUSED",
      `the command that "${id}" named first`,
      "other content",
      "give every command an id of its own",
    ),
  );
}

/** Is this a command, at a time that has not passed, in an open site, by someone who may give it? */
function admitted(state: KernelState, stamped: StampedCommand): Result<Command, Refusal> {
  const command = parsed(stamped);
  if (!command.ok) return command;
  if (stamped.at < state.clockMs) {
    return refuse(
      "TIME_REVERSED",
      `a time not before ${state.clockMs}`,
      `${stamped.at}`,
      "wait until the site's clock has caught up",
    );
  }
  if (state.site === null && command.value.type !== "site.open") {
    return refuse("SITE_NOT_OPEN", "an open site", `"${command.value.type}"`, "open the site first: plimsoll init");
  }
  const signed = authorized(state, command.value, stamped.signers);
  return signed.ok ? command : signed;
}

function parsed({ body, ...stamp }: StampedCommand): Result<Command, Refusal> {
  const stampParsed = stampShape.parse(stamp);
  const command = stampParsed.ok ? commandShape.parse(body) : stampParsed;
  if (command.ok) return command;
  const { path, expected, received } = command.error;
  return refuse("COMMAND_MALFORMED", `${expected} at "${path}"`, received, "see the commands in spec/kernel.md");
}

const RULES: { readonly [T in Exclude<CommandType, "site.open">]: Rule<T> } = {
  "lab.accredit": accreditLab,
  "run.start": startRun,
  "run.end": endRun,
  "checkpoint.register": registerCheckpoint,
  "windows.register": registerWindows,
  "windows.draw": drawWindows,
  "trials.record": recordTrials,
  "windows.close": closeWindows,
  "lease.request": requestLease,
  "evaluation_lease.request": requestEvaluationLease,
  "lease.end": endLease,
  tick,
  "kill.confirm": confirmKill,
};

function ruled(
  state: KernelState,
  command: Command,
  { at, signers }: StampedCommand,
): Result<readonly EntryBody[], Refusal> {
  if (command.type === "site.open") return siteOpened(state, command);
  if (state.site === null) throw new Error("a command was admitted without a site");
  const rule = RULES[command.type] as Rule<typeof command.type>;
  return rule(state, command, { at, signers, site: state.site });
}

/** The first entry of a ledger: its name, its policy and its keys. */
function siteOpened(
  { site: open }: KernelState,
  { site, policy, keys }: CommandOf<"site.open">,
): Result<readonly EntryBody[], Refusal> {
  if (open === null) return ok([{ kind: "site.opened", site, policy, keys }]);
  return refuse("SITE_ALREADY_OPEN", "a ledger without a site", `"${open.name}"`, "use another data folder");
}

/** Folds the facts, then whatever follows from them, until nothing follows. */
function withConsequences(
  state: KernelState,
  stamped: StampedCommand,
  command: Command,
  facts: readonly EntryBody[],
): Decision {
  const entries: Entry[] = [];
  let next = state;
  const fold = (bodies: readonly EntryBody[]): boolean => {
    for (const body of bodies) {
      const entry = headed(next, stamped, body);
      entries.push(entry);
      next = apply(next, entry);
    }
    return bodies.length > 0;
  };
  fold(facts);
  // Time alone has consequences too: a tick without a fact may still find a run gone stale.
  for (let round = 0; fold(nextConsequences(next, concernedRuns(next, command), stamped.at)); round += 1) {
    if (round > ROUNDS_MAX) throw new Error(`the consequences of ${stamped.id} do not end`);
  }
  return { kind: "decided", entries, next };
}

/** A kill, then throttles, then nothing: three rounds are the most there can be. */
const ROUNDS_MAX = 4;
