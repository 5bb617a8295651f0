import { PlimsollError } from "@plimsoll/foundation";
import { type CommandRunner, runOrFail } from "../command-runner.ts";
import { capReasons, floorPpmOf, heldBy, type PowerCap, strictestMw, wattsFor } from "../ladder/power-cap.ts";
import { type LidReading, lidUnverified, type PowerLid } from "../ladder/power-lid.ts";
import type { PowerLevelPpm } from "../power-level.ts";
import type { WorkloadReason } from "../workload-actuator.ts";
import { GPU_FIELDS, type GpuStatus, parseGpuStatus } from "./gpu-status.ts";

/** Which GPU a lid is on, and how it is spoken to. */
export interface NvidiaLidOptions {
  /** UUID or PCI bus id, as `nvidia-smi --id` takes it; an index changes with the next boot. */
  readonly gpu: string;
  readonly run: CommandRunner;
  /** Clock to lock to while the level is 0, MHz: the lowest of `nvidia-smi --query-supported-clocks=graphics`. `null` locks none. */
  readonly lowestClockMhz: number | null;
  /** The cap that the baseboard controller holds, mW, where somebody knows it; it rules if it is stricter. */
  readonly outOfBandMw: () => number | null;
}

/**
 * The power cap of one NVIDIA GPU through `nvidia-smi`, which calls NVML. Setting it needs root, and does not survive a reboot.
 *
 * A driver that does not let the cap be changed says so as a warning and exits with 0, so only the look after the order counts. The
 * clock lock lowers power further and is worth no level: no document says what share of power a clock is.
 */
export class NvidiaLid implements PowerLid {
  readonly name: string;
  readonly #options: NvidiaLidOptions;
  /** `null` before the first order: somebody may have locked them before us. */
  #areClocksLocked: boolean | null = null;

  constructor(options: NvidiaLidOptions) {
    this.#options = options;
    this.name = `GPU ${options.gpu}`;
  }

  async press(levelPpm: PowerLevelPpm): Promise<LidReading> {
    try {
      const refused = await this.#order(levelPpm, await this.#look());
      const { cap, isIdle } = await this.#look();
      return { ...readingOf(levelPpm, cap, refused), isIdle };
    } catch (cause) {
      return lidUnverified(`${this.name}: ${String(cause)}`);
    }
  }

  async #order(levelPpm: PowerLevelPpm, { cap, hostLimitMw }: Seen): Promise<WorkloadReason[]> {
    const watts = wattsFor(levelPpm, cap);
    const orders = [this.#lockClocks(levelPpm === 0), this.#limitPower(watts, hostLimitMw)];
    const results = await Promise.allSettled(orders);
    return results.flatMap((result) =>
      result.status === "rejected" ? [{ code: "ORDER_FAILED", detail: String(result.reason) } as const] : [],
    );
  }

  async #limitPower(watts: number, hostLimitMw: number | null): Promise<void> {
    if (hostLimitMw !== watts * 1_000) await this.#smi(`--power-limit=${watts}`);
  }

  async #lockClocks(locked: boolean): Promise<void> {
    const { lowestClockMhz } = this.#options;
    if (lowestClockMhz === null || this.#areClocksLocked === locked) return;
    await this.#smi(locked ? `--lock-gpu-clocks=${lowestClockMhz},${lowestClockMhz}` : "--reset-gpu-clocks");
    this.#areClocksLocked = locked;
  }

  async #look(): Promise<Seen> {
    const text = await this.#smi(`--query-gpu=${GPU_FIELDS.join(",")}`, "--format=csv,noheader,nounits");
    const status = parseGpuStatus(text);
    const { utilizationPercent, hostLimitMw } = status;
    const isIdle = utilizationPercent === null ? null : utilizationPercent === 0;
    return { cap: capOf(status, this.#options.outOfBandMw()), hostLimitMw, isIdle };
  }

  #smi(...args: readonly string[]): Promise<string> {
    return runOrFail(this.#options.run, "nvidia-smi", [`--id=${this.#options.gpu}`, ...args]);
  }
}

interface Seen {
  readonly cap: PowerCap;
  readonly hostLimitMw: number | null;
  readonly isIdle: boolean | null;
}

/** Throws `POWER_CAP_UNSUPPORTED` for a card without power management: then nothing can hold. */
function capOf(status: GpuStatus, outOfBandMw: number | null): PowerCap {
  const { enforcedLimitMw, minimumLimitMw, maximumLimitMw, drawMw } = status;
  if (enforcedLimitMw === null || minimumLimitMw === null || maximumLimitMw === null || maximumLimitMw === 0)
    throw unsupported(status);
  const limitMw = strictestMw({ vbiosMw: maximumLimitMw, hostMw: enforcedLimitMw, outOfBandMw }) ?? enforcedLimitMw;
  const defaultMw = status.defaultLimitMw ?? maximumLimitMw;
  return { limitMw, minimumMw: minimumLimitMw, maximumMw: maximumLimitMw, defaultMw, drawMw };
}

const readingOf = (levelPpm: PowerLevelPpm, cap: PowerCap, refused: readonly WorkloadReason[]) => ({
  heldPpm: heldBy(cap),
  floorPpm: floorPpmOf(cap),
  reasons: [...capReasons(levelPpm, cap), ...refused],
});

const unsupported = (status: GpuStatus): PlimsollError =>
  new PlimsollError({
    code: "POWER_CAP_UNSUPPORTED",
    expected: "a device that tells its enforced, lowest and highest power limit",
    received: JSON.stringify(status),
    fix: "hold the workload by its processes alone, or on another device",
  });
