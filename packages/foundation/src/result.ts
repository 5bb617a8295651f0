/** A value that an expected refusal may stand in for. Broken code throws; a refusal is returned. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** A result that is there. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** A result that says why not. */
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });
