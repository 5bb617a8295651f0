import { hasControl, readControl } from "./cgroup-files.ts";

/** CPU time in ms that a cgroup has used, by the scheduler's own exact count. */
export type CpuMeter = () => number;

/** `cpu.stat` of version 2, which needs no controller; `cpuacct.usage` of version 1; `null` where there is neither. */
export function cpuMeterIn(directory: string): CpuMeter | null {
  if (hasControl(directory, "cpuacct.usage")) return () => Number(readControl(directory, "cpuacct.usage")) / 1_000_000;
  if (hasControl(directory, "cgroup.freeze") && hasControl(directory, "cpu.stat")) return () => usageV2(directory);
  return null;
}

function usageV2(directory: string): number {
  const usage = /^usage_usec (\d+)$/m.exec(readControl(directory, "cpu.stat"));
  return Number(usage?.[1]) / 1_000;
}
