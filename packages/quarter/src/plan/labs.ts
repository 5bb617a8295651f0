/** A lab as it is accredited. All names are made up. */
export interface LabPlan {
  readonly lab: string;
  readonly headcount: number;
  readonly baselineComputeUnits: number;
  /** Name of the meter's key at its supply; null: it has no wastewater audit. */
  readonly meter: string | null;
  /** Whether nodes of it can attest what they run. */
  readonly attests: boolean;
}

const lab = (name: string, headcount: number, baselineComputeUnits: number, rest: Partial<LabPlan> = {}): LabPlan => ({
  lab: name,
  headcount,
  baselineComputeUnits,
  meter: null,
  attests: false,
  ...rest,
});

export const LABS: readonly LabPlan[] = [
  lab("anglesey", 26, 60, { attests: true }),
  lab("bressay", 18, 40, { attests: true }),
  lab("cromarty", 12, 20, { meter: "meter" }),
  lab("dogger", 12, 40, { meter: "meter-2" }),
  lab("eddystone", 7, 10),
  lab("fastnet", 14, 20),
];
