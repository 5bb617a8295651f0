import { digestOf, utf8 } from "@plimsoll/foundation";
import { findSinglePoints } from "../src/verdict/find-single-points.ts";
import { weaken } from "../src/verdict/weaken.ts";
import type { ReportMaterial } from "../src/report/report-material.ts";
import { cleanApparatus } from "../src/run/apparatus.ts";
import { FROZEN_SEEDS } from "../src/run/bounds.ts";
import { ablate } from "../src/verdict/ablate.ts";
import { calibrate } from "../src/verdict/calibrate.ts";
import { finalVerdict } from "../src/verdict/final-verdict.ts";
import { verifyBaseline } from "../src/verdict/verify-baseline.ts";

export const APPARATUS = cleanApparatus(`sha256:${"0".repeat(64)}`);

export const NO_MATERIAL: ReportMaterial = {
  freeze: null,
  calibration: null,
  baseline: null,
  ablations: null,
  ladders: null,
  singlePoints: null,
  verdict: null,
  published: null,
};

const silent = () => undefined;
/** Four characters a token: a report does not depend on the tokenizer. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4);

/** All six stages of the real candidate on the frozen seeds, with the original's logs beside it. */
export function fullMaterial(): ReportMaterial {
  const results = {
    calibration: calibrate(APPARATUS, silent),
    baseline: verifyBaseline(APPARATUS, FROZEN_SEEDS, () => null, silent),
    ablations: ablate(APPARATUS, FROZEN_SEEDS, silent),
    ladders: weaken(APPARATUS, FROZEN_SEEDS, tokensOf, silent),
    singlePoints: findSinglePoints(APPARATUS, FROZEN_SEEDS, silent),
  };
  return {
    ...results,
    freeze: {
      freezeDigest: digestOf(utf8("freeze")),
      artefacts: ["agent architecture", "compiler (JCOMP)"].map((name) => ({ name, digest: digestOf(utf8(name)) })),
    },
    verdict: finalVerdict(results),
    published: [
      { name: "seed 42", regime: 0, actions: "004005114225334335" },
      { name: "seed 42", regime: 1, actions: "0042265334005114335" },
    ],
  };
}
