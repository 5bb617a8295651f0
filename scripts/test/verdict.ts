/** What vitest says of a run. */
interface TestResults {
  readonly success?: boolean;
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
}

interface Beside {
  /** Whether vitest itself ended well: with an error outside of all tests, such as a promise that nobody awaited, it does not. */
  readonly ended: boolean;
  /** Tests that passed when they were run again, alone. */
  readonly mended: number;
  /** Steps beside the tests, and whether each held. */
  readonly heldBeside: readonly boolean[];
}

/**
 * What a whole run comes to: the closing line, and the exit code. A check that failed is a test that failed, and so is a run that
 * left no results or did not end well. Where nothing ran, nothing passed.
 */
export function testVerdict(
  results: TestResults,
  { ended, mended, heldBeside }: Beside,
): { line: string; exitCode: 0 | 1 } {
  const { success = false, numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = results;
  const passed = numPassedTests + mended;
  const isWhole = (success && ended) || numFailedTests > 0;
  const failed = numFailedTests - mended + heldBeside.filter((held) => !held).length + (isWhole ? 0 : 1);
  const line = `${passed} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ""}`;
  return { line, exitCode: failed === 0 && passed > 0 ? 0 : 1 };
}
