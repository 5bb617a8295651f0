/** One JSON line on standard output. */
export const printJson = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
