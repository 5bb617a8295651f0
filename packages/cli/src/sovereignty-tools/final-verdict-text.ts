import type { FinalVerdict } from "@plimsoll/sovereignty";

/** The verdict with every reason, a line each. */
export const finalVerdictText = ({ verdict, classification, reasons }: FinalVerdict): string =>
  `${verdict}: ${classification}\n${reasons.map((reason) => `  ${reason}\n`).join("")}`;
