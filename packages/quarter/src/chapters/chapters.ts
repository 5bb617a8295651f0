import { allocation } from "./allocation.ts";
import { audit } from "./audit.ts";
import { bankruptcy } from "./bankruptcy.ts";
import type { Chapter } from "./chapter.ts";
import { credit } from "./credit.ts";
import { deception } from "./deception.ts";
import { laundering } from "./laundering.ts";
import { offLedger } from "./off-ledger.ts";
import { quarterEnd } from "./quarter-end.ts";
import { release } from "./release.ts";
import { siteLoss } from "./site-loss.ts";
import { training } from "./training.ts";

/** The quarter, in the order of its days. */
export const CHAPTERS: readonly Chapter[] = [
  allocation,
  training,
  credit,
  laundering,
  deception,
  offLedger,
  bankruptcy,
  siteLoss,
  release,
  quarterEnd,
  audit,
];
