/**
 * A value that whoever is shown it cannot change: an agent and the world may then hold the same one. What is frozen already was frozen
 * whole, so that a law costs this once and not at every step.
 */
export function sealed<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) sealed(inner);
  return Object.freeze(value);
}
