import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextSampleMs, startDutyCycle, stepDutyCycle } from "../../src/actuator/signals/duty-cycle.ts";

interface SimulatedJob {
  /** Cores that the job keeps busy while it runs. */
  readonly busyCores: number;
  /** The grain of the process table's clock. */
  readonly tickMs: number;
  /** How much later than asked a sample comes, in turn. */
  readonly latenessMs: readonly number[];
}

/** CPU used over `forMs` by a simulated job, in cores. */
function simulate({ busyCores, tickMs, latenessMs }: SimulatedJob, shareCores: number, forMs: number): number {
  let nowMs = 0;
  let usedMs = 0;
  let cycle = startDutyCycle({ nowMs: 0, cpuMs: 0 });
  for (let round = 0; nowMs < forMs; round += 1) {
    const waitMs = nextSampleMs(cycle, shareCores, busyCores) + (latenessMs[round % latenessMs.length] ?? 0);
    if (cycle.phase === "running") usedMs += waitMs * busyCores;
    nowMs += waitMs;
    cycle = stepDutyCycle(cycle, { nowMs, cpuMs: Math.floor(usedMs / tickMs) * tickMs, shareCores });
  }
  return usedMs / nowMs;
}

const anyJob = fc.record({
  busyCores: fc.double({ min: 0.3, max: 16, noNaN: true }),
  tickMs: fc.constantFrom(1, 10),
  latenessMs: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 7 }),
});

describe("the duty cycle", () => {
  test("G-7 holds any busy job within 3 points of 20 % of a core, late samples and coarse clocks included", () => {
    fc.assert(
      fc.property(anyJob, (job) => {
        expect(Math.abs(simulate(job, 0.2, 60_000) - 0.2)).toBeLessThan(0.03);
      }),
    );
  });

  test("G-7 never grants more than the share by more than one overshoot, whatever the job does", () => {
    const samples = fc.array(
      fc.record({ waitMs: fc.integer({ min: 0, max: 400 }), busy: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    fc.assert(
      fc.property(samples, fc.double({ min: 0.01, max: 4, noNaN: true }), (samples, shareCores) => {
        let cycle = startDutyCycle({ nowMs: 0, cpuMs: 0 });
        let nowMs = 0;
        let cpuMs = 0;
        let overshootMs = 0;
        for (const { waitMs, busy } of samples) {
          const usedMs = cycle.phase === "running" ? waitMs * busy * 2 : 0;
          overshootMs = Math.max(overshootMs, usedMs);
          nowMs += waitMs;
          cpuMs += usedMs;
          cycle = stepDutyCycle(cycle, { nowMs, cpuMs, shareCores });
        }
        expect(cpuMs).toBeLessThanOrEqual(nowMs * shareCores + overshootMs + 1e-6);
      }),
    );
  });

  test("G-7 an idle job cannot save up for more than a round and a half", () => {
    const idle = stepDutyCycle(startDutyCycle({ nowMs: 0, cpuMs: 0 }), { nowMs: 3_600_000, cpuMs: 0, shareCores: 0.2 });
    expect(idle).toMatchObject({ phase: "running", debtMs: -60 });
  });

  test("G-7 begins stopped and without credit, so that switching levels earns nothing", () => {
    expect(startDutyCycle({ nowMs: 5, cpuMs: 7 })).toEqual({ phase: "stopped", debtMs: 0, atMs: 5, cpuMs: 7 });
  });

  test("G-7 what was used too much is paid back before the tree runs again", () => {
    let cycle = stepDutyCycle(
      { phase: "running", debtMs: -40, atMs: 0, cpuMs: 0 },
      { nowMs: 100, cpuMs: 260, shareCores: 0.2 },
    );
    expect(cycle).toMatchObject({ phase: "stopped", debtMs: 200 });
    cycle = stepDutyCycle(cycle, { nowMs: 1_200, cpuMs: 260, shareCores: 0.2 });
    expect(cycle.phase).toBe("stopped");
    expect(stepDutyCycle(cycle, { nowMs: 1_300, cpuMs: 260, shareCores: 0.2 }).phase).toBe("running");
  });
});
