/**
 * Remembers the results of a pure function: exact statistics cost milliseconds, and a site asks for the same few again and
 * again. What is remembered never changes an answer. At its limit it forgets everything and begins anew.
 */
export function remembering<V>(entriesMax: number): (key: string, compute: () => V) => V {
  const known = new Map<string, V>();
  return (key, compute) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = compute();
    if (known.size >= entriesMax) known.clear();
    known.set(key, value);
    return value;
  };
}
