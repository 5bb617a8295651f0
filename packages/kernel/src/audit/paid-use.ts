import type { Digest } from "@plimsoll/foundation";
import type { WindowSet } from "../control/window-set.ts";
import type { Examination } from "../credit/examination.ts";
import type { Policy } from "../policy/policy.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { flopWithin } from "../wallet/pool.ts";
import { paidMilliCalls } from "./api-paid.ts";
import type { AuditRecord, AuditWindow, RunAtStart } from "./audit-record.ts";

/** What the ledger says a lab has used since its audit window began, as the least and the most that it can be. */
export interface PaidUse {
  /** FLOP that its checkpoints report beyond all doubt of when they were computed. */
  readonly flopAtLeast: bigint;
  /** FLOP that its checkpoints report and its time under power can have added; never more than that time can hold. */
  readonly flopAtMost: bigint;
  readonly apiCallsAtMost: bigint;
  /** Probes answered in window sets and examinations that were open in the window. */
  readonly probes: bigint;
}

/**
 * Checkpoints come seldom and meters often, so what is paid for is known only between bounds: FLOP reported since the
 * window began may have been computed before, and what was computed since the newest checkpoint is not reported yet. Over
 * a window of many checkpoints the bounds meet. `meterSilentMs` of full rate is granted for meters that spoke a little
 * before the window began.
 */
export function paidUse(
  state: KernelState,
  policy: Policy,
  { lab, api }: Pick<AuditRecord, "lab" | "api">,
  window: AuditWindow,
  at: number,
): PaidUse {
  const atStart = new Map(window.runs.map((run) => [run.run, run]));
  let flopAtLeast = 0n;
  let flopAtMost = 0n;
  for (const run of state.runs.values()) {
    const start = atStart.get(run.run) ?? startedWithin(run, window);
    if (run.lab !== lab || start === null) continue;
    const flop = flopOf(state, policy, run, start, at);
    flopAtLeast += flop.atLeast;
    flopAtMost += flop.atMost;
  }
  const probes = probesSince(state, lab, window.startedAt);
  return { flopAtLeast, flopAtMost, apiCallsAtMost: apiCallsAtMost(policy, api, window, at), probes };
}

/** Time under power until an instant of now or later, and how much of it no checkpoint accounts for. */
export function poweredAt(run: Run, at: number): Pick<RunAtStart, "poweredMs" | "unmeteredMs"> {
  const poweredMs = run.poweredMs + (run.poweredSince === null ? 0 : at - run.poweredSince);
  return { poweredMs, unmeteredMs: poweredMs - run.meteredMs };
}

/** Runs that ended before the window and are not in it have used nothing of it. */
const startedWithin = ({ run, startedAt }: Run, window: AuditWindow): RunAtStart | null =>
  startedAt < window.startedAt ? null : { run, head: null, poweredMs: 0, unmeteredMs: 0 };

function flopOf(state: KernelState, policy: Policy, run: Run, start: RunAtStart, at: number) {
  const now = poweredAt(run, at);
  const skew = start.poweredMs > 0 ? flopWithin(run, policy.meterSilentMs) : 0n;
  const reported = reportedSince(state, run, start.head);
  const early = flopWithin(run, start.unmeteredMs) + skew;
  const held = flopWithin(run, now.poweredMs - start.poweredMs);
  const reach = reported.isWhole ? reported.flop + flopWithin(run, now.unmeteredMs) : held;
  return {
    atLeast: reported.flop > early ? reported.flop - early : 0n,
    atMost: (reach < held ? reach : held) + skew,
  };
}

/** FLOP between a run's checkpoints since a head of it; what nobody measured adds nothing and makes it less than whole. */
function reportedSince(state: KernelState, run: Run, since: Digest | null): { flop: bigint; isWhole: boolean } {
  let flop = 0n;
  let isWhole = true;
  let place = run.head;
  while (place !== null && place !== since) {
    const checkpoint = state.checkpoints.get(place);
    if (checkpoint === undefined || checkpoint.run !== run.run || isImport(run, checkpoint.parent)) break;
    const before = checkpoint.parent === null ? "0" : (state.checkpoints.get(checkpoint.parent)?.trainedFlop ?? null);
    if (checkpoint.trainedFlop === null || before === null) isWhole = false;
    else flop += BigInt(checkpoint.trainedFlop) - BigInt(before);
    place = checkpoint.parent;
  }
  return { flop, isWhole };
}

/** The weights that a run began from were trained before it. */
const isImport = (run: Run, parent: Digest | null): boolean => parent === null && !run.genesis;

function apiCallsAtMost(policy: Policy, api: AuditRecord["api"], window: AuditWindow, at: number): bigint {
  const skew = BigInt(api.callsPerSecond) * BigInt(policy.meterSilentMs);
  return (paidMilliCalls(api, at) - BigInt(window.paidMilliCalls) + skew + 999n) / 1_000n;
}

type Probing = Pick<WindowSet | Examination, "subject" | "closedAt" | "tallies">;

function probesSince(state: KernelState, lab: string, startedAt: number): bigint {
  const isCounted = (probing: Probing): boolean =>
    labOf(state, probing) === lab && (probing.closedAt === null || probing.closedAt >= startedAt);
  let probes = 0;
  for (const set of state.windowSets.values()) if (isCounted(set)) probes += answeredIn(set);
  for (const asked of state.examinations.values()) if (isCounted(asked)) probes += answeredIn(asked);
  return BigInt(probes);
}

const answeredIn = ({ tallies }: Probing): number =>
  Object.values(tallies).reduce((sum, { controlled, uncontrolled }) => sum + controlled + uncontrolled, 0);

function labOf(state: KernelState, { subject }: Probing): string | undefined {
  if (subject.kind === "run") return state.runs.get(subject.run)?.lab;
  return subject.kind === "deployment"
    ? state.deployments.get(subject.deployment)?.lab
    : state.lineages.get(subject.lineage)?.lab;
}
