import { hasControl, readControl, writeControl } from "./cgroup-files.ts";

/** CPU time per period that a cgroup may use. */
export interface CpuQuota {
  /**
   * Writes only what differs: the kernel refills a cgroup's budget at every write, so that writing the same 20 % four
   * times a second made it 27 %.
   */
  set(milliCores: number): void;
  /** What the system says now; `null` for no limit. */
  get(): Quota | null;
}

export interface Quota {
  readonly quotaUs: number;
  readonly periodUs: number;
}

const PERIOD_US = 100_000;
const PERIOD_US_MAX = 1_000_000;
/** The kernel refuses quotas below 1 ms. */
const QUOTA_US_MIN = 1_000;

/** Quota and period in µs for a number of thousandths of a core; rounded down, against the job. */
export function quotaFor(milliCores: number): Quota {
  const periodUs = (milliCores * PERIOD_US) / 1_000 >= QUOTA_US_MIN ? PERIOD_US : PERIOD_US_MAX;
  return { quotaUs: Math.floor((milliCores * periodUs) / 1_000), periodUs };
}

/** `cpu.max` of cgroup version 2, `cpu.cfs_*` of version 1; `null` where the directory has neither. */
export function cpuQuotaIn(directory: string): CpuQuota | null {
  if (hasControl(directory, "cpu.max")) return quotaV2(directory);
  if (hasControl(directory, "cpu.cfs_quota_us")) return quotaV1(directory);
  return null;
}

function quotaV2(directory: string): CpuQuota {
  const get = (): Quota | null => {
    const [quotaUs, periodUs] = readControl(directory, "cpu.max").split(" ");
    return quotaUs === "max" ? null : { quotaUs: Number(quotaUs), periodUs: Number(periodUs) };
  };
  const write = ({ quotaUs, periodUs }: Quota): void => writeControl(directory, "cpu.max", `${quotaUs} ${periodUs}`);
  return { get, set: (milliCores) => writeIfOther(get(), quotaFor(milliCores), write) };
}

function quotaV1(directory: string): CpuQuota {
  const get = (): Quota | null => {
    const quotaUs = Number(readControl(directory, "cpu.cfs_quota_us"));
    return quotaUs < 0 ? null : { quotaUs, periodUs: Number(readControl(directory, "cpu.cfs_period_us")) };
  };
  const write = ({ quotaUs, periodUs }: Quota): void => {
    writeControl(directory, "cpu.cfs_period_us", String(periodUs));
    writeControl(directory, "cpu.cfs_quota_us", String(quotaUs));
  };
  return { get, set: (milliCores) => writeIfOther(get(), quotaFor(milliCores), write) };
}

function writeIfOther(held: Quota | null, wanted: Quota, write: (quota: Quota) => void): void {
  if (held?.quotaUs !== wanted.quotaUs || held.periodUs !== wanted.periodUs) write(wanted);
}
