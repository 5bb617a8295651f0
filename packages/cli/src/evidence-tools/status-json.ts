import type { ModelStatus } from "@plimsoll/evidence";

/** A status as JSON lines: every window set, every window, what was asked of the families; the summary last. */
export function* statusLines(status: ModelStatus): Generator<object> {
  for (const set of status.sets) yield { type: "set", ...set };
  for (const cell of status.cells) yield { type: "cell", ...cell };
  for (const weights of status.oversight) yield { type: "oversight", ...weights };
  for (const stale of status.stale) yield { type: "stale", ...stale };
  for (const missing of status.missing) yield { type: "missing", ...missing };
  yield statusSummary(status);
}

const statusSummary = ({
  model,
  at,
  power,
  credit,
  alpha,
  dimensions,
  detectors,
  next,
  stale,
  missing,
}: ModelStatus) => ({
  type: "summary",
  ok: true,
  model,
  at,
  alpha,
  dimensions,
  band: power.band,
  levelPpm: power.levelPpm,
  reasons: power.reasons,
  credit: credit && { band: credit.band, reasons: credit.reasons },
  detectors,
  next,
  stale: stale.length,
  missing: missing.map(({ reason }) => reason),
});
