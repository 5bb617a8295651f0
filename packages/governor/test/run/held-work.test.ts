import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { starterPolicy } from "@plimsoll/kernel";
import { memoryLedger } from "@plimsoll/ledger";
import { expect, test } from "vitest";
import { governRun } from "../../src/run/governed-run.ts";
import { RENEWALS_PER_TTL } from "../../src/run/lease-keeper.ts";
import type { Job, JobExit } from "../../src/run/ports.ts";
import { Site } from "../../src/site/site.ts";
import { keys, PLAN, proberSeeing, weights } from "../simulation/proven-site.ts";

const STILL: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };

test("G-33 work that is held and not leased yet dies with its run when readiness ends, and its fault is told", async () => {
  const site = new Site({
    ledger: memoryLedger({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") }),
    keys,
    clock: STILL,
  });
  site.open("held", starterPolicy);
  site.accredit("harbour", 4, 0);
  const notReady = new PlimsollError({ code: "KILL_SWITCH_NOT_READY", expected: "", received: "", fix: "" });
  const killed: string[] = [];
  let exit: (exit: JobExit) => void = () => {};
  const job: Job = {
    exited: new Promise((resolve) => (exit = resolve)),
    setLevel: async () => {},
    renew: () => {
      throw notReady;
    },
    kill: async (reason) => {
      killed.push(reason);
      exit({ code: null, signal: "SIGKILL" });
      return { confirmed: true, elapsedMs: 1 };
    },
    cpuMs: () => null,
  };
  const beats: (() => void)[] = [];
  const uncaught: unknown[] = [];
  const beatAll = (): void => {
    try {
      beats.forEach((beat) => beat());
    } catch (cause) {
      uncaught.push(cause);
    }
  };
  const governed = governRun(PLAN, {
    site,
    checkpoints: {
      newest: () => weights("first"),
      find: () => weights("first"),
      startAfter: () => {},
      next: async () => null,
      announce: () => {},
      freeze: () => {},
    },
    // The canary of this minute fails while the weights are probed.
    prober: proberSeeing(0, async () => beatAll()),
    launcher: { take: async () => job, launch: () => Promise.reject(new TypeError("expected no launch")) },
    adviser: null,
    clock: STILL,
    timers: {
      every: (everyMs, action) => {
        if (everyMs === site.policy.leaseTtlMs / RENEWALS_PER_TTL && beats.length === 0) beats.push(action);
        return { stop: () => {} };
      },
    },
    observer: {},
    signal: new AbortController().signal,
    killOrder: null,
  });
  await expect(governed).rejects.toBe(notReady);
  expect(killed).toHaveLength(1);
  expect(uncaught, "a timer that throws ends the controller").toEqual([]);
});
