import { PlimsollError } from "@plimsoll/foundation";

/** Throws `GARDENER_GENOME_INVALID` for a genome of another length, or with a number that is not finite. */
export function requireGenome(genome: Float32Array, length: number): void {
  if (genome.length === length && genome.every(Number.isFinite)) return;
  throw new PlimsollError({
    code: "GARDENER_GENOME_INVALID",
    expected: `${length} finite numbers`,
    received: genome.length === length ? "one that is not finite" : `${genome.length} numbers`,
    fix: "use a genome bred for this kind of policy and this number of actions; classicHabits carries six actions to seven",
  });
}
