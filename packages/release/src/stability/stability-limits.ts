/** Constants of the stability index (the seed; the sheet's §5.2), in ten-thousandths. */
export interface StabilityLimits {
  /** Where an index starts: 9500. */
  readonly initial: number;
  /** Below it all stops: 3500. Equal is stable. */
  readonly critical: number;
  /** From here a pause may end: 5500, the critical line and room for one high-stress task. */
  readonly resume: number;
  /** Cycles in a row at `resume` that end a pause of the subject: 3. */
  readonly resumeCycles: number;
  /** Cycles after which a pause becomes an abort: 50. */
  readonly pauseCyclesMax: number;
  /** Rise in one cycle while paused: 800. */
  readonly recovery: number;
  /** Rise in one cycle otherwise: 200. */
  readonly passiveRecovery: number;
  /** Stress of a high-stress task: 2000. */
  readonly highStress: number;
  /** Stress of any other: 300. */
  readonly generalStress: number;
}

export const SHIPPED_STABILITY: StabilityLimits = {
  initial: 9_500,
  critical: 3_500,
  resume: 5_500,
  resumeCycles: 3,
  pauseCyclesMax: 50,
  recovery: 800,
  passiveRecovery: 200,
  highStress: 2_000,
  generalStress: 300,
};
