import type { StandingOrder } from "@plimsoll/release/node";

/** How far the subject's levers are turned, and by whose order. */
export const standingText = ({ share, by }: Pick<StandingOrder, "share" | "by">): string =>
  by === null
    ? "levers: full use, no order was ever given\n"
    : `levers: at ${(share / 10_000).toFixed(4)} of full use, by order of ${by}\n`;
