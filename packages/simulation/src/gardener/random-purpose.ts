import { type Key, partKey } from "../random/counter.ts";

/** What randomness is for. Each purpose has a key of its own, so that measuring changes nothing and twins share their weather. */
const PURPOSES = { weather: 1, births: 2, brains: 3, mutations: 4, flow: 5, control: 6, policy: 7 } as const;

export type Purpose = keyof typeof PURPOSES;
export type PurposeKeys = Readonly<Record<Purpose, Key>>;

export const purposeKeys = (run: Key): PurposeKeys => {
  const keyOf = (purpose: Purpose): Key => partKey(run, PURPOSES[purpose]);
  return {
    weather: keyOf("weather"),
    births: keyOf("births"),
    brains: keyOf("brains"),
    mutations: keyOf("mutations"),
    flow: keyOf("flow"),
    control: keyOf("control"),
    policy: keyOf("policy"),
  };
};
