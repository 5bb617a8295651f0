/** What every command on data takes. */
export interface DataFlags {
  readonly data: string;
  readonly json?: boolean;
}
