import type { Policy } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { flopLeft } from "../../src/wallet/flop-left.ts";
import { quarterStartMs } from "../../src/wallet/quarter.ts";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { testPolicy, TestSite, weights } from "../test-site.ts";

const CU = 1_000_000;
const smallQuantum = { ...testPolicy, runQuantumFlop: "10000", coverFlop: "1000000", genesisFlop: "100" };

/** A run in `full` that can compute 100 FLOP a second. */
function running(policy: Policy = smallQuantum): TestSite {
  const site = TestSite.opened(policy);
  site.start({ basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" }, flopPerSecondMax: "100" });
  site.probe("set-1", weights("w0"));
  site.probe("set-2", weights("w0"));
  site.lease();
  return site;
}

describe("quanta of training compute", () => {
  test("K-43 measured FLOP beyond what was posted stop the run, and another quantum lets it go on", () => {
    const site = running();
    site.checkpoint(weights("w1"), "9600");
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["QUANTUM_SPENT"] });
    // The lock-in rule asks for verified interventions since the checkpoint before anything more is bought.
    expect(site.do({ type: "quantum.buy", run: "run-1" })).toBe("LOCK_IN_AHEAD");
    site.probe("set-3", weights("w1"));
    expect(site.do({ type: "quantum.buy", run: "run-1" })).toBeNull();
    expect(site.power().band).toBe("full");
    expect(site.wallet()).toMatchObject({ posted: 2 * CU, available: 24 * CU });
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(site.wallet()).toMatchObject({ posted: 0, spent: 2 * CU });
  });

  test("K-43 what nobody measured counts at the job's full rate", () => {
    const site = running();
    site.at += 94_000;
    expect(site.power().band).toBe("full");
    site.at += 2_000;
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["QUANTUM_SPENT"] });
    site.checkpoint(weights("w1"), "10");
    expect(site.power().band).toBe("full");
  });

  test("K-43 forks of a lineage draw on one pool", () => {
    const site = running();
    site.checkpoint(weights("w1"), "9000");
    site.start({
      run: "run-2",
      basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" },
      flopPerSecondMax: "100",
    });
    site.lease("lease-2", "run-2");
    site.checkpoint(weights("v1"), "9000", "run-2");
    // Two quanta of 10 000, of which 18 000 are used: enough for both to go on, not for 2 500 more each.
    expect(site.power("run-1").reasons).not.toContain("QUANTUM_SPENT");
    site.checkpoint(weights("v2"), "11000", "run-2");
    expect(site.power("run-1").reasons).toContain("QUANTUM_SPENT");
    expect(site.power("run-2").reasons).toContain("QUANTUM_SPENT");
  });

  test("K-43 a quantum survives the end of its quarter by one quarter", () => {
    const site = running({ ...smallQuantum, evidenceTtlMs: 31 * 86_400_000, runQuantumFlop: "1000000000000" });
    site.at = quarterStartMs("2027Q1") - 1_000;
    expect(site.power().reasons).not.toContain("QUANTUM_SPENT");
    site.at = quarterStartMs("2027Q1");
    expect(site.power().reasons).toEqual(["QUANTUM_SPENT"]);
  });

  test("K-77 K-43 a lab that is shut down buys no quantum, and its CU stay where they are", () => {
    const site = DeployedSite.started({ meters: true });
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    site.lease();
    const buy = { type: "quantum.buy", run: "run-1" } as const;
    expect(site.do(buy)).toBeNull();
    site.report({ partsMj: ["1"] });
    const before = site.wallet();
    expect(site.do(buy)).toBe("FORENSIC_HOLD");
    expect(site.wallet()).toEqual(before);
  });

  test("K-43 what a quantum that has ended left unused pays for nothing that comes later", () => {
    const site = TestSite.opened({ ...smallQuantum, coverCheckpoints: 100, runQuantumFlop: "1000" });
    site.start({ basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" }, flopPerSecondMax: "0" });
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    site.lease();
    const left = () => flopLeft(site.state, "acme", "line-1", site.at);
    site.checkpoint(weights("w1"), "100");
    expect(left()).toBe(900n);
    site.at = quarterStartMs("2027Q1");
    expect(left()).toBe(0n);
    site.probe("set-3", weights("w1"));
    expect(site.do({ type: "quantum.buy", run: "run-1" })).toBeNull();
    expect(left()).toBe(1_000n);
    for (const [flop, rest] of [
      ["600", 500n],
      ["1100", 0n],
      ["1300", -200n],
    ] as const) {
      site.checkpoint(weights(`w-${flop}`), flop);
      expect(left()).toBe(rest);
    }
  });

  test("K-43 time that nobody measured is not paid by a quantum that has ended", () => {
    const site = running({ ...smallQuantum, evidenceTtlMs: 31 * 86_400_000, runQuantumFlop: "1000000" });
    site.at += 1_000_000;
    expect(flopLeft(site.state, "acme", "line-1", site.at)).toBe(900_000n);
    const later = quarterStartMs("2027Q1");
    const ran = BigInt(later - site.at) / 10n + 100_000n;
    expect(flopLeft(site.state, "acme", "line-1", later)).toBe(-ran);
  });

  test("K-43 the literal price of ACB-K has no quantum", () => {
    const site = running({ ...smallQuantum, runQuantumFlop: null });
    site.checkpoint(weights("w1"), "900000");
    expect(site.power().reasons).not.toContain("QUANTUM_SPENT");
  });

  test("K-28 a training from scratch stops at its cap, checkpoint or not", () => {
    const site = TestSite.opened({ ...smallQuantum, genesisFlop: "1000" });
    site.start({ flopPerSecondMax: "100" });
    site.lease();
    site.at += 9_000;
    expect(site.power()).toMatchObject({ levelPpm: 200_000, reasons: ["GENESIS"] });
    site.at += 2_000;
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["GENESIS_CAP"] });
  });
});
