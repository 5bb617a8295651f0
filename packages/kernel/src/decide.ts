import { ok, type Result, type ShapeFault } from "@plimsoll/foundation";
import { apply } from "./apply.ts";
import { type Refusal, refusal } from "./codes.ts";
import { type Command, type CommandOf, commandShape, type CommandType } from "./command/command.ts";
import { type StampedCommand, stampedShape } from "./command/stamped-command.ts";
import { concernedBy, everything } from "./consequences/concerned.ts";
import { nextConsequences } from "./consequences/consequences.ts";
import { roundsMax } from "./consequences/rounds-max.ts";
import type { Entry, EntryBody } from "./entry/entry.ts";
import { headed } from "./entry/headed.ts";
import { policyFaults } from "./policy/policy-faults.ts";
import { fileAffidavit } from "./rules/affidavit.ts";
import { clearForensic, reportMeter } from "./rules/audit.ts";
import { recordBenchmark } from "./rules/benchmark.ts";
import { changePolicy } from "./rules/change-policy.ts";
import { confirmKill } from "./rules/confirm-kill.ts";
import { recordCosts } from "./rules/costs.ts";
import { endorseContamination, registerDataset, scrubDataset } from "./rules/datasets.ts";
import { endDeployment, observeGraph, registerDeployment } from "./rules/deployments.ts";
import { endRun } from "./rules/end-run.ts";
import { closeFamilies, drawFamilies, recordFamily, registerFamilies } from "./rules/families.ts";
import { admitKey, revokeKey, rotateKey } from "./rules/keys.ts";
import { endLease, requestEvaluationLease, requestLease } from "./rules/leases.ts";
import { recordDetectability, recordPairs } from "./rules/pairs.ts";
import { approveReserve, buyQuantum } from "./rules/quanta.ts";
import { registerCheckpoint } from "./rules/register-checkpoint.ts";
import { releaseLineage } from "./rules/release-lineage.ts";
import { refuse, type Rule } from "./rules/rule.ts";
import { authorized } from "./rules/signatures.ts";
import { accreditLab } from "./rules/site.ts";
import { startRun } from "./rules/start-run.ts";
import { tick } from "./rules/tick.ts";
import { judgeRelease, recordAttestation, requestToken } from "./rules/tokens.ts";
import { isVerdictEnd, VERDICT_MS_MAX } from "./rules/verdict-end.ts";
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
export function decide(state: KernelState, handedIn: StampedCommand): Decision {
  const stamp = stampedShape.parse(handedIn);
  if (!stamp.ok) return refused(malformed(stamp.error));
  const stamped = stamp.value;
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

function parsed({ body, at }: StampedCommand): Result<Command, Refusal> {
  const command = commandShape.parse(body);
  return command.ok ? timely(command.value, at) : { ok: false, error: malformed(command.error) };
}

const malformed = ({ path, expected, received }: ShapeFault): Refusal =>
  refusal("COMMAND_MALFORMED", `${expected} at "${path}"`, received, "see the commands in spec/kernel.md");

/** What a command says of times to come is held against its own. */
function timely(command: Command, at: number): Result<Command, Refusal> {
  if (command.type !== "release.judge" || isVerdictEnd(command.expiresAt, at)) return ok(command);
  return refuse(
    "COMMAND_MALFORMED",
    `a time after ${at} and up to ${at + VERDICT_MS_MAX} at "/expiresAt"`,
    `${command.expiresAt}`,
    "end the verdict with the decision that it rests on, at most 366 days from now",
  );
}

const RULES: { readonly [T in Exclude<CommandType, "site.open">]: Rule<T> } = {
  "policy.change": changePolicy,
  "lab.accredit": accreditLab,
  "key.admit": admitKey,
  "key.rotate": rotateKey,
  "key.revoke": revokeKey,
  "affidavit.file": fileAffidavit,
  "run.start": startRun,
  "quantum.buy": buyQuantum,
  "reserve.approve": approveReserve,
  "run.end": endRun,
  "checkpoint.register": registerCheckpoint,
  "benchmark.record": recordBenchmark,
  "windows.register": registerWindows,
  "windows.draw": drawWindows,
  "trials.record": recordTrials,
  "pairs.record": recordPairs,
  "detectability.record": recordDetectability,
  "costs.record": recordCosts,
  "windows.close": closeWindows,
  "families.register": registerFamilies,
  "families.draw": drawFamilies,
  "family.record": recordFamily,
  "families.close": closeFamilies,
  "lease.request": requestLease,
  "evaluation_lease.request": requestEvaluationLease,
  "lease.end": endLease,
  tick,
  "kill.confirm": confirmKill,
  "dataset.register": registerDataset,
  "contamination.endorse": endorseContamination,
  "dataset.scrub": scrubDataset,
  "lineage.release": releaseLineage,
  "deployment.register": registerDeployment,
  "deployment.end": endDeployment,
  "graph.observe": observeGraph,
  "attestation.record": recordAttestation,
  "release.judge": judgeRelease,
  "token.request": requestToken,
  "meter.report": reportMeter,
  "forensic.clear": clearForensic,
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
  if (open !== null)
    return refuse("SITE_ALREADY_OPEN", "a ledger without a site", `"${open.name}"`, "use another data folder");
  if (new Set(keys.map(({ keyId }) => keyId)).size < keys.length)
    return refuse("COMMAND_MALFORMED", "each key once, in one role", "a key twice", "give every role a key of its own");
  const [fault] = policyFaults(policy);
  if (fault !== undefined)
    return refuse("POLICY_REFUSED", `${fault.expected} at ${fault.path}`, fault.received, "see plimsoll policy check");
  const evaluators = new Set(keys.filter(({ role }) => role === "evaluator").map(({ keyId }) => keyId));
  return evaluators.size >= EVALUATORS_MIN
    ? ok([{ kind: "site.opened", site, policy, keys }])
    : refuse("EVALUATORS_MISSING", `${EVALUATORS_MIN} evaluator keys`, `${evaluators.size}`, "name a second evaluator");
}

/** Nobody's judgement stands alone: every oversight family has two evaluators outside the labs (docs/concepts/kernel.md). */
const EVALUATORS_MIN = 2;

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
  let concerned = concernedBy(next, command, facts);
  for (let round = 0; ; round += 1) {
    if (round > roundsMax(next)) throw new Error(`the consequences of ${stamped.id} do not end`);
    const following = next.site === null ? [] : nextConsequences(next, next.site, concerned, stamped.at);
    if (!fold(following)) break;
    if (following.some(({ kind }) => kind === "kill.ordered" || kind === "forensic.ordered"))
      concerned = { ...everything(next), tried: concerned.tried, closed: concerned.closed };
  }
  return { kind: "decided", entries, next };
}
