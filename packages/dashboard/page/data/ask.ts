import { err, ok, type Result, type Shape } from "@plimsoll/foundation";
import { type Problem, problemOf, unreachable, unreadable } from "../../src/api/problem.ts";
import { isTokenWanted, readHeaders } from "./access.ts";

const ANSWER_MS_MAX = 10_000;

/** Asks the site of this page, and reads the answer by its shape. Whatever goes wrong is a problem, and never thrown. */
export async function ask<T>(path: string, shape: Shape<T>): Promise<Result<T, Problem>> {
  const answer = await answered(
    fetch(path, { headers: readHeaders(), signal: AbortSignal.timeout(ANSWER_MS_MAX) }),
    shape,
  );
  if (!answer.ok && answer.error.status === 401) isTokenWanted.value = true;
  return answer;
}

/** Sends JSON. */
export const send = <T>(path: string, body: unknown, shape: Shape<T>): Promise<Result<T, Problem>> =>
  answered(
    fetch(path, {
      method: "POST",
      headers: { ...readHeaders(), "content-type": "application/json" },
      body: JSON.stringify(body),
      // An order is answered when the process table proved that it was done.
      signal: AbortSignal.timeout(ANSWER_MS_MAX * 6),
    }),
    shape,
  );

/** Asks for text. */
export async function askText(path: string): Promise<Result<string, Problem>> {
  try {
    const response = await fetch(path, { headers: readHeaders(), signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    return response.ok ? ok(await response.text()) : err(problemOf(response.status, await bodyOf(response)));
  } catch (cause) {
    return err(unreachable(cause));
  }
}

async function answered<T>(asked: Promise<Response>, shape: Shape<T>): Promise<Result<T, Problem>> {
  try {
    const response = await asked;
    const body = await bodyOf(response);
    if (!response.ok) return err(problemOf(response.status, body));
    const read = shape.parse(body);
    return read.ok ? read : err(unreadable(read.error.path, read.error.expected, read.error.received));
  } catch (cause) {
    return err(unreachable(cause));
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return undefined;
  }
}
