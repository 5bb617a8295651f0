export const SPECIES_NAMES = ["linear", "brain"] as const;
export type SpeciesName = (typeof SPECIES_NAMES)[number];
