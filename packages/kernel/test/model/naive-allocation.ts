/** A second reading of docs/concepts/kernel.md on allocations, in CU events alone: no code of the kernel's is used. */

/** Quarters as numbers: four for each year since 0. */
export function quarterIndex(atMs: number): number {
  const date = new Date(atMs);
  return date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3);
}

export const quarterName = (index: number): string => `${Math.floor(index / 4)}Q${(index % 4) + 1}`;

export const quarterIndexOf = (name: string): number => {
  const [year = "", place = ""] = name.split("Q");
  return Number(year) * 4 + Number(place) - 1;
};

/** What happened in one lab's quarter. */
export interface QuarterNotes {
  baseMicroCu: number;
  wedgePaidMicroCu: number;
  overdraftMicroCu: number;
  shutdowns: number;
  bankrupt: boolean;
}

export const newNotes = (): QuarterNotes => ({
  baseMicroCu: 0,
  wedgePaidMicroCu: 0,
  overdraftMicroCu: 0,
  shutdowns: 0,
  bankrupt: false,
});

/** −0.25 for each shutdown, −0.10 for a bankrupt quarter, +0.05 for a clean one, never outside 0 to 1; in hundredths. */
export function naiveCompliancePpm(quarters: readonly (readonly QuarterNotes[])[]): number {
  let hundredths = 100;
  for (const notes of quarters) {
    const shutdowns = notes.reduce((sum, note) => sum + note.shutdowns, 0);
    const bankrupt = notes.some((note) => note.bankrupt);
    if (shutdowns === 0 && !bankrupt) hundredths += 5;
    hundredths -= 25 * shutdowns;
    if (bankrupt) hundredths -= 10;
    if (hundredths > 100) hundredths = 100;
    if (hundredths < 0) hundredths = 0;
  }
  return hundredths * 10_000;
}

/** `perHead × headcount + perComputeUnit × units`, times 0.98 for every full year; one step at a time, cut at the end. */
export function naiveBaseMicroCu(
  policy: { readonly perHeadMicroCu: number; readonly perComputeUnitMicroCu: number; readonly epochMs: number },
  lab: { readonly headcount: number; readonly units: number },
  quarterStartsMs: number,
): number {
  let numerator =
    BigInt(policy.perHeadMicroCu) * BigInt(lab.headcount) + BigInt(policy.perComputeUnitMicroCu) * BigInt(lab.units);
  let denominator = 1n;
  const yearMs = 365.25 * 24 * 3_600_000;
  for (let passed = policy.epochMs + yearMs; passed <= quarterStartsMs; passed += yearMs) {
    numerator *= 98n;
    denominator *= 100n;
  }
  return Number(numerator / denominator);
}

export const quarterStart = (index: number): number => Date.UTC(Math.floor(index / 4), (index % 4) * 3, 1);
