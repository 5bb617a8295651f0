import { expect, test } from "vitest";
import { strictestMw } from "../../src/actuator/ladder/power-cap.ts";
import { GPU_FIELDS, parseGpuStatus } from "../../src/actuator/nvidia/gpu-status.ts";
import { NvidiaLid } from "../../src/actuator/nvidia/nvidia-lid.ts";
import { FakeNvidiaSmi } from "./fake-nvidia-smi.ts";
import { A100, B200, type GpuCard, H100 } from "./fixtures/gpu-cards.ts";

function lidOn(card: GpuCard, outOfBandMw: number | null = null): { smi: FakeNvidiaSmi; lid: NvidiaLid } {
  const smi = new FakeNvidiaSmi(card);
  const lid = new NvidiaLid({ gpu: "GPU-1", run: smi.run, lowestClockMhz: 210, outOfBandMw: () => outOfBandMw });
  return { smi, lid };
}

test("G-120 reads powers exactly, and what a card does not tell as nothing", () => {
  expect(parseGpuStatus("300.00, 310.5, 100.00, 400.00, 400.00, 62.387, 7\n")).toEqual({
    enforcedLimitMw: 300_000,
    hostLimitMw: 310_500,
    minimumLimitMw: 100_000,
    maximumLimitMw: 400_000,
    defaultLimitMw: 400_000,
    drawMw: 62_387,
    utilizationPercent: 7,
  });
  const silent = parseGpuStatus("[N/A], [Not Supported], [N/A], [N/A], N/A, [Unknown Error], [GPU requires reset]");
  expect(Object.values(silent)).toEqual(GPU_FIELDS.map(() => null));
});

test.each(["", "300", "1, 2, 3, 4, 5, 6, 7\n1, 2, 3, 4, 5, 6, 7", "1, 2, 3, 4, 5, 6, -7", "1e3, 2, 3, 4, 5, 6, 7"])(
  "G-120 refuses an answer of another form: %j",
  (text) => {
    expect(() => parseGpuStatus(text)).toThrowError(expect.objectContaining({ code: "NVIDIA_SMI_MALFORMED" }));
  },
);

test.each([
  [H100, 285_715, 1_000_000, 200],
  [A100, 250_000, 1_000_000, 100],
  [B200, 200_000, 200_000, 200],
] as const)(
  "G-120 $0.name: the floor is told, and 20 % only where it is reached",
  async (card, floorPpm, heldPpm, watts) => {
    const { smi, lid } = lidOn(card);
    const reading = await lid.press(200_000);
    expect(reading).toMatchObject({ floorPpm, heldPpm, isIdle: true });
    expect(reading.reasons.map(({ code }) => code)).toEqual(heldPpm === 200_000 ? [] : ["LEVEL_UNREACHABLE"]);
    expect(smi.limitWatts).toBe(watts);
  },
);

test("G-120 at 0 it presses as low as the card lets, locks the clocks, and still claims no pause", async () => {
  const { smi, lid } = lidOn(H100);
  expect((await lid.press(0)).heldPpm).toBe(1_000_000);
  expect([smi.limitWatts, smi.lockedClocks]).toEqual([200, "210,210"]);
  await lid.press(0);
  expect(smi.orders).toEqual(["--lock-gpu-clocks=210,210", "--power-limit=200"]);
  await lid.press(1_000_000);
  expect([smi.limitWatts, smi.lockedClocks]).toEqual([700, null]);
});

test("G-120 full power is the card's default, not its maximum", async () => {
  const { smi, lid } = lidOn({ ...A100, defaultWatts: 330 });
  await lid.press(0);
  await lid.press(1_000_000);
  expect(smi.limitWatts).toBe(330);
});

test("G-120 a driver that warns, exits with 0 and changes nothing is not believed", async () => {
  const { lid } = lidOn({ ...B200, isLimitFixed: true });
  const reading = await lid.press(200_000);
  expect(reading.heldPpm).toBe(1_000_000);
  expect(reading.reasons.map(({ code }) => code)).toEqual(["NOT_YET_HELD"]);
});

test("G-120 a cap that the power has not followed does not hold", async () => {
  const { smi, lid } = lidOn(B200);
  smi.drawWatts = 640;
  expect((await lid.press(200_000)).heldPpm).toBe(1_000_000);
  smi.drawWatts = 199;
  expect((await lid.press(200_000)).heldPpm).toBe(200_000);
});

test("G-120 a card without power management, and a command that is not there, hold nothing", async () => {
  const silent = new NvidiaLid({
    gpu: "GPU-1",
    run: async () => ({ exitCode: 0, stdout: "[N/A], [N/A], [N/A], [N/A], [N/A], [N/A], 0\n", stderr: "" }),
    lowestClockMhz: null,
    outOfBandMw: () => null,
  });
  const reading = await silent.press(200_000);
  expect(reading).toMatchObject({ heldPpm: null, isIdle: null });
  expect(reading.reasons[0]?.detail).toContain("lowest and highest power limit");
  const absent = new NvidiaLid({
    gpu: "GPU-1",
    run: () => Promise.reject(new Error("ENOENT")),
    lowestClockMhz: null,
    outOfBandMw: () => null,
  });
  expect((await absent.press(0)).heldPpm).toBeNull();
});

test("G-121 of VBIOS, host and out-of-band the strictest rules", async () => {
  expect(strictestMw({ vbiosMw: 700_000, hostMw: 500_000, outOfBandMw: 140_000 })).toBe(140_000);
  expect(strictestMw({ vbiosMw: 700_000, hostMw: null, outOfBandMw: null })).toBe(700_000);
  expect(strictestMw({ vbiosMw: null, hostMw: null, outOfBandMw: null })).toBeNull();
  const known = lidOn(H100, 140_000);
  expect((await known.lid.press(1_000_000)).heldPpm).toBe(200_000);
  const enforced = lidOn(H100);
  enforced.smi.outOfBandWatts = 140;
  expect((await enforced.lid.press(1_000_000)).heldPpm).toBe(200_000);
});
