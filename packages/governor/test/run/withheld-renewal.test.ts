import type { Clock } from "@plimsoll/foundation";
import { starterPolicy } from "@plimsoll/kernel";
import { memoryLedger, type SignedCommand } from "@plimsoll/ledger";
import { expect, test } from "vitest";
import { keepLease } from "../../src/run/lease-keeper.ts";
import { Sequencer } from "../../src/site/sequencer.ts";
import { Site } from "../../src/site/site.ts";
import type { SiteWriter } from "../../src/site/site-writer.ts";
import type { Submission } from "../../src/site/submission.ts";
import { keys } from "../simulation/proven-site.ts";

const STILL: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };

/** As a site of a mesh does that others hold, or that does not hear them: a tick is decided and renews nothing. */
class WithholdingWriter implements SiteWriter {
  isWithholding = false;
  readonly #inner: Sequencer;

  constructor(inner: Sequencer) {
    this.#inner = inner;
  }

  get log() {
    return this.#inner.log;
  }

  get state() {
    return this.#inner.state;
  }

  now(): number {
    return this.#inner.now();
  }

  observe(): void {
    // Nobody looks.
  }

  submit(command: SignedCommand): Submission {
    const payload = Buffer.from(command.payload, "base64").toString("utf8");
    const isTick = payload.includes('"type":"tick"');
    return this.isWithholding && isTick ? { kind: "decided", entries: [] } : this.#inner.submit(command);
  }

  close(): void {
    this.#inner.close();
  }
}

test("ME-502 a lease that the site did not renew holds the job without power, and no longer than that", () => {
  const ledger = memoryLedger({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") });
  const writer = new WithholdingWriter(
    new Sequencer({ ledger, clock: STILL, keyOf: (keyId) => keys.publicKey(keyId) }),
  );
  const site = new Site({ writer, keys, clock: STILL });
  site.open("held", starterPolicy);
  site.accredit("harbour", 4, 0);
  site.must("start", {
    type: "run.start",
    run: "run",
    lab: "harbour",
    lineage: "lineage",
    tier: 1,
    domain: "general",
    basis: { kind: "genesis", seed: "1" },
    datasets: [],
    flopPerSecondMax: "1000",
  });
  site.must("lease-1", { type: "lease.request", lease: "run/lease-1", run: "run", node: "node-1" });
  const levels: number[] = [];
  let beat = (): void => {};
  keepLease({
    site,
    lease: "run/lease-1",
    levelPpm: () => 200_000,
    job: {
      exited: new Promise(() => {}),
      setLevel: async () => {},
      renew: (levelPpm) => void levels.push(levelPpm),
      kill: async () => ({ confirmed: true, elapsedMs: 0 }),
      cpuMs: () => null,
    },
    adviser: null,
    clock: STILL,
    timers: { every: (_ms, action) => ((beat = action), { stop: () => {} }) },
    observer: {},
    onFault: (fault) => {
      throw fault;
    },
  });
  beat();
  writer.isWithholding = true;
  beat();
  writer.isWithholding = false;
  beat();
  expect(levels).toEqual([200_000, 0, 200_000]);
});
