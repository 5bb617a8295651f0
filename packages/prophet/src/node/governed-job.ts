/** The cooperative end of a lease: what a training under `plimsoll run` is told, and what it says of itself. */
export interface GovernedJob {
  /** Share of the rule's rate that is advised now, in [0, 1]. At 0 no step is to be taken. Doubt, such as an advice that cannot be read, is 0. */
  scale(): number;
  /** Notes on a checkpoint, to be written before it appears under its name. */
  note(checkpoint: string, notes: CheckpointNotes): void;
}

export interface CheckpointNotes {
  readonly step: number;
  /** FLOP of the whole lineage so far. */
  readonly trainedFlop: bigint;
  /** O_r: what the run has gained since its last checkpoint, as far as it can tell: the fall of its smoothed loss, in millionths. */
  readonly gainMicro: number;
}
