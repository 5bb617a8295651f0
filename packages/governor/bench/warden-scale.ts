/**
 * What one heartbeat costs the wardens of so many leases: each sends its heartbeat, is answered, and asks whether time has run out. A warden
 * is a process of its own in use; here the pure part of all of them runs in one, as in a simulation.
 *
 * Run: node --max-old-space-size=8192 --conditions=@plimsoll/source packages/governor/bench/warden-scale.ts [--leases 1000] [--rounds 5].
 * Prints one line of JSON with the µs of each round; bench/scale-report.ts runs it once for each size, in a process of its own.
 */
import { parseArgs } from "node:util";
import { holdNoLease, type LeaseEvent, type LeaseHolder, stepLease } from "../src/warden/lease-holder.ts";

const { values } = parseArgs({
  options: { leases: { type: "string", default: "1000" }, rounds: { type: "string", default: "5" } },
});
const [LEASES, ROUNDS] = [Number(values.leases), Number(values.rounds)];
const [HEARTBEAT_MS, TTL_MS] = [500, 15_000];
/** From here on a holder has all the heartbeats that it keeps, and a step costs what it costs for good. */
const HEARTBEATS_BEFORE = 300;
const WARM_ROUNDS = 2;

function stepped(holder: LeaseHolder, event: LeaseEvent, nowMs: number): LeaseHolder {
  const { holder: next } = stepLease(holder, event, nowMs);
  if (next.phase === "ending") throw new Error(`a lease ended: ${String(next.cause)}`);
  return next;
}

/** A heartbeat goes out, its answer comes in, time passes. */
function beaten(holder: LeaseHolder, sequence: number): LeaseHolder {
  const nowMs = sequence * HEARTBEAT_MS;
  const sent = stepped(holder, { type: "heartbeat-sent", sequence }, nowMs);
  const renewal = { type: "renewal", heartbeat: sequence, levelPpm: 1_000_000, ttlMs: TTL_MS } as const;
  return stepped(stepped(sent, renewal, nowMs + 1), { type: "time-passed" }, nowMs + 2);
}

function heldForLong(): LeaseHolder {
  let holder = holdNoLease(0);
  for (let sequence = 1; sequence <= HEARTBEATS_BEFORE; sequence += 1) holder = beaten(holder, sequence);
  return holder;
}

function cpuUs(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const holders = Array.from<LeaseHolder>({ length: LEASES }).fill(heldForLong());

function roundUs(round: number): number {
  return cpuUs(() => {
    for (let place = 0; place < LEASES; place += 1) {
      holders[place] = beaten(holders[place] as LeaseHolder, HEARTBEATS_BEFORE + 1 + round);
    }
  });
}

const tickUs = Array.from({ length: WARM_ROUNDS + ROUNDS }, (_, round) => roundUs(round)).slice(WARM_ROUNDS);
const running = holders.filter(({ phase, answered }) => phase === "running" && answered > HEARTBEATS_BEFORE).length;
if (running !== LEASES) throw new Error(`expected ${LEASES} running leases, got ${running}`);
process.stdout.write(`${JSON.stringify({ leases: LEASES, tickUs })}\n`);
