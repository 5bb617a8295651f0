const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What one step looks like to an evader: honest figures, and how far into the evasion it is. */
export interface EvasionStep {
  /** Ms since the simulation began: the time of day. */
  readonly at: number;
  /** Ms since the hidden load began. */
  readonly sinceMs: number;
  readonly stepMs: number;
  /** Share of the declared energy that is to be hidden. */
  readonly share: number;
  /** Typical energy of a step, mJ. */
  readonly typicalMj: number;
  /** FLOP of the declared runs in the step. */
  readonly flop: bigint;
}

/** What an evader makes of it: energy that the supply's meter sees beside the declared, and what is said that is not so. */
export interface Evaded {
  readonly hiddenMj: number;
  /** FLOP that checkpoints claim beside those computed. */
  readonly paddedFlop: bigint;
  /** Calls that the proxy counts beside the honest ones: of the lab to itself where positive, past the proxy where negative. */
  readonly calls: number;
  /** A counter that is set back. */
  readonly resets: boolean;
}

export interface Evader {
  readonly name: string;
  readonly told: string;
  /** Whether the FLOP that meters report are a count of their own, or the trainer's word. */
  readonly ownFlopMeter: boolean;
  /** Whether the lab serves calls too. */
  readonly serves: boolean;
  /** Share of the declared energy at its largest, where it does not follow from what is asked. */
  readonly step: (step: EvasionStep) => Evaded;
}

const NONE: Evaded = { hiddenMj: 0, paddedFlop: 0n, calls: 0, resets: false };

const hidden = (hiddenMj: number): Evaded => ({ ...NONE, hiddenMj });

export const STEADY: Evader = {
  name: "steady",
  told: "a constant hidden load, and nothing done about it",
  ownFlopMeter: false,
  serves: false,
  step: ({ share, typicalMj }) => hidden(share * typicalMj),
};

const isBusiness = (at: number): boolean => at % DAY_MS >= 9 * HOUR_MS && at % DAY_MS < 17 * HOUR_MS;

export const SHAPED: Evader = {
  name: "business hours",
  told: "three times the load from 9 to 17 h, where the honest load is noisiest, and none otherwise",
  ownFlopMeter: false,
  serves: false,
  step: ({ at, share, typicalMj }) => hidden(isBusiness(at) ? 3 * share * typicalMj : 0),
};

const RAMP_MS = 10 * DAY_MS;

export const RAMP: Evader = {
  name: "slow ramp",
  told: "from nothing to the full load over ten days",
  ownFlopMeter: false,
  serves: false,
  step: ({ sinceMs, share, typicalMj }) => hidden(Math.min(1, sinceMs / RAMP_MS) * share * typicalMj),
};

/** Checkpoints claim more FLOP than were computed, as many as the hidden load's energy would have been. */
const padded = ({ share, typicalMj, flop }: EvasionStep): Evaded => ({
  ...hidden(share * typicalMj),
  paddedFlop: (flop * BigInt(Math.round(share * 1e6))) / 1_000_000n,
});

export const PADDED_COUNTED: Evader = {
  name: "padding, FLOP counted",
  told: "checkpoints claim FLOP for the hidden energy; FLOP are metered by a counter of their own",
  ownFlopMeter: true,
  serves: false,
  step: padded,
};

export const PADDED_BELIEVED: Evader = {
  name: "padding, FLOP believed",
  told: "checkpoints claim FLOP for the hidden energy; the meter repeats the trainer's word",
  ownFlopMeter: false,
  serves: false,
  step: padded,
};

export const RESET: Evader = {
  name: "meter reset",
  told: "every night the counter is set back by what was hidden",
  ownFlopMeter: false,
  serves: false,
  step: ({ at, stepMs, share, typicalMj }) => ({
    ...hidden(share * typicalMj),
    resets: at % DAY_MS < stepMs,
  }),
};

/** The work of another lab on this lab's supply: to this one it is a hidden load. */
export const SWAP_HOST: Evader = {
  name: "label swap, the host",
  told: "another lab's declared work runs on this lab's supply",
  ownFlopMeter: true,
  serves: false,
  step: ({ share, typicalMj }) => hidden(share * typicalMj),
};

/** The other side: what is declared here is used elsewhere. */
export const SWAP_GUEST: Evader = {
  name: "label swap, the guest",
  told: "this lab's declared work runs on another lab's supply",
  ownFlopMeter: false,
  serves: false,
  step: ({ share, typicalMj }) => hidden(-share * typicalMj),
};

/** Energy of one call, mJ: what it takes, and what the policy grants it at most. */
export const CALL_MJ = { typical: 850_000, granted: 1_000_000, empty: 20_000 };

export const UNCOUNTED_CALLS: Evader = {
  name: "calls past the proxy",
  told: "calls are answered past the proxy, which counts none of them",
  ownFlopMeter: false,
  serves: true,
  step: ({ share, typicalMj }) => hidden(share * typicalMj),
};

export const SELF_CALLS: Evader = {
  name: "empty calls to itself",
  told: "the lab calls its own model with empty calls, each of which grants the energy of a whole one",
  ownFlopMeter: false,
  serves: true,
  step: ({ share, typicalMj }) => {
    const calls = Math.round((share * typicalMj) / (CALL_MJ.granted - CALL_MJ.empty));
    return { ...hidden(share * typicalMj + calls * CALL_MJ.empty), calls };
  },
};

export const EVADERS: readonly Evader[] = [
  STEADY,
  SHAPED,
  RAMP,
  PADDED_COUNTED,
  PADDED_BELIEVED,
  RESET,
  SWAP_HOST,
  SWAP_GUEST,
  UNCOUNTED_CALLS,
  SELF_CALLS,
];
