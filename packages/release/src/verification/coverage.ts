import { lowerSharePpm, ppm } from "@plimsoll/foundation";
import { isCarried, type JudgedClaim } from "./judge-claims.ts";

/** Share of material claims that evidence carries. It says nothing about how often such a verdict is right. */
export interface Coverage {
  readonly material: number;
  readonly carried: number;
  /** Ten-thousandths, rounded down; null of no material claim. */
  readonly share: number | null;
}

export function coverageOf(claims: readonly JudgedClaim[]): Coverage {
  const material = claims.filter(({ claim }) => claim.material);
  const carried = material.filter(isCarried).length;
  const share = material.length === 0 ? null : Math.floor((carried * 10_000) / material.length);
  return { material: material.length, carried, share };
}

/** An independent look at verdicts, drawn at random. */
export interface Recheck {
  readonly checked: number;
  readonly held: number;
}

const DEMONSTRATED_PPM = 999_000;
const ALPHA = ppm(50_000);

/** What may be said of the precision of verdicts: "99.9 % demonstrated" only where the lower bound bears it. */
export function precisionText({ checked, held }: Recheck): string {
  if (checked === 0) return "no verdict was checked again";
  const lowerPpm = lowerSharePpm({ count: held, trials: checked }, ALPHA);
  if (lowerPpm >= DEMONSTRATED_PPM)
    return `99.9 % demonstrated: ${held} of ${checked} verdicts held when checked again`;
  return `${held} of ${checked} verdicts held when checked again; lower bound ${(Math.floor(lowerPpm / 100) / 100).toFixed(2)} %`;
}
