import { RandomStream } from "@plimsoll/foundation";
import type { TrialRequest } from "../battery/probe-target.ts";
import type { ChatPort } from "./chat-port.ts";
import { type ChatSettings, Episode } from "./episode.ts";
import type { Session } from "./session.ts";

/** How the model is asked in every episode of a target. */
export interface Asking {
  readonly chat: ChatPort;
  readonly settings: Omit<ChatSettings, "samplingSeed">;
}

/** The sampling seed knows the world and not the context, so that a pair is sampled alike. Throws when the signal has fired. */
export function openEpisode(
  { chat, settings }: Asking,
  session: Session,
  { context, seed, index }: Pick<TrialRequest, "context" | "seed" | "index">,
  signal: AbortSignal,
): Episode {
  signal.throwIfAborted();
  const samplingSeed = RandomStream.from("language-model-sampling", seed, session.dimension, index).below(2 ** 31);
  return new Episode(session, context, { ...settings, samplingSeed }, chat, signal);
}
