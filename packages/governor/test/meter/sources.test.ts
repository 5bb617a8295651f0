import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { describe, expect, test } from "vitest";
import { cpuTimeMeter } from "../../src/meter/cpu-time.ts";
import { meterFromSource } from "../../src/meter/meter-source.ts";
import { nvidiaSmiMeter } from "../../src/meter/nvidia-smi.ts";
import { codeOf, codeOfAsync } from "./fault-code.ts";

const MODEL = { milliwattsPerCore: 12_000n, powerMaxMw: 10_000_000n };

/** Files as proc_stat(5) and the cgroup documents of Linux have them. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "cpu-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
const BOOT = { "sys/kernel/random/boot_id": "b1\n" };

describe("processor time", () => {
  test("G-182 a node is all that is neither idle, waiting, stolen nor a guest's twice; 1 µs at 1 mW is 1 nJ", async () => {
    const proc = tree({ ...BOOT, stat: "cpu  100 20 30 9999 50 4 6 70 8 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n" });
    const [zone] = (await cpuTimeMeter("node", [], MODEL, proc).read()).zones;
    expect(zone?.whole).toMatchObject({ nanojoules: 160n * 10_000n * 12_000n, session: "b1" });
  });

  test("G-182 a cgroup of either version, with parts of it", async () => {
    const root = tree({
      ...BOOT,
      "all/cpu.stat": "usage_usec 2000000\nuser_usec 1\n",
      "job/cpuacct.usage": "1999999001\n",
    });
    const [zone] = (await cpuTimeMeter(join(root, "all"), [join(root, "job")], MODEL, root).read()).zones;
    expect(zone?.whole.nanojoules).toBe(2_000_000n * 12_000n);
    expect(zone?.parts.map(({ nanojoules }) => nanojoules)).toEqual([2_000_000n * 12_000n]);
  });

  test("G-161 a cgroup that is gone and a file of something else are silence", async () => {
    const root = tree({ ...BOOT, "odd/cpuacct.usage": "many\n", stat: "intr 1\n" });
    const read = (place: string) => codeOfAsync(() => cpuTimeMeter(place, [], MODEL, root).read());
    expect(await read(join(root, "gone"))).toBe("METER_UNREADABLE");
    expect(await read(join(root, "odd"))).toBe("METER_MALFORMED");
    expect(await read("node")).toBe("METER_MALFORMED");
  });

  test("G-182 on this machine, what this process burns is in the node's time", async () => {
    const meter = cpuTimeMeter("node", [], MODEL);
    const total = async () => (await meter.read()).zones[0]?.whole.nanojoules ?? 0n;
    const before = await total();
    const { user, system } = process.cpuUsage();
    const used = () => process.cpuUsage().user + process.cpuUsage().system - user - system;
    while (used() < 150_000) continue;
    // Ticks of 10 ms on each side.
    expect(Number((await total()) - before) / 12_000).toBeGreaterThan(130_000);
  });
});

describe("sources by name", () => {
  const options = { clock: systemClock, powerMaxMw: 1n, milliwattsPerCore: 12_000n, parts: [] };

  test.each([
    ["rapl", "rapl:/sys/class/powercap"],
    ["rapl:/tmp/x", "rapl:/tmp/x"],
    ["node", "cpu:node"],
    ["cgroup:/sys/fs/cgroup/a", "cpu:/sys/fs/cgroup/a"],
    ["nvidia-smi", "nvidia-smi:nvidia-smi"],
    ["dcgm:http://n:9400/metrics", "dcgm:http://n:9400/metrics"],
    ["kepler:http://n:1/metrics", "kepler:http://n:1/metrics"],
    ["prometheus:http://p?query=x_joules_total", "prometheus:http://p?query=x_joules_total"],
    ["api-usage:u.json", "api-usage:u.json"],
  ])("G-175 %s", (text, name) => {
    expect(meterFromSource(text, options).name).toBe(name);
  });

  test("G-175 an unknown source, a query without a counter and a power model that is missing are refused at once", () => {
    expect(codeOf(() => meterFromSource("toString", options))).toBe("METER_UNREADABLE");
    expect(codeOf(() => meterFromSource("prometheus:http://p", options))).toBe("METER_NOT_A_COUNTER");
    expect(codeOf(() => meterFromSource("node", { ...options, milliwattsPerCore: null }))).toBe("METER_UNIT");
  });

  test("G-165 a driver that does not know the field, or is not there, is silence", async () => {
    const folder = tree({
      "nvidia-smi": "#!/bin/sh\necho 'Field \"total_energy_consumption\" is not a valid field to query.'\nexit 2\n",
    });
    const program = join(folder, "nvidia-smi");
    expect(await codeOfAsync(() => nvidiaSmiMeter(1n, `${program}-none`).read())).toBe("METER_UNREADABLE");
    expect(await codeOfAsync(() => nvidiaSmiMeter(1n, "/bin/false").read())).toBe("METER_UNREADABLE");
  });

  test("G-161 G-165 one that hangs and hears no SIGTERM is ended after 5 s", { timeout: 30_000 }, async () => {
    const folder = tree({ "nvidia-smi": "#!/bin/sh\ntrap '' TERM\nexec >&-\nwhile :; do sleep 1; done\n" });
    expect(await codeOfAsync(() => nvidiaSmiMeter(1n, join(folder, "nvidia-smi")).read())).toBe("METER_UNREADABLE");
  });
});
