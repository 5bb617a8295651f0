import type { Clock } from "@plimsoll/foundation";
import type { ProcessRecord } from "../process-table/process-record.ts";
import type { Timers } from "./timers.ts";

/** Whoever is to die, and the channel that tells whether they did. */
export interface Condemned {
  /** One round of stopping and killing; of those who live and belong, and nobody else. */
  strike(): void;
  /** The living, by a fresh look at the process table. Throws where a look proves nothing. */
  survivors(): ProcessRecord[];
}

export interface KillPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Told about twice a second of the processes that would not die, or could not be looked for. */
  readonly onUnconfirmed: (survivorPids: readonly number[]) => void;
}

const STRIKE_INTERVAL_MS = 10;
/** After a second of striking, somebody hangs in the kernel: keep at it, but leave the machine some air. */
const PATIENT_AFTER_MS = 1_000;
const PATIENT_INTERVAL_MS = 100;
const UNCONFIRMED_INTERVAL_MS = 500;

/** Strikes until two fresh scans in a row find nobody. Returns how long it took in ms; it does not give up. */
export async function killUntilDead(condemned: Condemned, ports: KillPorts): Promise<number> {
  const startedAtMs = ports.clock.monotonicMs();
  let saidAtMs = startedAtMs;
  for (;;) {
    const survivors = strikeOnce(condemned);
    const nowMs = ports.clock.monotonicMs();
    if (survivors?.length === 0) return nowMs - startedAtMs;
    if (nowMs - saidAtMs >= UNCONFIRMED_INTERVAL_MS) {
      saidAtMs = nowMs;
      ports.onUnconfirmed((survivors ?? []).map(({ pid }) => pid));
    }
    const pauseMs = nowMs - startedAtMs < PATIENT_AFTER_MS ? STRIKE_INTERVAL_MS : PATIENT_INTERVAL_MS;
    await new Promise<void>((resolve) => ports.timers.after(pauseMs, resolve));
  }
}

/** The survivors of a round; `null` if the table could not be read, which proves nothing. */
function strikeOnce(condemned: Condemned): ProcessRecord[] | null {
  try {
    // First of all: the next look at the table may take long, or fail.
    condemned.strike();
    const survivors = condemned.survivors();
    return survivors.length > 0 ? survivors : condemned.survivors();
  } catch {
    return null;
  }
}
