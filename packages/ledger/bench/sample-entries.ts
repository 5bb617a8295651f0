/** An entry of the size of a debit with its transfers, 300 bytes or so. @param at makes it another */
export const sampleEntry = (at: number): string =>
  `{"at":${1_790_000_000_000 + at},"command":"sha256:${"ab".repeat(32)}","kind":"wallet.debited","note":"${"x".repeat(40)}","transfers":` +
  `[{"amountMicroCu":0,"from":"available","lab":"acme","quarter":"2026Q4","to":"reserved"}]}`;

export const sampleEntries = (count: number, first = 0): string[] =>
  Array.from({ length: count }, (_, place) => sampleEntry(first + place));
