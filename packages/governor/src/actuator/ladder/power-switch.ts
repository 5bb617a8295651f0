/** The plug: the last rung. It takes down everything on the machine, the governor's own processes too. */
export interface PowerSwitch {
  readonly name: string;
  /** Without a shutdown. Rejects where the order was not taken. */
  off(): Promise<void>;
  /** Rejects where nobody can look. */
  isOff(): Promise<boolean>;
}
