import { PlimsollError } from "@plimsoll/foundation";

/** One GPU by `nvidia-smi --query-gpu`. Powers in whole milliwatts; `null` where the card does not say. */
export interface GpuStatus {
  /** What the driver enforces "after taking into account all limiters", the out-of-band one among them. */
  readonly enforcedLimitMw: number | null;
  readonly hostLimitMw: number | null;
  readonly minimumLimitMw: number | null;
  readonly maximumLimitMw: number | null;
  readonly defaultLimitMw: number | null;
  readonly drawMw: number | null;
  /** Share of the last sample period in which a kernel ran, per cent. */
  readonly utilizationPercent: number | null;
}

/** Fields of `--query-gpu`, in the order in which `parseGpuStatus` reads them. */
export const GPU_FIELDS = [
  "enforced.power.limit",
  "power.limit",
  "power.min_limit",
  "power.max_limit",
  "power.default_limit",
  "power.draw",
  "utilization.gpu",
] as const;

/** Reads one line of `--format=csv,noheader,nounits`. Throws `NVIDIA_SMI_MALFORMED`. */
export function parseGpuStatus(text: string): GpuStatus {
  const lines = text.trim().split("\n");
  const cells = (lines[0] ?? "").split(",").map((cell) => cell.trim());
  if (lines.length !== 1 || cells.length !== GPU_FIELDS.length) throw malformed(text);
  const [enforced, limit, minimum, maximum, standard, draw, utilization] = cells.map((cell) =>
    thousandthsIn(cell, text),
  );
  return {
    enforcedLimitMw: enforced ?? null,
    hostLimitMw: limit ?? null,
    minimumLimitMw: minimum ?? null,
    maximumLimitMw: maximum ?? null,
    defaultLimitMw: standard ?? null,
    drawMw: draw ?? null,
    utilizationPercent: utilization === null || utilization === undefined ? null : Math.ceil(utilization / 1_000),
  };
}

/** `300.00` as 300 000; `[N/A]`, `[Not Supported]` and the like as `null`. */
function thousandthsIn(cell: string, text: string): number | null {
  if (/^\[[A-Za-z/ ]+\]$|^N\/A$/.test(cell)) return null;
  const match = /^(\d{1,7})(?:\.(\d{1,3}))?$/.exec(cell);
  if (match === null) throw malformed(text);
  return Number(match[1]) * 1_000 + Number((match[2] ?? "").padEnd(3, "0"));
}

const malformed = (text: string): PlimsollError =>
  new PlimsollError({
    code: "NVIDIA_SMI_MALFORMED",
    expected: `one line of nvidia-smi with ${GPU_FIELDS.join(", ")}`,
    received: JSON.stringify(text.slice(0, 120)),
    fix: "report the version of the driver; no cap is believed until it can be read",
  });
