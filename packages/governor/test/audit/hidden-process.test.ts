import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { systemClock } from "@plimsoll/foundation/node";
import { cpuTimeMeter } from "../../src/meter/cpu-time.ts";
import { KeptMeter } from "../../src/meter/kept-meter.ts";
import { auditPolicy, MeteredSite } from "./metered-site.ts";

/**
 * Real processes, a real counter of the operating system and the real kernel. The supply is a control group of its own, for the
 * rest of the machine belongs to others; the power model is 12 W for a busy core.
 */
const MILLIWATTS_PER_CORE = 12_000n;
const FLOP_PER_CPU_US = 1_000_000n;
const supply = madeCgroup(`plimsoll-supply-${process.pid}`);

afterAll(() => {
  if (supply !== null) rmdirSync(supply);
});

/** Version 1 counts in `cpuacct.usage`, version 2 in `cpu.stat`; null where none can be made. */
function madeCgroup(name: string): string | null {
  for (const root of ["/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup"]) {
    const folder = join(root, name);
    try {
      mkdirSync(folder);
      readFileSync(join(folder, "cgroup.procs"));
      return folder;
    } catch {
      continue;
    }
  }
  return null;
}

const BUSY = `
  const until = Number(process.argv[1]) * 1000;
  const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
  while (used() < until) for (let n = 0; n < 1e5; n += 1) Math.sqrt(n);
  process.stdout.write(String(used()));
`;

/** Burns so much processor time inside the supply; answers the µs that the process itself says it used. */
function burned(cgroup: string, cpuMs: number): Promise<bigint> {
  const enter = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
  const child = spawn("/bin/sh", ["-c", enter, cgroup, process.execPath, "-e", BUSY, `${cpuMs}`]);
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(BigInt(said)) : reject(new Error(`ended with ${code}`))));
  });
}

/** One window of a lab: its declared job, and perhaps something beside it that no checkpoint tells of. */
async function window(cgroup: string, hiddenCpuMs: number) {
  const policy = {
    ...auditPolicy,
    auditWindowMs: 1_000,
    divergencePpm: 50_000,
    energyMjPerTeraFlop: Number(MILLIWATTS_PER_CORE),
    energyMjPerCall: 0,
  };
  const site = MeteredSite.running(`${FLOP_PER_CPU_US * 2_000_000n}`, policy);
  const file = join(mkdtempSync(join(tmpdir(), "hidden-")), "base.json");
  const model = { milliwattsPerCore: MILLIWATTS_PER_CORE, powerMaxMw: 1_000_000n };
  const meter = new KeptMeter({
    lab: "acme",
    tareMw: 0n,
    clock: systemClock,
    file,
    meter: cpuTimeMeter(cgroup, [], model),
  });
  const first = await meter.next();
  const offsetMs = site.at - first.measuredAt;
  const [declaredUs] = await Promise.all([burned(cgroup, 900), hiddenCpuMs === 0 ? 0n : burned(cgroup, hiddenCpuMs)]);
  const flop = declaredUs * FLOP_PER_CPU_US;
  const { energyMj, measuredAt } = await meter.next();
  site.at = Math.max(measuredAt + offsetMs, site.at + policy.auditWindowMs);
  site.checkpoint("c1", flop);
  return site.report({ energyMj, trainingFlop: `${flop}` })?.reconciliation;
}

describe.skipIf(supply === null)("a hidden process beside a declared job, on this machine", () => {
  const cgroup = supply ?? "";

  test("G-183 the declared job alone agrees: energy of the group is that of its FLOP, within 5 %", async () => {
    expect((await window(cgroup, 0))?.verdict).toBe("agrees");
  });

  test("G-183 a tenth more, by a process that nobody declared, is found in the first window", async () => {
    const said = await window(cgroup, 90);
    expect(said?.verdict).toBe("energy_divergence");
    expect(Number(said?.channels.energyMj.measured)).toBeGreaterThan(Number(said?.channels.energyMj.atMost) * 1.05);
  });
});
