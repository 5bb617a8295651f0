import { seedKey } from "@plimsoll/simulation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ComputeAudit } from "./compute-audit.ts";
import { Heartbeats } from "./heartbeats.ts";
import { type ComputeSegment, NodeJob, type NodeWitness } from "./node-job.ts";

const TTL_MS = 5_000;

function watched() {
  const segments: ComputeSegment[] = [];
  const witness: NodeWitness = { computed: (segment) => segments.push(segment), beat: () => {} };
  return { segments, witness };
}

const powered = (segments: readonly ComputeSegment[]): number =>
  segments.reduce((sum, { fromMs, toMs, levelPpm }) => sum + ((toMs - fromMs) * levelPpm) / 1_000_000, 0);

const beatsWith = (lossPpm: number, seed = 1): Heartbeats => new Heartbeats(0, TTL_MS, lossPpm, 1, seedKey(seed));

describe("SIM-332 a job holds its lease by its own clock", () => {
  test("SIM-332 where nobody speaks it ends when the lease does, and never later", () => {
    const { segments, witness } = watched();
    const job = new NodeJob(0, 1_000_000, TTL_MS, 0, false);
    job.wait(60_000, witness);
    expect(job.hasEnded).toBe(true);
    expect(job.levelPpm).toBe(0);
    expect(powered(segments)).toBe(TTL_MS);
  });

  test("SIM-332 a heartbeat renews it, at the level that it carries; after the end none revives it", () => {
    const { segments, witness } = watched();
    const job = new NodeJob(0, 1_000_000, TTL_MS, 0, false);
    job.live(beatsWith(0), 0, 10_000, 200_000, witness);
    // Full up to the first beat, at 1 250 ms, then a fifth.
    expect(powered(segments)).toBe(1_250 + 8_750 / 5);
    job.wait(20_000, witness);
    expect(job.hasEnded).toBe(true);
    job.live(beatsWith(0), 20_000, 30_000, 1_000_000, witness);
    job.level(30_000, 1_000_000, witness);
    expect(powered(segments)).toBe(1_250 + 13_750 / 5);
  });

  test("SIM-332 whichever heartbeats are lost, no compute lies further than one lease from the last that was heard", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.nat(1_000), (lossPpm, seed) => {
        const beats = beatsWith(lossPpm, seed);
        const { segments, witness } = watched();
        new NodeJob(0, 1_000_000, TTL_MS, 0, false).live(beats, 0, 120_000, 1_000_000, witness);
        const heard = Array.from({ length: 96 }, (_, beat) => beat + 1).filter((beat) => beats.isHeard(0, beat));
        let untilMs = TTL_MS;
        for (const beat of heard) if (beats.atMs(beat) < untilMs) untilMs = beats.atMs(beat) + TTL_MS;
        expect(powered(segments)).toBe(Math.min(120_000, untilMs));
      }),
    );
  });

  test("SIM-332 the first beat that is too late is the one at which the lease is found to be over", () => {
    const job = new NodeJob(0, 1_000_000, TTL_MS, 0, false);
    expect(job.firstTooLate(beatsWith(0), 0, 60_000)).toBeNull();
    expect(job.firstTooLate(beatsWith(0), 30_000, 60_000)).toBe(31_250);
  });
});

describe("SIM-340 the audit of compute", () => {
  const granted = {
    kind: "lease.granted",
    at: 0,
    lease: "l",
    run: "r",
    lab: "fleet",
    node: "n",
    purpose: "training",
    set: null,
    ttlMs: TTL_MS,
    transfers: [],
    output: null,
    command: "c",
    commandDigest: "d",
    signers: [],
    policyDigest: null,
  } as const;

  const audited = (isDeaf: boolean): ComputeAudit => {
    const audit = new ComputeAudit(TTL_MS);
    audit.take(granted);
    audit.begun(0, "r", 0);
    const witness: NodeWitness = {
      computed: (segment) => audit.computed(segment),
      beat: (node, atMs, isHeard) => isHeard && audit.heard(node, atMs),
    };
    const job = new NodeJob(0, 200_000, TTL_MS, 0, isDeaf);
    job.live(beatsWith(0), 0, 10_000, 200_000, witness);
    job.wait(30_000, witness);
    return audit;
  };

  test("SIM-340 a node that lets go of its lease has computed nothing unpaid", () => {
    expect(audited(false).computedMs).toBe(15_000 / 5);
    expect(audited(false).unpaidMs).toBe(0);
  });

  test("SIM-340 one that does not is found out, to the millisecond", () => {
    expect(audited(true).unpaidMs).toBe(15_000 / 5);
  });

  test("SIM-340 after the lease was ended or killed everything is unpaid", () => {
    const ended = new ComputeAudit(TTL_MS);
    ended.take(granted);
    ended.begun(0, "r", 0);
    ended.take({ ...granted, kind: "lease.ended", lease: "l", reason: "released" });
    ended.computed({ node: 0, fromMs: 0, toMs: 1_000, levelPpm: 1_000_000 });
    expect(ended.unpaidMs).toBe(1_000);
  });

  test("SIM-340 a renewal that came too late does not hide the gap before it", () => {
    const audit = new ComputeAudit(TTL_MS);
    audit.take(granted);
    audit.begun(0, "r", 0);
    audit.heard(0, 8_000);
    audit.computed({ node: 0, fromMs: 0, toMs: 9_000, levelPpm: 1_000_000 });
    expect(audit.unpaidMs).toBe(3_000);
  });
});
