/** What the demonstration measured, in the order in which it happens. */
export interface BlastFigures {
  readonly nodes: number;
  readonly survivors: number;
  readonly events: number;
  /** Own events of all nodes, durable when the loss came. */
  readonly acknowledged: number;
  /** Events of theirs that are held at the end, by all. */
  readonly heldAtEnd: number;
  readonly lostStable: number;
  readonly byteEqual: boolean;
  readonly verdict: string;
  readonly rootsEqual: boolean;
  readonly statesEqual: boolean;
  readonly overdrafts: number;
  readonly orphanedThoughts: number;
  /** An intent that was opened after all was decided. */
  readonly goesOn: boolean;
  readonly seconds: BlastSeconds;
}

export interface BlastSeconds {
  readonly start: number;
  readonly write: number;
  /** From the last write to a stable certificate over all. */
  readonly certify: number;
  /** A survivor's first answer after the loss. */
  readonly answer: number;
  readonly verify: number;
  readonly recover: number;
  /** From the start of the first new node until all hold the same. */
  readonly rejoin: number;
  /** From there to a certificate by all members of the new epoch. */
  readonly certifyAgain: number;
  readonly total: number;
}

/** The summary: the fields of plimsoll mesh simulate, from real processes, and what else was measured. */
export function blastSummary(figures: BlastFigures) {
  const { acknowledged, heldAtEnd, rootsEqual, statesEqual, byteEqual, verdict, goesOn, seconds } = figures;
  const lostAcknowledged = Math.max(0, acknowledged - heldAtEnd);
  const { lostStable, overdrafts, orphanedThoughts } = figures;
  const nothingLost = lostAcknowledged + lostStable + overdrafts + orphanedThoughts === 0;
  const isWhole = rootsEqual && statesEqual && byteEqual && verdict === "valid" && goesOn;
  return {
    type: "summary" as const,
    ok: nothingLost && isWhole,
    converged: rootsEqual && statesEqual,
    lostAcknowledged,
    lostStable,
    overdrafts,
    rootsEqual,
    orphanedThoughts,
    // Real time and real chance: there is no run without slow nodes to compare with, and no trace to repeat.
    fastThroughputRatio: null,
    virtualSeconds: null,
    traceHash: null,
    byteEqual,
    verdict,
    goesOn,
    nodes: figures.nodes,
    survivors: figures.survivors,
    events: figures.events,
    seconds,
  };
}

export function blastText(summary: ReturnType<typeof blastSummary>): string {
  const { seconds, nodes, survivors, events, lostAcknowledged, lostStable, ok } = summary;
  const verdict = ok ? "nothing was lost" : `LOST: ${lostAcknowledged} acknowledged, ${lostStable} certified events`;
  return [
    `${nodes} nodes, ${survivors} left, ${events} events: ${verdict}`,
    `a survivor answered after ${seconds.answer} s and verified in ${seconds.verify} s (${summary.verdict})`,
    `its certificate was rebuilt ${summary.byteEqual ? "equal to the byte" : "NOT equal"} in ${seconds.recover} s`,
    `${nodes - survivors} new nodes were complete after ${seconds.rejoin} s; ${seconds.total} s in all`,
    "",
  ].join("\n");
}
