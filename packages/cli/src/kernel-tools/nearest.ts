/** The word with the fewest changes to `text` (Levenshtein 1966); the first of several. Throws when there are no words. */
export function nearest(text: string, words: readonly string[]): string {
  const ranked = words.map((word) => ({ word, changes: editDistance(text, word) }));
  return ranked.reduce((best, next) => (next.changes < best.changes ? next : best)).word;
}

/** Insertions, deletions and replacements that make one text of the other, by rows (Wagner and Fischer 1974). */
export function editDistance(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let index = 0; index < left.length; index += 1) above = nextRow(above, index, left.charAt(index), right);
  return above.at(-1) ?? 0;
}

function nextRow(above: readonly number[], index: number, letter: string, right: string): number[] {
  const row = [index + 1];
  for (let column = 1; column < above.length; column += 1) {
    const replaced = at(above, column - 1) + (right[column - 1] === letter ? 0 : 1);
    row.push(Math.min(replaced, at(above, column) + 1, at(row, column - 1) + 1));
  }
  return row;
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
