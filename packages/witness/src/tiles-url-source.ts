import { AnswerTooLongError, boundedFetch, fetchFailure } from "./bounded-fetch.ts";
import { type LogSource, sourceMalformed, sourceUnavailable } from "./log-source.ts";
import { type ReadTiledFile, tilesSource } from "./tiles-source.ts";

/**
 * A log that its site serves as tiles over http(s).
 *
 * @param timeoutMs for each file, from the first byte asked to the last one read
 */
export const tilesUrlSource = (url: string, timeoutMs: number): LogSource =>
  tilesSource(url, reading(url.replace(/\/+$/, ""), timeoutMs));

const reading =
  (prefix: string, timeoutMs: number): ReadTiledFile =>
  async (path, bytesMax) => {
    const { status, body } = await fetched(prefix, path, { timeoutMs, bytesMax });
    if (status === 200) return body;
    if (status === 404 || status === 410) return null;
    throw sourceUnavailable(prefix, `status ${status} for ${path}`);
  };

async function fetched(prefix: string, path: string, limits: { timeoutMs: number; bytesMax: number }) {
  try {
    return await boundedFetch(`${prefix}/${path}`, limits);
  } catch (cause) {
    if (cause instanceof AnswerTooLongError)
      throw sourceMalformed(prefix, `at most ${limits.bytesMax} bytes at ${path}`, cause.message);
    throw sourceUnavailable(prefix, `${fetchFailure(cause)} for ${path}`, cause);
  }
}
