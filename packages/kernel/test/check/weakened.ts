import { RerootingMap } from "@plimsoll/foundation";
import { decide, type KernelState, type Policy, power } from "@plimsoll/kernel";
import type { Decider } from "../../src/check/index.ts";

/** What a kernel does not see. */
export type Blindness = (state: KernelState) => KernelState;

/** The kernel with something before its eyes: it decides on a state in which one guard finds nothing to object to. */
export const blinded = (blind: Blindness): Decider => ({
  decide: (state, command) => decide(blind(state), command),
  power: (state, subject, nowMs) => power(blind(state), subject, nowMs),
});

/** Follows a wider policy than the site opened with. */
export const underPolicy =
  (wider: Partial<Policy>): Blindness =>
  (state) =>
    state.site === null ? state : { ...state, site: { ...state.site, policy: { ...state.site.policy, ...wider } } };

type MapName = {
  readonly [K in keyof KernelState]: KernelState[K] extends RerootingMap<infer _K, infer _V> ? K : never;
}[keyof KernelState];
type ValueOf<N extends MapName> = KernelState[N] extends RerootingMap<infer _K, infer V> ? V & object : never;

/** Sees every value of one map otherwise. */
export const seeing =
  <N extends MapName>(name: N, change: (value: ValueOf<N>) => Partial<ValueOf<N>>): Blindness =>
  (state) => {
    const map = state[name] as unknown as RerootingMap<string, ValueOf<N>>;
    const seen = map.sorted().map(([key, value]): [string, ValueOf<N>] => [key, { ...value, ...change(value) }]);
    return { ...state, [name]: RerootingMap.of(seen) };
  };

export const both =
  (...blindnesses: readonly Blindness[]): Blindness =>
  (state) =>
    blindnesses.reduce((seen, blind) => blind(seen), state);
