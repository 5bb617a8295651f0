/** Fills a list of choices; the value of each is its place. What was chosen stays so where it still is there. */
export function fillOptions(select: HTMLSelectElement, labels: readonly string[]): void {
  const before = Number(select.value);
  select.replaceChildren(...labels.map((label, place) => new Option(label, String(place))));
  select.value = String(Number.isInteger(before) && before < labels.length ? before : 0);
}
