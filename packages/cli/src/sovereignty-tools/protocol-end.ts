import { finalVerdict, type FinalVerdict, type ProtocolState } from "@plimsoll/sovereignty";
import type { StageReports } from "./stage-work.ts";

/** What the stages that are done came to. */
export type DoneReports = Partial<StageReports>;

const PASSED = { calibrate: "CALIBRATED", run: "VERIFIED" } as const;

/** The first stage whose verdict lets nothing follow; null where there is none. */
export function failedStage(reports: DoneReports): ProtocolState["failed"] {
  for (const stage of ["calibrate", "run"] as const) {
    const report = reports[stage];
    if (report !== undefined && report.verdict !== PASSED[stage]) return { stage, verdict: report.verdict };
  }
  return null;
}

/** The explicit end of seed §20: once all stages are done, or as soon as one failed that lets nothing follow; null before. */
export function protocolEnd(reports: DoneReports): FinalVerdict | null {
  const { calibrate, run, ablate, weaken, spof } = reports;
  const isWhole = [calibrate, run, ablate, weaken, spof].every((report) => report !== undefined);
  if (!isWhole && failedStage(reports) === null) return null;
  return finalVerdict({
    calibration: calibrate ?? null,
    baseline: run ?? null,
    ablations: ablate ?? null,
    ladders: weaken ?? null,
    singlePoints: spof ?? null,
  });
}
