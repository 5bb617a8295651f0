/** What a training says of a checkpoint. */
export interface CheckpointNotes {
  /** Steps done. */
  readonly step: number;
  /** FLOP of the whole lineage so far: what the kernel counts as consumed, and so a part of O_r. They may only grow. */
  readonly trainedFlop: bigint;
  /** The training's own word for O_r: what it has gained since its last checkpoint, the fall of its smoothed loss, in millionths. */
  readonly gainMicro: number;
  /** Mean reward, in millionths, where there is such a thing. */
  readonly meanRewardMicro?: number | null;
}

/** As `plimsoll run` reads it. Figures that are no whole numbers are left out: a word that is missing must not end a run. */
export const writtenNotes = ({ step, trainedFlop, gainMicro, meanRewardMicro = null }: CheckpointNotes): string =>
  `${JSON.stringify({
    step,
    trainedFlop: trainedFlop.toString(),
    meanRewardMicro: wholeOrNull(meanRewardMicro),
    gainMicro: wholeOrNull(gainMicro),
  })}\n`;

const wholeOrNull = (value: number | null): number | null => (Number.isSafeInteger(value) ? value : null);
