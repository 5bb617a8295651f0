import type { Halt } from "@plimsoll/sovereignty";

/** Which rule ended a run, and where. */
export const haltText = ({ code, detail, episode, step }: Halt): string =>
  `${code}: ${detail}, episode ${episode}, step ${step}`;
