/**
 * A tree held at a share of CPU by stopping and resuming it.
 *
 * An open loop (run 20 ms of every 100 ms) is wrong as soon as a job has two busy processes, waits for a disk, or shares
 * its cores. So the loop is closed on what was really used: time earns CPU at the granted share, use spends it, and the
 * tree runs while it has credit. Whatever one round overshoots, the next pays back, so the mean is exact.
 */
export interface DutyCycle {
  readonly phase: "running" | "stopped";
  /** CPU time used beyond what was earned; negative is credit. */
  readonly debtMs: number;
  readonly atMs: number;
  readonly cpuMs: number;
}

export interface DutySample {
  /** Monotonic. */
  readonly nowMs: number;
  /** CPU time of the whole tree since its start. */
  readonly cpuMs: number;
  /** Cores granted: 0.2 is 20 % of one core. Above 0. */
  readonly shareCores: number;
}

/** Time worth of credit with which a stopped tree resumes: the length of a full round. */
const ROUND_MS = 200;

/** An idle tree may not save up for more than this. */
const CREDIT_ROUNDS_MAX = 1.5;

const CHECK_MS_MIN = 4;
const CHECK_MS_MAX = 25;
const WAIT_MS_MAX = 250;

/** Begins stopped and without credit, so that switching levels back and forth earns nothing. */
export const startDutyCycle = ({ nowMs, cpuMs }: Omit<DutySample, "shareCores">): DutyCycle => ({
  phase: "stopped",
  debtMs: 0,
  atMs: nowMs,
  cpuMs,
});

/** The next phase after a sample; a pure function of both. */
export function stepDutyCycle(cycle: DutyCycle, sample: DutySample): DutyCycle {
  const roundMs = ROUND_MS * sample.shareCores;
  const earnedMs = Math.max(0, sample.nowMs - cycle.atMs) * sample.shareCores;
  const usedMs = Math.max(0, sample.cpuMs - cycle.cpuMs);
  const debtMs = Math.max(cycle.debtMs + usedMs - earnedMs, -CREDIT_ROUNDS_MAX * roundMs);
  const phase =
    cycle.phase === "running" ? (debtMs >= 0 ? "stopped" : "running") : debtMs <= -roundMs ? "running" : "stopped";
  return { phase, debtMs, atMs: sample.nowMs, cpuMs: sample.cpuMs };
}

/**
 * When to sample again, in ms. Running: when the credit could be used up if `cores` were busy. Stopped: when enough is
 * earned.
 */
export function nextSampleMs({ phase, debtMs }: DutyCycle, shareCores: number, cores: number): number {
  if (phase === "running") return clamp(-debtMs / Math.max(1, cores), CHECK_MS_MIN, CHECK_MS_MAX);
  return clamp((debtMs + ROUND_MS * shareCores) / shareCores, CHECK_MS_MIN, WAIT_MS_MAX);
}

const clamp = (value: number, minimum: number, maximum: number): number => Math.min(maximum, Math.max(minimum, value));
