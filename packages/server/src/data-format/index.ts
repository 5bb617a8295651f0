export {
  assertReadableFormat,
  bringUpToDate,
  FORMAT_STEPS,
  formatOf,
  type FormatStep,
  writeFormat,
} from "./data-format.ts";
