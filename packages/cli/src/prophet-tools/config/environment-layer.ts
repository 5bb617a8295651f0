import { PlimsollError } from "@plimsoll/foundation";
import type { SettingsLayer } from "./run-options.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment says, by the original's names; ours with `PLIMSOLL_` goes before the original's. An empty variable says nothing.
 * Throws `PROPHET_ENVIRONMENT`.
 */
export function environmentLayer(environment: Environment): SettingsLayer {
  const seed = numberOf(environment, ["PLIMSOLL_SEED", "PROPHET_SEED"], "a whole number from 0", isWhole);
  const rate = numberOf(environment, ["PROPHET_BASE_LR"], "a rate above 0, at most 1000", isRate);
  const metricsPort = numberOf(environment, ["METRICS_PORT"], "a port", isPort);
  const healthPort = numberOf(environment, ["HEALTH_PORT"], "a port", isPort);
  return {
    training: {
      ...(seed === undefined ? {} : { seed }),
      ...(rate === undefined ? {} : { rate: { schedule: { rate } } }),
    },
    run: {
      ...(metricsPort === undefined ? {} : { metricsPort }),
      ...(healthPort === undefined ? {} : { healthPort }),
    },
  };
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isRate = (value: number): boolean => value >= 1e-9 && value <= 1000;
const isPort = (value: number): boolean => isWhole(value) && value <= 65_535;

function numberOf(
  environment: Environment,
  names: readonly string[],
  expected: string,
  isValid: (value: number) => boolean,
): number | undefined {
  const name = names.find((each) => (environment[each] ?? "") !== "");
  if (name === undefined) return undefined;
  const text = environment[name] ?? "";
  if (text.trim() === text && isValid(Number(text))) return Number(text);
  throw new PlimsollError({
    code: "PROPHET_ENVIRONMENT",
    expected: `${expected} in ${name}`,
    received: JSON.stringify(text),
    fix: `correct ${name}, or unset it`,
  });
}
