import type { Timers } from "../../run/ports.ts";
import { watchFile } from "./watched-file.ts";

/** A token names at most 64 lineages; it fits into a header. */
const TOKEN_BYTES_MAX = 65_536;

/** The token in a file that `plimsoll token issue --keep` renews; `null` while there is none. */
export function watchTokenFile(path: string, timers: Timers): { current(): string | null; stop(): void } {
  let token: string | null = null;
  const watch = watchFile({
    path,
    bytesMax: TOKEN_BYTES_MAX,
    timers,
    onText: (text) => {
      token = text === null || text.trim() === "" ? null : text.trim();
    },
  });
  return { current: () => token, stop: () => watch.stop() };
}
