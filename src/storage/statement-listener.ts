/** Receives each SQL statement before it runs, with the values that are not part of its text. For tests and diagnostics. */
export type StatementListener = (sql: string, bindings: readonly unknown[]) => void;
